import errno
import os
import signal
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from phucdong import serving

TROUBLES = {
    errno.EADDRINUSE: "đang có chương trình khác dùng",
    errno.EACCES: "cần quyền quản trị của máy (cổng dưới 1024)",
    errno.EADDRNOTAVAIL: "không phải địa chỉ của máy này",
}


class Command(BaseCommand):
    help = (
        "Mở trang web và giữ cho nó luôn chạy: tiến trình nào dừng thì mở lại ngay."
        " SIGTERM hoặc Ctrl+C: làm xong trang đang trả lời rồi dừng."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--host", default="127.0.0.1", help="địa chỉ của máy (127.0.0.1)"
        )
        parser.add_argument("--port", type=int, default=8000, help="cổng (8000)")
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 2,
            help="số tiến trình web (mỗi lõi CPU một tiến trình)",
        )

    def handle(self, *, host, port, workers, **options):
        address = serving.Address(host, port)
        if workers < 1:
            raise CommandError("--workers phải từ 1 trở lên.")
        require_linux()
        require_free(address)
        require_static_files()
        self.require_migrated()
        self.say(f"Mở trang web ở {address} với {workers:02d} tiến trình.")
        serving.serve(address, workers, self.say)
        self.say("Đã dừng.")

    def require_migrated(self):
        """A database that is away is waited for: pages say so meanwhile."""
        try:
            executor = MigrationExecutor(connection)
        except DatabaseError:
            self.say(
                "Chưa mở được kho dữ liệu; vẫn mở trang web, người dùng thấy trang báo"
                " tạm nghỉ cho đến khi kho dữ liệu trả lời."
            )
            return
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                "Kho dữ liệu chưa đúng phiên bản: sao lưu, rồi chạy manage.py migrate."
            )

    def say(self, words):
        self.stderr.write(words)
        self.stderr.flush()


def require_linux():
    if not hasattr(signal, "sigtimedwait"):
        raise CommandError("Lệnh này cần Linux.")


def require_free(address):
    trouble = serving.find_trouble(address)
    if trouble:
        why = TROUBLES.get(trouble.errno, f"không mở được ({trouble.strerror})")
        raise CommandError(f"Địa chỉ {address} {why}.")


def require_static_files():
    """In production pages name their styles by a list that collectstatic writes."""
    listed = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.PRODUCTION and not listed.exists():
        raise CommandError("Chưa gom tệp tĩnh: chạy manage.py collectstatic --noinput.")
