"""The page of the administrator on backups: when was one made, when was one tried, and
what is to be done?"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backups import keys
from backups.models import BackupRecord
from backups.status import read_status

SHOWN = 10


@require_safe
def backups_page(request):
    if not request.actor.is_administrator:
        raise PermissionDenied("Trang này dành cho quản trị hệ thống.")
    records = BackupRecord.objects.order_by("-at", "-pk")
    context = {
        "status": read_status(timezone.now()),
        "records": records[:SHOWN],
        "check_words": read_check_words(),
    }
    return render(request, "backups/backups.html", context)


def read_check_words():
    """The words of the key that the server closes backups with; "" if it has none, or
    one that cannot be read."""
    try:
        return keys.find_check_words(keys.read_public(settings.BACKUP_PUBLIC_KEY))
    except keys.Mistyped:
        return ""
