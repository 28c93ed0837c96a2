"""`python -m bench [--check] [--search | --city [WARDS] | --frozen]`: measure, print a
table, and with --check exit 1 if a target is missed.

The search, the city and the frozen reports are measured on PostgreSQL: that of
DATABASE_URL, else one in a temporary folder if this machine has its programs. That
takes minutes, so each is asked for by itself.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import django

from tests.running.databases import postgresql


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="exit 1 if a target is missed"
    )
    parser.add_argument(
        "--search",
        action="store_true",
        help="only the search among 500,000 people (minutes)",
    )
    parser.add_argument(
        "--city",
        type=int,
        nargs="?",
        const=40,
        metavar="WARDS",
        help="only the pages of wards beside 4 and 40 others, or as many as are told "
        "(minutes); 121 make a city of half a million",
    )
    parser.add_argument(
        "--frozen",
        action="store_true",
        help="only the freezing of a ward and a city (minutes)",
    )
    asked = parser.parse_args()
    part = "ward"
    if asked.search:
        part = "search"
    elif asked.city:
        part = f"city={asked.city}"
    elif asked.frozen:
        part = "frozen"
    missed = run(part)
    sys.exit(1 if asked.check and missed else 0)


def run(part):
    """What was missed; search and city go to a server if there is one."""
    if part != "ward" and not is_postgresql():
        return run_on_postgresql(part)
    return run_with_settings(part)


def is_postgresql():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def run_on_postgresql(part):
    """The same command on a server of our own; 0 with a word about it if there is
    none."""
    with postgresql() as url:
        if url is None:
            print(
                f"LEFT OUT: the {part} (no PostgreSQL: no DATABASE_URL, and no "
                "programs to start one)"
            )
            return 0
        command = [sys.executable, "-m", "bench", f"--{part}", "--check"]
        return subprocess.run(
            command, env={**os.environ, "DATABASE_URL": url}
        ).returncode


def run_with_settings(part):
    with tempfile.TemporaryDirectory(prefix="phucdong-bench-") as directory:
        os.environ["BENCH_DIRECTORY"] = directory
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        django.setup()
        return run_measurements(part)


def run_measurements(part):
    # Only now: what it imports needs the settings.
    from bench import figures, frozen, report, search

    part, _, wards = part.partition("=")
    if part == "city":
        return figures.print_figures_report(int(wards))
    reports = {
        "ward": report.print_report,
        "search": search.print_search_report,
        "frozen": frozen.print_frozen_report,
    }
    return reports[part]()


if __name__ == "__main__":
    main()
