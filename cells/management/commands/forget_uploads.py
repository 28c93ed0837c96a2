"""manage.py forget_uploads: delete registers that were not applied within a day.

The next upload does the same; this is for the nightly timer (docs/van-hanh.md).
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cells.acts.register.uploads import forget_old_uploads


class Command(BaseCommand):
    help = "Delete uploaded registers that were not applied within a day."

    def handle(self, **options):
        count = forget_old_uploads(timezone.now())
        self.stdout.write(f"Đã xóa {count} danh sách tải lên quá một ngày chưa ghi.")
