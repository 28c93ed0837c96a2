"""`python -m bench [--check] [--search]`: measure, print a table, and with --check exit
1 if a target is missed.

The search is measured on PostgreSQL: that of DATABASE_URL, else one in a temporary
folder if this machine has its programs. That takes minutes, so it is asked for by
itself.
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
    asked = parser.parse_args()
    missed = run(asked.search)
    sys.exit(1 if asked.check and missed else 0)


def run(only_search):
    """What was missed; the search goes to a server if there is one."""
    if only_search and not is_postgresql():
        return run_on_postgresql()
    return run_with_settings(only_search)


def is_postgresql():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def run_on_postgresql():
    """The same command on a server of our own; 0 with a word about it if there is
    none."""
    with postgresql() as url:
        if url is None:
            print(
                "LEFT OUT: the search (no PostgreSQL: no DATABASE_URL, and no programs "
                "to start one)"
            )
            return 0
        command = [sys.executable, "-m", "bench", "--search", "--check"]
        return subprocess.run(
            command, env={**os.environ, "DATABASE_URL": url}
        ).returncode


def run_with_settings(only_search):
    with tempfile.TemporaryDirectory(prefix="phucdong-bench-") as directory:
        os.environ["BENCH_DIRECTORY"] = directory
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        django.setup()
        return run_measurements(only_search)


def run_measurements(only_search):
    # Only now: what it imports needs the settings.
    from bench import report, search

    if only_search:
        return search.print_search_report()
    return report.print_report()


if __name__ == "__main__":
    main()
