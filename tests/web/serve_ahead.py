"""`phucvu serve` by a clock that a test sets ahead: the days in the file named first are added to every moment.

Only the clock: what a passed deadline means is decided by the site itself, and no row is edited.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from phucvu import cli

AHEAD = Path(sys.argv.pop(1))
own_now = timezone.now


def now() -> datetime:
    return own_now() + timedelta(days=int(AHEAD.read_text("utf8")))


if __name__ == "__main__":
    timezone.now = now
    cli.run()
