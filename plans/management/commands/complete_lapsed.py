"""manage.py complete_lapsed: plans that were handed in and wait for the posting of a
head whose term ran out by itself are through step 4.

What an act ends is completed by that act; this is for the nightly timer
(docs/van-hanh.md).
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.models import Plan
from plans.workflow.lapsed_duty import complete_lapsed


class Command(BaseCommand):
    help = "Complete filed plans of those whose term as a head is over."

    def handle(self, **options):
        completed = complete_lapsed(Plan.objects.all(), at=timezone.now())
        self.stdout.write(
            f"Đã ghi xong bước 4 cho {len(completed)} bản không còn phải niêm yết."
        )
