"""Hand cells over to a ward in another installation: the side that gives
(plans/handover)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cells.models import Appointment, Cell
from cells.unit_names import cell_key
from phucdong.writing import count_text, moment_text
from plans.handover import CannotExport, command_line, create_file, export_cells


class Command(BaseCommand):
    help = (
        "Ghi các chi bộ được bàn giao, cùng đảng viên, kế hoạch và toàn bộ lịch sử, "
        "vào một tệp khóa bằng mật khẩu để "
        "đảng bộ nhận đọc vào bằng import_cells. Không gồm phần tự soi và tài khoản "
        "đăng nhập. Mật khẩu: biến môi "
        "trường HANDOVER_PASSPHRASE, không có thì lệnh hỏi. Với --close, các chi bộ "
        "kết thúc ở đây từ ngày bàn giao."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="tệp sẽ ghi; chưa được có")
        parser.add_argument(
            "--ward", required=True, metavar="NAME", help="đảng bộ bàn giao"
        )
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--cell",
            action="append",
            metavar="NAME",
            help="chi bộ, đơn vị bàn giao (nhiều lần)",
        )
        which.add_argument(
            "--all",
            action="store_true",
            help="mọi chi bộ, đơn vị của đảng bộ và bên dưới",
        )
        parser.add_argument(
            "--on",
            required=True,
            metavar="DATE",
            help="ngày đầu tiên thuộc đảng bộ nhận",
        )
        parser.add_argument(
            "--to",
            default="",
            metavar="NAME",
            help="đảng bộ nhận; bắt buộc khi có --close",
        )
        parser.add_argument(
            "--close",
            action="store_true",
            help="kết thúc các chi bộ ở đây từ ngày bàn giao",
        )

    def handle(self, *, file, ward, cell, on, to, close, **options):
        now = timezone.now()
        ward = command_line.find_open_committee(ward)
        on = command_line.parse_handover_day(on, timezone.localdate(now))
        if close and not to:
            raise CommandError(
                "--close cần --to: tên đảng bộ nhận, để ghi vào phần chuyển đi của "
                "từng đảng viên."
            )
        cells = choose_cells(ward, cell)
        passphrase = command_line.ask_new_passphrase()
        try:
            with transaction.atomic(), create_file(file) as opened:
                exported = export_cells(
                    opened,
                    cells,
                    ward=ward,
                    on=on,
                    to=to,
                    passphrase=passphrase,
                    at=now,
                    close=close,
                )
        except CannotExport as refused:
            raise CommandError(
                f"{refused} Chưa ghi tệp, chưa thay đổi gì."
            ) from refused
        except OSError as error:
            raise CommandError(
                f"Không ghi được tệp {file}: {error.strerror}. Chưa thay đổi gì."
            ) from error
        self.print_counts(file, cells, exported.counts)
        self.print_changes(exported)
        if close:
            self.print_end(cells, on)
            self.print_left(exported.left)
            self.print_what_to_receive(file, to)
        else:
            self.stdout.write(
                "Các chi bộ vẫn mở ở đây. Kết thúc bằng cách ghi lại tệp với --close "
                "khi bàn giao thật; tệp ấy có mọi việc ghi từ nay đến lúc đó, nơi nhận "
                "đọc tiếp vào."
            )

    def print_counts(self, file, cells, counts):
        self.stdout.write(
            f"{file}: {len(cells)} chi bộ, đơn vị; {count_text(counts['member'])} "
            f"người; "
            f"{count_text(counts['plan'])} kế hoạch; {count_text(counts['planevent'])} "
            f"sự kiện nhật ký. "
            "Không có phần tự soi, không có tài khoản."
        )

    def print_changes(self, exported):
        """What the receiving ward has not got, if it read the file before."""
        if exported.earlier is None:
            return
        made_at = moment_text(exported.earlier.made_at)
        if not exported.changed:
            self.stdout.write(f"Không có gì thay đổi từ tệp ghi {made_at}.")
            return
        self.stdout.write(
            f"Từ tệp ghi {made_at} đã thay đổi, và chỉ có trong tệp này "
            f"({count_text(len(exported.changed))}):"
        )
        for name in exported.changed:
            self.stdout.write(f"  {name}")

    def print_left(self, proposals):
        for words in proposals:
            self.stdout.write(f"Đề nghị miễn khép lại ở đây: {words}.")

    def print_what_to_receive(self, file, to):
        self.stdout.write(
            "Giữ tệp này và chuyển cho nơi nhận, kể cả khi nơi nhận đã nhận tệp trước: "
            f'manage.py import_cells {file} --ward "{to}" --by CÁN_BỘ'
        )

    def print_end(self, cells, on):
        self.stdout.write(
            f"Đã kết thúc ở đây từ ngày {on:%d/%m/%Y}; kế hoạch đã có vẫn đọc được."
        )
        for post in find_posts_left(cells, on):
            where = post.committee or post.cell
            self.stdout.write(f"Lưu ý: {post.member} còn giữ {post.label()}, {where}.")


def choose_cells(ward, names):
    """The open cells of these names in a ward and below it, or all of them."""
    kept = Cell.objects.below([ward.pk]).filter(closed_on=None)
    kept = list(kept.select_related("committee").order_by("pk"))
    if not names:
        return kept
    chosen, unclear = {}, []
    for name in names:
        found = [cell for cell in kept if cell_key(cell.name) == cell_key(name)]
        if len(found) == 1:
            chosen[found[0].pk] = found[0]
        else:
            unclear.append(f"{name} ({len(found)})")
    if unclear:
        raise CommandError(
            f"Không rõ chi bộ: {', '.join(unclear)}. Trong ngoặc là số chi bộ đang mở "
            f"mang tên ấy."
        )
    return list(chosen.values())


def find_posts_left(cells, on):
    """Posts outside the cells of people who belonged to them.

    The ward has to see to these.
    """
    left = Appointment.objects.in_force(on).filter(
        member__memberships__cell__in=cells, member__memberships__until=on
    )
    return left.select_related("member", "cell", "committee").order_by("pk").distinct()
