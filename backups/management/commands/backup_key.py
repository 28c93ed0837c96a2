"""Make the key of the backups: the secret half on paper, the public half for the server
(backups/keys.py)."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from backups import keys, paper

FOR_THE_SERVER = """
Dòng cho máy chủ (không bí mật; với nó chỉ khóa được, không mở được):

BACKUP_PUBLIC_KEY={public}

Từ kiểm tra: {words}. Khóa này không lưu ở đâu cả: in ngay, rồi xóa màn hình.
"""


class Command(BaseCommand):
    help = (
        "Lập khóa sao lưu mới: in hai tờ giống nhau có khóa mở bản sao, và dòng "
        "BACKUP_PUBLIC_KEY cho máy chủ. Không lưu gì. Ví dụ: "
        "manage.py backup_key | lp"
    )

    def handle(self, **options):
        secret = keys.make_secret()
        public = secret.public_key()
        self.stdout.write(paper.write_sheets(secret, timezone.localdate()))
        line = FOR_THE_SERVER.format(
            public=keys.write_public(public), words=keys.find_check_words(public)
        )
        self.stdout.write(line)
