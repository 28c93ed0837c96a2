"""How does the content of a backup come into an empty database?

All of it in one transaction, or nothing. Before that is kept, every table is read
again, and its rows and the ends of the chains have to be those of the file. A database
without tables gets those that the backup was made of; migrating them on to today's is
left to the caller, as is verifying the seals.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.conf import settings
from django.db import DatabaseError, transaction

from backups import content, migration_state, tables
from backups.content import Content

NEWER = (
    "Bản sao do phiên bản mới hơn của phần mềm ghi (có bước chuyển đổi {name}). Cài "
    "phiên bản ấy rồi chạy lại."
)
OTHER_TABLES = (
    "Cơ sở dữ liệu này có bảng của phiên bản khác với bản sao. Khôi phục vào một cơ sở "
    "dữ liệu chưa có bảng nào (đừng chạy migrate trước)."
)
NOT_EMPTY = (
    "Cơ sở dữ liệu này đã có dữ liệu (bảng {table}). Chỉ khôi phục vào cơ sở dữ liệu "
    "trống."
)
OTHER_LOG_KEY = (
    "LOG_KEY của máy này không phải khóa đã niêm phong nhật ký trong bản sao. Lấy khóa "
    "cũ ra bằng --save-log-key TỆP, đặt làm LOG_KEY rồi chạy lại."
)
OTHER_FORMAT = "Bản sao theo định dạng {number} của một phiên bản mới hơn."
NOT_WHOLE = "Nội dung của bản sao không đủ."
NOT_TAKEN = "Cơ sở dữ liệu không nhận nội dung của bản sao ({kind})."
NOT_EQUAL = "Sau khi ghi, bảng {table} không giống trong bản sao."
OTHER_HEAD = "Sau khi ghi, chuỗi nhật ký của kế hoạch số {plan} không giống."


class CannotRestore(Exception):
    """The words say what stands in the way. Nothing was written."""


@dataclass(frozen=True)
class Restored:
    """`counts` is {table: rows}; `heads` how many chains ended as in the file."""

    made_at: datetime
    counts: dict
    heads: int


def read_backup(lines):
    """The Content of a backup's lines; raises CannotRestore if this version does not
    know its format."""
    found = Content(lines)
    number = found.head["format"]
    if number != content.FORMAT:
        raise CannotRestore(OTHER_FORMAT.format(number=number))
    return found


def restore_content(found, *, replaced):
    """Write a Content into the database, which has to be empty but for the tables that
    are `replaced` (their names).

    Returns Restored; raises CannotRestore, and then nothing was written (but perhaps
    empty tables).
    """
    if found.head["log_key"] != settings.LOG_KEY:
        raise CannotRestore(OTHER_LOG_KEY)
    apps = bring_tables(found.head["migrations"])
    models = {model._meta.db_table: model for model in tables.list_models(apps)}
    try:
        with transaction.atomic(durable=True):
            make_empty(models, replaced)
            fill(found, models)
            compare_tables(found.sums, models)
    except DatabaseError as error:
        # Without its text, which may hold a row.
        message = NOT_TAKEN.format(kind=type(error).__name__)
        raise CannotRestore(message) from error
    counts = {name: number for name, (number, _) in found.sums["tables"].items()}
    made_at = datetime.fromisoformat(found.head["made_at"])
    return Restored(made_at, counts, found.sums["heads"][0])


def bring_tables(migrations):
    try:
        return migration_state.bring_tables(migrations)
    except migration_state.NewerVersion as error:
        raise CannotRestore(NEWER.format(name=error)) from error
    except migration_state.OtherTables as error:
        raise CannotRestore(OTHER_TABLES) from error


def make_empty(models, replaced):
    """Refuse a database that somebody has used; take away what only migrating it left
    there."""
    for table, model in models.items():
        if table not in replaced and model._base_manager.exists():
            raise CannotRestore(NOT_EMPTY.format(table=table))
    for table, model in models.items():
        if table in replaced:
            tables.empty_table(model)


def fill(found, models):
    """Write every part into its table; the ends of the chains are compared with the
    log, which was written before them."""
    for said, rows in found.read_parts():
        if content.HEADS in said:
            compare_heads(rows, models[said[content.HEADS]])
        else:
            model = models[said["table"]]
            if said["columns"] != tables.list_columns(model):
                raise CannotRestore(NOT_WHOLE)
            tables.write_rows(model, rows)
    tables.count_on(models.values())


def compare_heads(rows, events):
    for told, kept in zip_longest(rows, content.read_heads(events)):
        if told is None or tables.write_line(told) != kept:
            plan = (told or json.loads(kept))[0]
            raise CannotRestore(OTHER_HEAD.format(plan=plan))


def compare_tables(sums, models):
    if set(sums["tables"]) != set(models):
        raise CannotRestore(NOT_WHOLE)
    for table, model in models.items():
        if content.sum_lines(tables.read_lines(model)) != sums["tables"][table]:
            raise CannotRestore(NOT_EQUAL.format(table=table))
