"""Reports that were frozen before a figure was added open as they did; one that is
frozen afterwards has it."""

import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.own_database, pytest.mark.one_database, pytest.mark.slow]

READ = "tests/reports/frozen/test_documents.py"


def test_reports_open_in_a_version_with_another_figure_and_other_names(migrated):
    options = ["-p", "tests.reports.frozen.next_version", "--reuse-db", "--everything"]
    command = [sys.executable, "-m", "pytest", *options, READ]
    with migrated.copy() as database:
        done = subprocess.run(
            command, env={**os.environ, **database}, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stdout + done.stderr
