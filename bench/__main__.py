"""`python -m bench [--check]`: measure, print a table, and with --check exit 1 if a target is missed."""

import argparse
import os
import sys
import tempfile

import django


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if a target is missed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="phucdong-bench-") as directory:
        os.environ["BENCH_DIRECTORY"] = directory
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        django.setup()
        missed = run()
    sys.exit(1 if asked.check and missed else 0)


def run():
    # Only now: what it imports needs the settings.
    from bench.report import report

    return report()


if __name__ == "__main__":
    main()
