import os
import signal


def test_that_is_shot_dead_on_one_of_two_databases():
    if os.environ["TEST_DATABASE"].rpartition("/")[2].startswith("other"):
        os.kill(os.getpid(), signal.SIGKILL)
