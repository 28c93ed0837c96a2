import gc
import socket
import subprocess
import sys
import time
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo import demonstration
from demo.sign_ins import PASSWORD, list_sign_ins


class Command(BaseCommand):
    help = (
        "Bản trình diễn: tạo cơ sở dữ liệu, nạp Đảng bộ phường Phúc Đồng (nhân vật hư"
        " cấu), rồi mở trang web."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-serve",
            action="store_true",
            help="chỉ nạp dữ liệu, không mở trang web",
        )
        parser.add_argument(
            "--port", type=int, default=8000, help="cổng của trang web (8000)"
        )
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="coi ngày này (NĂM-THÁNG-NGÀY) là hôm nay khi nạp",
        )

    def handle(self, *, no_serve, port, today, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "Không nạp bản trình diễn trên máy chủ thật (DJANGO_ENV=production)."
            )
        call_command("migrate", verbosity=0)
        self.load(today or timezone.localdate())
        self.print_sign_ins()
        if not no_serve:
            self.serve(port)

    def load(self, today):
        if demonstration.is_demonstration_loaded():
            self.say("Bản trình diễn đã nạp từ trước, không nạp lại.")
        elif not demonstration.is_database_empty():
            raise CommandError(
                "Cơ sở dữ liệu này đã có dữ liệu khác; bản trình diễn chỉ nạp vào cơ sở"
                " dữ liệu trống."
            )
        elif today < demonstration.EARLIEST:
            raise CommandError(
                f"--today phải từ ngày {demonstration.EARLIEST:%d/%m/%Y} trở đi."
            )
        else:
            started = time.monotonic()
            self.load_without_collecting(today)
            self.say(f"Đã nạp xong sau {time.monotonic() - started:.0f} giây.")

    def load_without_collecting(self, today):
        """Rows by the ten thousand stand in memory until they are written, and none is
        garbage: looking for it again and again takes seconds."""
        gc.disable()
        try:
            demonstration.load_demonstration(today, self.say)
        finally:
            gc.enable()

    def print_sign_ins(self):
        self.say(f"\nAi đăng nhập được (mật khẩu chung: {PASSWORD}):")
        for each in list_sign_ins():
            self.say(f"  {each.username:<12}{each.name:<26}{each.role}".rstrip())

    def serve(self, port):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(
                    f"Cổng {port} đang có chương trình khác dùng;"
                    f" thử lại với --port {port + 1}."
                )
        self.say(
            f"\nMở trình duyệt ở địa chỉ http://127.0.0.1:{port}/ (bấm Ctrl+C để dừng)."
        )
        where = f"--interface wsgi --host 127.0.0.1 --port {port}"
        how = "--workers 1 --blocking-threads 1 --no-log phucdong.wsgi:application"
        server = [sys.executable, "-m", "granian", *where.split(), *how.split()]
        try:
            subprocess.run(server, cwd=settings.BASE_DIR, check=True)
        except KeyboardInterrupt:
            self.say("\nĐã dừng.")
        except subprocess.CalledProcessError as error:
            raise CommandError("Không mở được trang web.") from error

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
