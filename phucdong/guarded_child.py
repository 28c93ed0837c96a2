"""Under which limits does a process open a file that somebody has sent?

A small file can unpack to any size and keep a reader busy for any time. The process
sets the limits itself before it looks at the file: nothing of the web process is copied
into it, and they hold however it was started. guarded_reading.py starts it.
"""

import json
import resource
import signal
import sys

MEMORY = 256 * 1024 * 1024  # bytes of address space
PROCESSOR_SECONDS = 4
SECONDS = 20  # by the clock on the wall
# Exit codes; those from 20 on belong to the kinds of files.
DAMAGED, TOO_LARGE = 10, 11


class Refused(Exception):
    """The file is not read any further; `code` says why to the process that waits."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def run_guarded(read, *, open_files=0):
    """Call read(content of standard input, binary standard output) under the limits,
    and end the process."""
    limit_process(open_files)
    try:
        read(sys.stdin.buffer.read(), sys.stdout.buffer)
        sys.stdout.flush()
    except Refused as refused:
        sys.exit(refused.code)
    except MemoryError:
        sys.exit(TOO_LARGE)


def limit_process(open_files):
    """What was imported before stays in use; no process or thread is begun after this,
    and no file is opened whose number would be `open_files` or higher."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: PROCESSOR_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_NPROC: 0,
    }
    for name, most in limits.items():
        resource.setrlimit(name, (most, most))
    # Whoever started it may have died, and stops nobody any more.
    signal.alarm(SECONDS)


def write_line(output, message):
    """One message as a line of JSON."""
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    output.write(line.encode() + b"\n")
