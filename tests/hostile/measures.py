"""What did a piece of work take, of this process and of those that it has started?"""

import resource
from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Measured:
    """`seconds` of processor time of this process and its children; `megabytes` by which
    this process grew at most, None where the system does not tell."""

    def __enter__(self):
        forget_peak()
        self.before, self.began = read_peak(), processor_seconds()
        return self

    def __exit__(self, *error):
        self.seconds = processor_seconds() - self.began
        after = read_peak()
        self.megabytes = None
        if after is not None:
            self.megabytes = (after - self.before) / 1024


def processor_seconds():
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def forget_peak():
    """Linux begins anew to watch for the largest size."""
    if CLEAR.exists():
        CLEAR.write_text("5")


def read_peak():
    """The largest size in kB since then, None where the system does not tell."""
    if not STATUS.exists():
        return None
    for line in STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return None
