"""How does work on an upload start beside the web processes? As a process of its own, which outlives the request.

There is no queue and no broker: the upload's row says what is to be done, and whoever comes first does it. Where the
process dies, the page notices that it has gone quiet (cells/acts/register/uploads.py) and offers to start another one.
"""

import os
import subprocess
import sys
import threading

from django.conf import settings


def launch(upload):
    """Start `manage.py read_upload` in a session of its own; return at once."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "read_upload", str(upload.pk)]
    apart = {"start_new_session": True, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=dict(os.environ), **apart)
    threading.Thread(target=process.wait, daemon=True).start()  # leaves no zombie behind
    return process
