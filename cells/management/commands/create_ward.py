"""The beginning of an installation: a ward and its first officer, who does everything else on the pages.

Where several wards stand under a city, the city comes first (`--kind city`), then each ward under it (`--under NAME`).
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import names, slips
from accounts.models import User, normalize_name
from cells.acts.appointments import rules as personnel
from cells.models import Appointment, Committee, Member
from cells.names import fold
from cells.posts import Actor
from cells.register.wards import find_ward

Role = Appointment.Role


class Command(BaseCommand):
    help = (
        "Lập đảng bộ phường (hoặc thành ủy, đảng bộ cơ sở) và cán bộ đầu tiên, in phiếu kích hoạt cho cán bộ ấy. "
        "Nhiều phường dưới một thành ủy: lập thành ủy trước (--kind city), rồi từng phường với --under."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help='tên đảng bộ, ví dụ "Đảng bộ phường Phúc Đồng"')
        parser.add_argument("--officer", required=True, metavar="HỌ_TÊN", help="họ và tên cán bộ Đảng ủy đầu tiên")
        parser.add_argument("--username", default="", help="tên đăng nhập (không ghi thì là họ tên viết liền)")
        parser.add_argument("--card", default="", help="số thẻ, để chỉ đúng người khi đã có danh sách")
        parser.add_argument("--place", default="", help="địa danh trên văn bản, ví dụ Phúc Đồng")
        parser.add_argument("--kind", choices=Committee.Kind.values, default=Committee.Kind.WARD, help="loại (ward)")
        parser.add_argument("--under", default="", metavar="TÊN", help="cấp trên trực tiếp, đã lập trước")

    @transaction.atomic
    def handle(self, *, name, officer, username, card, place, kind, under, **options):
        now = timezone.now()
        above = named(under) if under else None
        ward = known(name, kind, above) or Committee.objects.create(name=name, place=place, kind=kind, parent=above)
        server = Actor(None, timezone.localdate(now))
        if Appointment.objects.in_force(server.on).filter(committee=ward, role=Role.WARD_OFFICER).exists():
            raise CommandError(f"{ward} đã có cán bộ. Người tiếp theo do cán bộ ấy ghi chức vụ trên trang Chi bộ.")
        member = the_person(officer, card)
        personnel.appoint(member, Role.WARD_OFFICER, committee=ward, since=server.on, by=server, at=now)
        user = member.user or new_login(member, username)
        self.stdout.write(f"Đã lập {ward}.\n\n{slips.text_of(slips.issue(user, by=None, at=now, name=str(member)))}")


def named(name):
    """The committee above, by its name."""
    found = [one for one in Committee.objects.open().order_by("pk") if one.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    raise CommandError(f"--under {name}: {'có nhiều' if found else 'không có'} đảng bộ tên này. Lập cấp trên trước.")


def known(name, kind, above):
    """The committee that is there already: a ward by the words that make its name, another one by the name itself.

    One that stands elsewhere is not moved.
    """
    same = [one for one in Committee.objects.open().filter(kind=kind) if one.name.casefold() == name.casefold()]
    found = find_ward(name) if kind == Committee.Kind.WARD else next(iter(same), None)
    if found and above and found.parent_id != above.pk:
        raise CommandError(f"{found} đã có và không trực thuộc {above}. Không thay đổi gì.")
    return found


def the_person(full_name, card):
    """The one who has this card or, without a card, this name; a new person if there is none."""
    kept = Member.objects.known()
    same = kept.filter(card=card) if card else kept.filter(name_folded=fold(full_name))
    found = list(same.select_related("user")[:2])
    if len(found) > 1:
        raise CommandError(f"Có nhiều người tên {full_name}: ghi thêm --card SỐ_THẺ.")
    return found[0] if found else Member.objects.create(full_name=full_name, card=card)


def new_login(member, username):
    name = normalize_name(username) or names.offered([member])[member.pk][names.NAME]
    if User.objects.filter(username=name).exists():
        raise CommandError(f"Tên đăng nhập “{name}” đã có người dùng: ghi thêm --username TÊN.")
    return slips.give_login(member, name)
