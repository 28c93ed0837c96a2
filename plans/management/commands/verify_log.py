"""Check the history of every plan (plans/workflow/verification.py)."""

from django.core.management.base import BaseCommand, CommandError

from phucdong.writing import count_text
from plans.workflow import verification


class Command(BaseCommand):
    help = (
        "Kiểm tra nhật ký, các bản lưu và trạng thái của mọi kế hoạch; thoát với mã 1 "
        "và nêu chỗ đứt đầu tiên."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--from",
            dest="first",
            type=int,
            default=1,
            help="bắt đầu từ kế hoạch mang số này (tiếp tục một lần bị ngắt)",
        )
        parser.add_argument(
            "--processes", type=int, default=2, help="số tiến trình cùng kiểm tra"
        )

    def handle(self, *, first, processes, verbosity, **options):
        def on_progress(last):
            if verbosity > 1:
                self.stderr.write(f"Nguyên vẹn đến kế hoạch số {last}.")

        words, sound = verification.find_first_break(
            first, processes=processes, on_progress=on_progress
        )
        if words:
            raise CommandError(
                f"{words} ({count_text(sound)} kế hoạch đứng trước nguyên vẹn.)"
            )
        self.stdout.write(f"Nhật ký của {count_text(sound)} kế hoạch nguyên vẹn.")
