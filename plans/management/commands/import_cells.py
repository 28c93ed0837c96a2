"""Hand cells over to a ward in another installation: the side that receives
(plans/handover)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from cells.posts import Actor
from phucdong.databases import analyse
from phucdong.writing import count_text, date_text, moment_text
from plans.handover import AlreadyThere, CannotImport, command_line, import_cells


class Command(BaseCommand):
    help = (
        "Nhận các chi bộ do đảng bộ khác bàn giao bằng export_cells: tất cả hoặc không "
        "gì cả. Nhật ký của mọi kế hoạch "
        "được kiểm tra rồi niêm phong bằng khóa của nơi nhận. Chi bộ cũ và kế hoạch đã "
        "nộp nằm ở đảng bộ cũ (đã kết "
        "thúc) dưới đảng bộ nhận; chi bộ mới cùng tên mở từ ngày bàn giao, kế hoạch "
        "đang làm dở theo người viết sang. "
        "Đọc lại cùng một tệp thì không đổi gì; tệp mới hơn của cùng các chi bộ được "
        "đọc tiếp: chỉ thêm những gì nơi giao ghi từ tệp trước. Mật khẩu: biến môi "
        "trường HANDOVER_PASSPHRASE, không có thì lệnh hỏi."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--ward", required=True, metavar="NAME", help="đảng bộ nhận"
        )
        parser.add_argument(
            "--by",
            required=True,
            metavar="USERNAME",
            help="tên đăng nhập của cán bộ Đảng ủy nhận",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="chỉ kiểm tra và đếm, không ghi gì"
        )

        parser.add_argument(
            "--keep",
            action="append",
            default=[],
            metavar="NAME",
            help="khi cả hai nơi đã ghi tiếp về một người: giữ nguyên ở đây, không lấy "
            "từ tệp (nhiều lần)",
        )

    def handle(self, *, file, ward, by, dry_run, keep, **options):
        now = timezone.now()
        ward = command_line.find_open_committee(ward)
        officer = find_officer(ward, by, timezone.localdate(now))
        passphrase = command_line.ask_passphrase()
        try:
            with file.open("rb") as opened:
                received = import_cells(
                    opened,
                    ward=ward,
                    by=officer,
                    at=now,
                    passphrase=passphrase,
                    dry_run=dry_run,
                    keep=keep,
                )
        except AlreadyThere:
            self.stdout.write("Tệp này đã nhận từ trước. Không thay đổi gì.")
            return
        except CannotImport as refused:
            raise CommandError(f"{refused} Chưa nhận gì.") from refused
        except OSError as error:
            raise CommandError(
                f"Không mở được tệp {file}: {error.strerror}."
            ) from error
        if not dry_run:
            analyse()
        self.print_received(received, dry_run)

    def print_received(self, received, dry_run):
        if received.renewal.earlier:
            self.print_read_forward(received.renewal)
        counts = received.counts
        self.stdout.write(
            f"{'Sẽ nhận' if dry_run else 'Đã nhận'} từ {received.ward_name}, kể từ "
            f"ngày {received.on:%d/%m/%Y}: "
            f"{len(received.cells)} chi bộ, đơn vị; {count_text(counts['member'])} "
            f"người; "
            f"{count_text(counts['plan'])} kế hoạch, {count_text(received.moved)} kế "
            f"hoạch đang làm dở đi tiếp ở đây. "
            "Nhật ký nguyên vẹn."
        )
        for old, new in received.cells:
            self.stdout.write(f"  {old.name} → {new.name}")
        for post in received.posts:
            self.stdout.write(
                f"  Phải giao lại: {post.label()}, {post.cell} (trước là {post.member})"
            )
        for movement in received.fixed:
            self.stdout.write(
                f"  Giữ như nơi giao đã ghi, ở đây không hủy, không sửa ngày được: "
                f"{movement.get_kind_display()} từ ngày {date_text(movement.on)}, đ/c "
                f"{movement.member}"
            )

    def print_read_forward(self, renewal):
        made_at = moment_text(renewal.earlier.made_at)
        self.stdout.write(
            f"Đọc tiếp tệp đã nhận (tệp ấy ghi {made_at}): "
            f"{count_text(len(renewal.changed_names))} chỗ thay đổi."
        )
        for name in renewal.changed_names:
            self.stdout.write(f"  {name}")
        for name in renewal.kept_names:
            self.stdout.write(f"  Không lấy từ tệp, giữ nguyên ở đây: {name}")
        for name in renewal.missing_names:
            self.stdout.write(
                f"  Không còn trong tệp mới, ở đây chưa đổi gì: {name}. Nếu nơi giao "
                "đã ghi chuyển đi thì ghi biến động ở đây."
            )


def find_officer(ward, username, today):
    """The officer above the ward's cells with this sign-in name: who answers for what
    is taken over."""
    user = User.objects.called(username)
    officer = Actor(getattr(user, "member", None), today, user=user)
    if user is None or not user.is_active or ward.pk not in officer.committees:
        raise CommandError(
            f"--by {username}: không phải tên đăng nhập của cán bộ Đảng ủy phụ trách "
            f"{ward}."
        )
    return officer
