"""What a timer does each hour: `python -m phucvu.web.followup.reminding.rounds`.

Cases read again, files that nobody confirmed let go, waiting mail sent, scores of the newest month counted: a nightly
import by the terminal tells nobody else. Tells one JSON document.
"""

import json
import os
import sys
from typing import Any

import django

from phucvu.main import stored


def rounds() -> dict[str, Any]:
    """{settled, changed, sent, failed}."""
    from phucvu.web.followup.actions.reading import read_again
    from phucvu.web.followup.papers import uploads
    from phucvu.web.followup.reminding.mailing import send_waiting
    from phucvu.web.home import workspace

    read = read_again()
    uploads.sweep()
    sent, failed = send_waiting()
    stored.ahead(workspace())  # last: data that cannot be counted hold up nothing else
    return read | {"sent": sent, "failed": failed}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
    django.setup()
    sys.stdout.write(json.dumps(rounds(), ensure_ascii=False) + "\n")
