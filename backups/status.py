"""Is there a backup of today, and was one ever opened? What does the administrator have
to do about it?"""

from dataclasses import dataclass
from datetime import timedelta

from backups.models import BackupRecord

Kind = BackupRecord.Kind
# A night's backup may come an hour later than that of the night before.
BACKUP_AGE = timedelta(hours=26)
TRIAL_AGE = timedelta(days=365)
NO_BACKUP = "Chưa có bản sao lưu nào."
OLD_BACKUP = "Bản sao lưu gần nhất đã quá một ngày."
NO_TRIAL = "Chưa lần nào thử khôi phục."
OLD_TRIAL = "Lần thử khôi phục gần nhất đã quá một năm."
BAD_TRIAL = "Lần thử khôi phục gần nhất không được."


@dataclass(frozen=True)
class BackupStatus:
    """The last good backup, the last trial of whatever end, what has failed since, and
    what is wrong with each in words ("" if nothing is)."""

    backup: BackupRecord
    failed: BackupRecord
    trial: BackupRecord
    backup_fault: str
    trial_fault: str


def read_status(at):
    backup = find_last_backup()
    failed = find_last_of(Kind.BACKUP)
    if failed and failed.is_good:
        failed = None
    trial = find_last_of(Kind.DRILL, Kind.RESTORE)
    return BackupStatus(
        backup, failed, trial, judge_backup(backup, at), judge_trial(trial, at)
    )


def find_last_of(*kinds):
    return BackupRecord.objects.filter(kind__in=kinds).order_by("-at", "-pk").first()


def find_last_backup():
    good = BackupRecord.objects.filter(kind=Kind.BACKUP, is_good=True)
    return good.order_by("-at", "-pk").first()


def judge_backup(backup, at):
    if backup is None:
        return NO_BACKUP
    if at - backup.at > BACKUP_AGE:
        return OLD_BACKUP
    return ""


def judge_trial(trial, at):
    if trial is None:
        return NO_TRIAL
    if not trial.is_good:
        return BAD_TRIAL
    if at - trial.at > TRIAL_AGE:
        return OLD_TRIAL
    return ""


def find_fault_of_backup(at):
    """What is wrong with the last backup, in words for another page; "" if nothing
    is."""
    return judge_backup(find_last_backup(), at)
