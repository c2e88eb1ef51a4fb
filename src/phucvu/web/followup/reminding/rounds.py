"""What a timer does each hour: `python -m phucvu.web.followup.reminding.rounds`.

Hand-overs whose day has come; cases read again (a nightly import by the terminal tells nobody else); files that nobody
confirmed let go; waiting mail sent. Tells one JSON document.
"""

import json
import os
import sys
from typing import Any

import django


def rounds() -> dict[str, Any]:
    """{settled, changed, sent, failed}."""
    from phucvu.web.accounts.actions import carry_out_hand_overs
    from phucvu.web.followup.actions.reading import read_again
    from phucvu.web.followup.papers import uploads
    from phucvu.web.followup.reminding.mailing import send_waiting

    carry_out_hand_overs()
    read = read_again()
    uploads.sweep()
    sent, failed = send_waiting()
    return read | {"sent": sent, "failed": failed}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
    django.setup()
    sys.stdout.write(json.dumps(rounds(), ensure_ascii=False) + "\n")
