"""Does the process live, does the database answer? Neither asks for a login."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse


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
    except (DatabaseError, InterfaceError):
        return HttpResponse("database away", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
