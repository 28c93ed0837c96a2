"""The beginning of an installation: a ward and its first officer, who does everything else on the pages."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import names, slips
from accounts.models import User, normalize_name
from cells import personnel
from cells.models import Appointment, Committee, Member
from cells.names import fold
from cells.posts import Actor
from cells.register.wards import find_ward

Role = Appointment.Role


class Command(BaseCommand):
    help = "Lập đảng bộ phường và cán bộ Đảng ủy đầu tiên, in phiếu kích hoạt cho cán bộ ấy."

    def add_arguments(self, parser):
        parser.add_argument("name", help='tên đảng bộ, ví dụ "Đảng bộ phường Phúc Đồng"')
        parser.add_argument("--officer", required=True, metavar="HỌ_TÊN", help="họ và tên cán bộ Đảng ủy đầu tiên")
        parser.add_argument("--username", default="", help="tên đăng nhập (không ghi thì là họ tên viết liền)")
        parser.add_argument("--card", default="", help="số thẻ, để chỉ đúng người khi đã có danh sách")
        parser.add_argument("--place", default="", help="địa danh trên văn bản, ví dụ Phúc Đồng")

    @transaction.atomic
    def handle(self, *, name, officer, username, card, place, **options):
        now = timezone.now()
        ward = find_ward(name) or Committee.objects.create(name=name, place=place, kind=Committee.Kind.WARD)
        server = Actor(None, timezone.localdate(now))
        if Appointment.objects.in_force(server.on).filter(committee=ward, role=Role.WARD_OFFICER).exists():
            raise CommandError(f"{ward} đã có cán bộ. Người tiếp theo do cán bộ ấy ghi chức vụ trên trang Chi bộ.")
        member = the_person(officer, card)
        personnel.appoint(member, Role.WARD_OFFICER, committee=ward, since=server.on, by=server, at=now)
        user = member.user or new_login(member, username)
        self.stdout.write(f"Đã lập {ward}.\n\n{slips.text_of(slips.issue(user, by=None, at=now, name=str(member)))}")


def the_person(full_name, card):
    """The one who has this card or, without a card, this name; a new person if there is none."""
    known = Member.objects.filter(card=card) if card else Member.objects.filter(name_folded=fold(full_name))
    found = list(known.select_related("user")[:2])
    if len(found) > 1:
        raise CommandError(f"Có nhiều người tên {full_name}: ghi thêm --card SỐ_THẺ.")
    return found[0] if found else Member.objects.create(full_name=full_name, card=card)


def new_login(member, username):
    name = normalize_name(username) or names.offered([member])[member.pk][names.NAME]
    if User.objects.filter(username=name).exists():
        raise CommandError(f"Tên đăng nhập “{name}” đã có người dùng: ghi thêm --username TÊN.")
    return slips.give_login(member, name)
