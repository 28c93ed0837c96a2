"""The pile on the desk: what waits for whom."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans import reviewing


@require_GET
def queue(request):
    return render(request, "plans/queue.html", {"pile": reviewing.pile(request.actor).select_related("member")})
