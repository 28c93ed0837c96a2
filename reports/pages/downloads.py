"""How does a table of figures come to somebody as a file?"""

from django.http import HttpResponse

from reports import files

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets take a CSV file for Vietnamese only when it begins with this.
BYTE_ORDER_MARK = "\ufeff"


def send_spreadsheet(*, title, head, lines, name, is_csv):
    """A workbook, or CSV for other programs; `name` is that of the file, without
    end."""
    if is_csv:
        content = BYTE_ORDER_MARK + files.write_csv(head, lines)
        return send_file(content, CSV, f"{name}.csv")
    return send_file(files.write_xlsx(title, head, lines), XLSX, f"{name}.xlsx")


def send_file(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
