"""How the figures are counted, in words."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import rules as texts
from reports.pages.dashboard.views import overseen


@require_safe
def rules(request):
    overseen(request.actor)
    return render(request, "reports/rules.html", {"rules": texts.in_words()})
