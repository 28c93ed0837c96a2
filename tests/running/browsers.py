"""Where is Chromium on this machine?"""

import shutil

# The one without windows comes first: the tests cost a third less in it.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium():
    """The path of the program, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
