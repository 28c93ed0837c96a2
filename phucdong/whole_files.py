"""How does a file come to stand at its place whole, or not at all?"""

import os
from contextlib import contextmanager, suppress


@contextmanager
def create_whole_file(path):
    """A file object, for writing, of a path where nothing may be yet.

    It is written beside its place, for nobody else to read, and gets its name when it
    is safe on the disk. Raises FileExistsError, with the name that is taken.
    """
    part = path.with_name(f"{path.name}.part")
    for taken in (path, part):
        if taken.exists():
            raise FileExistsError(taken.name)
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        keep_name(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def keep_name(folder):
    """A new name is safe once its folder is on the disk too, where the file system
    knows how."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
