"""How often does a web process look for garbage?"""

import gc


def look_less_often():
    """What is loaded by now stays until the end: not to look for garbage among it, and
    to look less often, takes a fifth off the page of a large city."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
