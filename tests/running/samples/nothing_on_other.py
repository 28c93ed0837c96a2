import os

if not os.environ["TEST_DATABASE"].rpartition("/")[2].startswith("other"):

    def test_that_is_there_on_one_of_two_databases():
        assert True
