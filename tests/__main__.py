"""`python -m tests [--everything] [paths and options of pytest]`: the tests on SQLite
and on PostgreSQL.

The ordinary run has on PostgreSQL what the kind of database can change; what it cannot
change (pages, words, forms: see the marks in pyproject.toml) runs once, on SQLite.
`--everything` runs all on both, and the slow proofs. PostgreSQL is TEST_DATABASE_URL if
that is set, else a server of our own in a temporary folder when this machine has
PostgreSQL's programs. What had to be left out is said at the end; with CI=true, leaving
anything out is a failure.
"""

import os
import shutil
import signal
import sys
import time
from collections import Counter

from tests.running.browsers import find_chromium
from tests.running.databases import migrated_databases
from tests.running.jobs import NO_TESTS, PASSED, plan_jobs, work_off


def main(arguments, databases, left_out=()):
    """The exit code: 0 only if every job ended well, some test passed, and CI left
    nothing out."""
    began = time.monotonic()
    outcomes = work_off(plan_jobs(arguments, databases))
    print(sum_up(outcomes, time.monotonic() - began))
    for what in left_out:
        print(f"LEFT OUT: {what}")
    return judge(outcomes) or int(bool(left_out) and os.environ.get("CI") == "true")


def sum_up(outcomes, wall):
    """The one line at the end, with the jobs that did not end well below it."""
    counts = sum((Counter(outcome.counts) for outcome in outcomes), Counter())
    told = (
        ", ".join(f"{number} {word}" for word, number in counts.items()) or "no tests"
    )
    processor = sum(outcome.processor for outcome in outcomes)
    lines = [
        f"== {told} in {wall:.0f} s ({processor:.0f} s of processor time, the servers' "
        f"not counted)"
    ]
    lines += [str(outcome) for outcome in outcomes if not outcome.is_well]
    return "\n".join(lines)


def judge(outcomes):
    """A job without tests for its database is well, unless no job had any. One that was
    killed is not."""
    if not all(outcome.is_well for outcome in outcomes):
        return 1
    some_passed = any(outcome.code == PASSED for outcome in outcomes)
    return PASSED if some_passed else NO_TESTS


def missing_programs(*, everything):
    """What is left out because this machine lacks a program, in words."""
    missing = []
    if not find_chromium():
        missing.append("the browser tests (no Chromium on this machine)")
    if everything and not shutil.which("soffice"):
        missing.append(
            "the tests with a spreadsheet program (no LibreOffice on this machine)"
        )
    return missing


if __name__ == "__main__":
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # so that the server ends with it
    everything = "--everything" in sys.argv
    with migrated_databases() as (databases, left_out):
        left_out += missing_programs(everything=everything)
        sys.exit(main(sys.argv[1:], databases, left_out))
