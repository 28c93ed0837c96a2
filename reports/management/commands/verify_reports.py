"""Check every frozen report (reports/frozen/seals.py)."""

from django.core.management.base import BaseCommand, CommandError

from phucdong.writing import count_text, date_text
from reports.frozen.seals import find_first_broken


class Command(BaseCommand):
    help = (
        "Kiểm tra mọi bản số liệu đã chốt; thoát với mã 1 và nêu bản đầu tiên không "
        "còn nguyên."
    )

    def handle(self, **options):
        broken, whole = find_first_broken()
        if broken:
            day = date_text(broken.as_of)
            raise CommandError(
                f"Bản chốt số {broken.pk} “{broken.title}” ({day}) không còn nguyên. "
                f"({count_text(whole)} bản đứng trước nguyên vẹn.)"
            )
        self.stdout.write(f"{count_text(whole)} bản số liệu đã chốt nguyên vẹn.")
