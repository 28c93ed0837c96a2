"""A login for the administrator of the system, without a person; printed again, it
replaces a lost password."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import slips
from accounts.models import User, normalize_name


class Command(BaseCommand):
    help = (
        "Lập tài khoản quản trị hệ thống (hoặc in phiếu mới cho tài khoản ấy) và in "
        "phiếu kích hoạt."
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="tên đăng nhập, ví dụ quantri")

    def handle(self, *, username, **options):
        self.stdout.write(
            slips.write_slip_text(self.administrator_slip(normalize_name(username)))
        )

    @transaction.atomic
    def administrator_slip(self, name):
        if not 0 < len(name) <= 64:
            raise CommandError("Tên đăng nhập phải có từ 1 đến 64 ký tự.")
        beginnings = {
            "password": slips.make_unusable_password(),
            "is_administrator": True,
        }
        user, _ = User.objects.get_or_create(username=name, defaults=beginnings)
        if not user.is_administrator:
            raise CommandError(
                f"“{name}” là tên đăng nhập của một người khác, không phải quản trị."
            )
        return slips.issue_slip(user, by=None, at=timezone.now())
