"""Does the process live, does the database answer, can anything be written? None of it
asks for a login."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse

from phucdong import room
from phucdong.errors import RETRY_AFTER
from phucdong.troubles import Trouble, find_trouble

# What /readyz says, for machines.
WORDS = {Trouble.DISK_FULL: "disk full", Trouble.AWAY: "database away"}


def liveness(get_response):
    """Answer /livez before any middleware that asks the database, and /readyz without a
    session."""

    def middleware(request):
        if request.path == "/livez":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return readiness()
        return get_response(request)

    return middleware


def readiness():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        room.require_room()
    except (DatabaseError, InterfaceError, OSError) as error:
        return answer_not_ready(WORDS.get(find_trouble(error), "not ready"))
    return HttpResponse("ok", content_type="text/plain")


def answer_not_ready(words):
    answer = HttpResponse(words, status=503, content_type="text/plain")
    answer["Retry-After"] = RETRY_AFTER
    return answer
