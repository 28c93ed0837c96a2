"""What may stand in the log: never a row of the database, for it holds what people
wrote about themselves."""

import logging
import re

# "DETAIL:  Failing row contains (…)", up to the next exception of the chain.
DETAIL = re.compile(
    r"^DETAIL:.*?(?=^The above exception|^During handling of the above|\Z)", re.M | re.S
)


class WithoutRows(logging.Formatter):
    """PostgreSQL says with a violated constraint which row it was: that part of an
    exception is left out."""

    def formatException(self, exc_info):
        return DETAIL.sub(
            "DETAIL left out\n\n", super().formatException(exc_info)
        ).rstrip()
