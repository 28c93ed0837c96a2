"""Check the history of every plan (plans/workflow/verification.py)."""

from django.core.management.base import BaseCommand, CommandError

from phucdong.writing import count_text
from plans.workflow import verification


class Command(BaseCommand):
    help = (
        "Kiểm tra nhật ký, các bản lưu và trạng thái của mọi kế hoạch; thoát với mã 1 "
        "và nêu chỗ đứt đầu tiên."
    )

    def handle(self, **options):
        words, sound = verification.find_first_break()
        if words:
            raise CommandError(
                f"{words} ({count_text(sound)} kế hoạch đứng trước nguyên vẹn.)"
            )
        self.stdout.write(f"Nhật ký của {count_text(sound)} kế hoạch nguyên vẹn.")
