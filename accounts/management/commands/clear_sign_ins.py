"""Who came in when is kept for more than a year, and then goes."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import SignInRecord

SHORTEST = 366


class Command(BaseCommand):
    help = "Xóa dòng nhật ký đăng nhập cũ hơn số ngày đã cho."

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=400, help="giữ bao nhiêu ngày (mặc định 400)"
        )

    def handle(self, *, days, **options):
        if days < SHORTEST:
            raise CommandError(f"Phải giữ ít nhất {SHORTEST} ngày.")
        old = SignInRecord.objects.filter(at__lt=timezone.now() - timedelta(days=days))
        number, _ = old.delete()
        self.stdout.write(f"Đã xóa {number} dòng.")
