"""What ends when a new slip is printed for somebody who has an account? Said before the
press."""

from dataclasses import dataclass
from datetime import datetime

from phucdong.writing import date_text, padded


@dataclass(frozen=True)
class Endings:
    """`slip_issued_at`: of the slip that ends at once, or None. `has_password`: the
    password, and what is signed in by it, end when the new slip is used."""

    slip_issued_at: datetime | None
    has_password: bool

    @property
    def is_any(self):
        return bool(self.slip_issued_at or self.has_password)

    def write(self):
        """In words; "" when nothing ends."""
        told = []
        if self.slip_issued_at:
            told.append(f"phiếu in ngày {date_text(self.slip_issued_at)} hết ngay")
        if self.has_password:
            told.append(
                "mật khẩu đang dùng và các máy đang đăng nhập hết khi phiếu mới được "
                "dùng"
            )
        return "; ".join(told)


def find_endings(member):
    """Of a person as account_list.find_people_not_yet_in reads them."""
    if member.user is None:
        return Endings(None, False)
    return Endings(member.slip_issued_at, member.user.has_set_password())


def sum_endings(endings):
    """[sentence] of what ends for all of them together; nothing when nothing does."""
    spent = sum(1 for one in endings if one.slip_issued_at)
    replaced = sum(1 for one in endings if one.has_password)
    told = []
    if spent:
        told.append(f"{padded(spent)} phiếu đã in, chưa dùng hết hiệu lực ngay khi bấm")
    if replaced:
        told.append(
            f"{padded(replaced)} mật khẩu đang dùng, cùng các máy đang đăng nhập bằng "
            "mật khẩu ấy, hết hiệu lực khi phiếu mới được dùng"
        )
    return told
