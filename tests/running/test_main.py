"""What a run says at its end: `main` itself, over the small suites in
tests/running/samples."""

import pytest

from tests.__main__ import main
from tests.running.databases import PostgreSQL, SQLite
from tests.running.jobs import LONGEST_FIRST, NO_TESTS, TESTS, plan_jobs

SAMPLES = "tests/running/samples"
HERE = SQLite("here.sqlite3")
THERE = SQLite("there.sqlite3", "another one")


@pytest.fixture
def databases(tmp_path):
    """Two empty ones: what no test asks for need not be migrated."""
    found = [SQLite(str(tmp_path / name), name) for name in ("one", "other")]
    for database in found:
        open(database.migrated, "w").close()
    return found


@pytest.fixture
def run(databases, capsys, monkeypatch):
    """run("passing") gives (exit code, what was printed) of a run of these samples on
    two databases."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def of_samples(*names, options=(), left_out=()):
        paths = [f"{SAMPLES}/{name}.py" for name in names]
        code = main(
            [*paths, "-p", "pytest_django.plugin", *options], databases, left_out
        )
        return code, capsys.readouterr().out

    return of_samples


def test_a_run_in_which_all_pass_is_green_and_says_what_was_left_out(run):
    code, told = run("passing", left_out=["the browser tests"])
    assert code == 0
    assert "running on one: 1 passed in" in told
    assert "running on other: 1 passed in" in told
    assert "== 2 passed in" in told
    assert told.splitlines()[-1] == "LEFT OUT: the browser tests"


def test_what_was_left_out_is_red_in_ci(run, monkeypatch):
    monkeypatch.setenv("CI", "true")
    code, _ = run("passing", left_out=["the browser tests"])
    assert code == 1


def test_a_run_in_which_one_fails_is_red_and_tells_why(run):
    code, told = run("passing", "failing")
    assert code == 1
    assert "as a sample of a failure" in told
    assert "FAILED (exit code 1): 1 failed, 1 passed" in told.rpartition("==")[2]


def test_a_job_that_is_killed_is_red_although_the_other_passed(run):
    code, told = run("killed_on_other")
    assert code == 1
    assert "running on one: 1 passed" in told
    assert "running on other: KILLED by signal 9" in told.rpartition("==")[2]


def test_a_path_without_tests_for_one_database_is_green(run):
    code, told = run("nothing_on_other")
    assert code == 0
    assert "running on other: no tests" in told
    assert "== 1 passed in" in told


def test_a_run_without_any_test_is_not_green(run):
    code, told = run("passing", options=["-k", "there_is_no_such_test"])
    assert code == NO_TESTS
    assert "running on one: no tests" in told


# --- which jobs there are -------------------------------------------------------------


def test_every_test_file_is_in_one_job_of_each_database():
    jobs = plan_jobs([], [HERE, THERE])
    files = sorted(
        str(file.relative_to(TESTS.parent)) for file in TESTS.rglob("test_*.py")
    )
    for database in (HERE, THERE):
        paths = [
            path for job in jobs if job.database is database for path in job.arguments
        ]
        assert sorted(paths) == files


def test_the_longest_come_first_and_those_that_are_named_exist():
    assert all((TESTS / name).is_dir() for name in LONGEST_FIRST)
    folders = list(dict.fromkeys(job.folder for job in plan_jobs([], [HERE])))
    assert folders[: len(LONGEST_FIRST)] == list(LONGEST_FIRST)


def test_named_tests_go_to_the_job_of_their_folder_with_the_options():
    named = [
        "tests/cells/pages/search/test_search.py::test_fold",
        "tests/test_doors.py",
        "-k",
        "walk",
        "--durations=5",
    ]
    jobs = plan_jobs(named, [HERE])
    assert [(job.folder, job.arguments) for job in jobs] == [
        (
            "cells",
            (
                "tests/cells/pages/search/test_search.py::test_fold",
                "-k",
                "walk",
                "--durations=5",
            ),
        ),
        ("", ("tests/test_doors.py", "-k", "walk", "--durations=5")),
    ]


def test_a_folder_that_is_named_brings_those_below_it():
    (job,) = plan_jobs(["tests/plans"], [HERE])
    files = {
        str(file.relative_to(TESTS.parent))
        for file in (TESTS / "plans").rglob("test_*.py")
    }
    assert (job.folder, set(job.arguments)) == ("plans", files)
    assert "tests/plans/handover/test_departure.py" in files


def test_the_browser_is_left_to_sqlite_unless_everything_is_asked_for():
    databases = [HERE, PostgreSQL("postgres://here", "migrated")]
    ordinary, everything = (
        [job.database.name for job in plan_jobs(["tests/browser", *options], databases)]
        for options in ([], ["--everything"])
    )
    assert ordinary == ["SQLite"]
    assert everything == ["SQLite", "PostgreSQL"]
