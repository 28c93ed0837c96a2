"""What is a run made of, and how does a job end? A job is the tests of one folder on
one database.

Jobs are worked off by one process more than there are cores, the longest first: a job
waits a quarter of its time, for a browser, a disk or the clock.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from tests.running.databases import ROOT

TESTS = ROOT / "tests"
# Folders by how long they take; the others follow.
LONGEST_FIRST = (
    "browser",
    "plans",
    "cells",
    "reports",
    "",
    "demo",
    "backups",
    "serving",
    "hostile",
    "accounts",
    "running",
    "guarded",
)
# Folders in which an ordinary run finds nothing that the kind of database could change.
ON_SQLITE_ONLY = ("browser", "demo", "guarded", "hostile", "running", "serving")
RUNNING = set()
# What pytest exits with.
PASSED, NO_TESTS = 0, 5
COUNTED = re.compile(r"(\d+) (passed|failed|skipped|errors?|deselected)")


@dataclass(frozen=True)
class Job:
    folder: str
    arguments: tuple
    database: object

    def __str__(self):
        return f"{self.folder or 'tests'} on {self.database.name}"


@dataclass(frozen=True)
class Outcome:
    """How a job ended: the exit code (negative: the signal that ended it), what it
    printed, seconds."""

    job: Job
    code: int
    told: str
    wall: float
    processor: float
    counts: dict

    @property
    def is_well(self):
        return self.code in (PASSED, NO_TESTS)

    def __str__(self):
        counts = ", ".join(f"{number} {word}" for word, number in self.counts.items())
        how = "no tests" if self.code == NO_TESTS else counts or "nothing was counted"
        if self.code < 0:
            how = f"KILLED by signal {-self.code}"
        elif not self.is_well:
            how = f"FAILED (exit code {self.code}): {how}"
        return (
            f"{self.job}: {how} in {self.wall:.0f} s ({self.processor:.0f} s of processor "
            f"time)"
        )


def plan_jobs(arguments, databases):
    """[Job], the longest first. Among pytest's arguments, those that name tests say
    which folders."""
    named = [argument for argument in arguments if is_path(argument)]
    others = [argument for argument in arguments if not is_path(argument)]
    folders = {}
    for path in named or [str(TESTS)]:
        for folder, paths in folders_of(path).items():
            folders.setdefault(folder, []).extend(paths)
    return [
        Job(folder, (*paths, *others), database)
        for folder, paths in sorted(folders.items(), key=by_length)
        for database in databases
        if "--everything" in others
        or database.name != "PostgreSQL"
        or folder not in ON_SQLITE_ONLY
    ]


def is_path(argument):
    """Whether an argument names tests: a folder, a file or a test of a file
    (tests/test_a.py::test_b)."""
    place = Path(argument.split("::")[0])
    return (
        not argument.startswith("-")
        and (ROOT / place).is_relative_to(TESTS)
        and (ROOT / place).exists()
    )


def folders_of(path):
    """{folder: [paths of its tests]} of one path that was named."""
    place = ROOT / path.split("::")[0]
    if place.is_file():
        return {name_of(place.parent): [path]}
    found = {}
    for file in sorted(place.rglob("test_*.py")):
        found.setdefault(name_of(file.parent), []).append(str(file.relative_to(ROOT)))
    return found


def name_of(folder):
    """ "plans" of tests/plans/handover; "" of tests/ itself."""
    return next(iter(folder.relative_to(TESTS).parts), "")


def by_length(entry):
    folder, _ = entry
    known = (
        LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
    )
    return known, folder


def work_off(jobs):
    """[Outcome] of all jobs. Each is told as soon as it is known: in a line, or in full
    if it did not end well."""
    executor = ThreadPoolExecutor(len(os.sched_getaffinity(0)) + 1)
    try:
        return list(executor.map(work, jobs))
    finally:
        for process in list(RUNNING):  # when the run itself was stopped
            process.terminate()
        executor.shutdown(cancel_futures=True)


def work(job):
    outcome = run_job(job)
    is_asked_for = any(argument.startswith("--durations") for argument in job.arguments)
    told = f"\n{outcome.told}\n" if is_asked_for or not outcome.is_well else ""
    print(f"{outcome}{told}", flush=True)
    return outcome


def run_job(job):
    began = time.monotonic()
    with job.database.copy() as given, TemporaryFile("w+") as told:
        command = [sys.executable, "-m", "pytest", "--reuse-db", *job.arguments]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        RUNNING.add(process)
        _, status, used = os.wait4(process.pid, 0)
        RUNNING.remove(process)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        text = told.read()
    took = time.monotonic() - began
    return Outcome(
        job,
        process.returncode,
        text,
        took,
        used.ru_utime + used.ru_stime,
        count_tests(text),
    )


def count_tests(text):
    """{"passed": 3, "skipped": 1} of the last line that pytest prints."""
    last = text.strip().rpartition("\n")[2]
    return {word: int(number) for number, word in COUNTED.findall(last)}
