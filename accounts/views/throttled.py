from django.shortcuts import render

from accounts import throttle


def locked_out(request, response=None, credentials=None):
    """Too many wrong passwords: says how long to wait, never how many tries there are."""
    minutes = throttle.minutes_left(request, credentials)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
