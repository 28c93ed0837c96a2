"""manage.py read_upload UUID: the process at work on an uploaded register.

The web process starts it (cells/acts/register/worker.py).
"""

from uuid import UUID

from django.core.management.base import BaseCommand
from django.utils import timezone

from cells.acts.register.uploads import forget_old_uploads
from cells.acts.register.worker import Superseded, Worker


class Command(BaseCommand):
    help = (
        "Read and compare an uploaded register, or apply what its officer has ticked. "
        "Started by the web process."
    )

    def add_arguments(self, parser):
        parser.add_argument("upload", type=UUID)

    def handle(self, *, upload, **options):
        forget_old_uploads(timezone.now())
        worker = Worker(upload)
        try:
            worker.do_what_is_due()
        except Superseded:
            self.stderr.write("Another process has taken this upload over.")
        except Exception:
            worker.fail()
            raise
