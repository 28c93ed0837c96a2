"""The beginning of an installation: a ward and its first officer, who does everything
else on the pages.

Where several wards stand under a city, the city comes first (`--kind city`), then each
ward under it (`--under NAME`).
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import sign_in_names, slips
from accounts.models import User, normalize_name
from cells.acts.appointments.rules import write_appointment
from cells.acts.register.counterparts import find_ward
from cells.models import Appointment, Committee, Member
from cells.names import fold
from cells.posts import Actor

Role = Appointment.Role


class Command(BaseCommand):
    help = (
        "Lập đảng bộ phường (hoặc thành ủy, đảng bộ cơ sở) và cán bộ đầu tiên, "
        "in phiếu kích hoạt cho cán bộ ấy. "
        "Nhiều phường dưới một thành ủy: lập thành ủy trước (--kind city), "
        "rồi từng phường với --under."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "name", help='tên đảng bộ, ví dụ "Đảng bộ phường Phúc Đồng"'
        )
        parser.add_argument(
            "--officer",
            required=True,
            metavar="HỌ_TÊN",
            help="họ và tên cán bộ Đảng ủy đầu tiên",
        )
        parser.add_argument(
            "--username",
            default="",
            help="tên đăng nhập (không ghi thì là họ tên viết liền)",
        )
        parser.add_argument(
            "--card", default="", help="số thẻ, để chỉ đúng người khi đã có danh sách"
        )
        parser.add_argument(
            "--place", default="", help="địa danh trên văn bản, ví dụ Phúc Đồng"
        )
        parser.add_argument(
            "--kind",
            choices=Committee.Kind.values,
            default=Committee.Kind.WARD,
            help="loại (ward)",
        )
        parser.add_argument(
            "--under",
            default="",
            metavar="TÊN",
            help="cấp trên trực tiếp, đã lập trước",
        )

    @transaction.atomic
    def handle(self, *, name, officer, username, card, place, kind, under, **options):
        now = timezone.now()
        above = find_superior(under) if under else None
        ward = find_committee(name, kind, above)
        if ward is None:
            ward = Committee.objects.create(
                name=name, place=place, kind=kind, parent=above
            )
        server = Actor(None, timezone.localdate(now))
        refuse_second_officer(ward, server.on)
        member = find_or_create_officer(officer, card)
        write_appointment(
            member,
            Role.WARD_OFFICER,
            committee=ward,
            since=server.on,
            by=server,
            at=now,
        )
        user = member.user or create_login(member, username)
        slip = slips.issue_slip(user, by=None, at=now, name=str(member))
        self.stdout.write(f"Đã lập {ward}.\n\n{slips.write_slip_text(slip)}")


def find_superior(name):
    """The committee above, by its name."""
    found = find_namesakes(Committee.objects.open(), name)
    if len(found) == 1:
        return found[0]
    number = "có nhiều" if found else "không có"
    words = f"--under {name}: {number} đảng bộ tên này. Lập cấp trên trước."
    raise CommandError(words)


def find_namesakes(committees, name):
    """Those that bear the name, in whatever case it is written."""
    name = name.casefold()
    return [row for row in committees.order_by("pk") if row.name.casefold() == name]


def find_committee(name, kind, above):
    """The committee that is there already, or None: a ward by the words that make its
    name, another one by the name itself.

    One that stands elsewhere is not moved.
    """
    if kind == Committee.Kind.WARD:
        found = find_ward(name)
    else:
        same = find_namesakes(Committee.objects.open().filter(kind=kind), name)
        found = same[0] if same else None
    if found and above and found.parent_id != above.pk:
        words = f"{found} đã có và không trực thuộc {above}. Không thay đổi gì."
        raise CommandError(words)
    return found


def refuse_second_officer(ward, on):
    officers = Appointment.objects.in_force(on).filter(role=Role.WARD_OFFICER)
    if officers.filter(committee=ward).exists():
        next_one = "Người tiếp theo do cán bộ ấy ghi chức vụ trên trang Chi bộ."
        raise CommandError(f"{ward} đã có cán bộ. {next_one}")


def find_or_create_officer(full_name, card):
    """The one who has this card or, without a card, this name; a new person if there is
    none."""
    people = Member.objects.known()
    known_by = {"card": card} if card else {"name_folded": fold(full_name)}
    found = list(people.filter(**known_by).select_related("user")[:2])
    if len(found) > 1:
        raise CommandError(f"Có nhiều người tên {full_name}: ghi thêm --card SỐ_THẺ.")
    if found:
        return found[0]
    return Member.objects.create(full_name=full_name, card=card)


def create_login(member, username):
    name = (
        normalize_name(username)
        or sign_in_names.offer_names([member])[member.pk][sign_in_names.NAME]
    )
    if User.objects.filter(username=name).exists():
        words = f"Tên đăng nhập “{name}” đã có người dùng: ghi thêm --username TÊN."
        raise CommandError(words)
    return slips.give_login(member, name)
