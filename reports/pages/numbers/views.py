"""Every figure of every cell as a number: the page, the file, and how each is counted.

They show what the bars of the dashboard show, and what those leave out.
"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from phucdong.writing import date_text
from reports import files, rates
from reports.pages.choice import read_choice, require_scope
from reports.pages.downloads import send_spreadsheet
from reports.pages.links import Links
from reports.pages.numbers.tables import HEAD, list_number_tables
from reports.rules import write_rules


@require_safe
def numbers_page(request):
    scope = require_scope(request.actor)
    _, choice = read_choice(request.GET, scope)
    found = rates.count_rates(scope.cuts(choice.year, choice.on, choice.as_now))
    wards = scope.wards(found, choice.shown_on)
    tables = list_number_tables(
        found,
        wards,
        rates.sum_wards(wards),
        lambda ward: Links(choice, ward),
        HEAD.columns,
        choice,
    )
    page = {
        "choice": choice,
        "query": choice.query(),
        "head": HEAD,
        "is_of_many": bool(wards),
        "tables": tables,
    }
    return render(request, "reports/numbers/numbers.html", page)


@require_safe
def rates_file(request):
    scope = require_scope(request.actor)
    _, choice = read_choice(request.GET, scope)
    rows = rates.count_rates(scope.cuts(choice.year, choice.on, choice.as_now))
    day = date_text(choice.on)
    return send_spreadsheet(
        title=f"Kế hoạch năm {choice.year}, số liệu tính đến hết ngày {day}",
        head=files.list_headings(files.COLUMNS),
        lines=files.list_lines(rows, scope.wards(rows, choice.shown_on)),
        name=f"so-lieu-{choice.year}-{choice.on:%Y-%m-%d}",
        is_csv=request.GET.get("dang") == "csv",
    )


@require_safe
def rules_page(request):
    require_scope(request.actor)
    return render(request, "reports/numbers/rules.html", {"rules": write_rules()})
