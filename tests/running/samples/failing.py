def test_that_fails():
    raise AssertionError("as a sample of a failure")
