"""Before the site starts: its tables, the people of a demo, the first administrator. A process of its own:
`python -m phucvu.web.prepare`; tells one JSON document {lines} or {error}."""

import json
import os
import sys

import django

from phucvu.errors import UserError

DEMO_PASSWORD = "phuc-vu-thu-nghiem"


def main(words: list[str]) -> dict[str, object]:
    """Lines for the person who started the site, or the error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
    os.umask(0o077)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions", verbosity=0)
    try:
        if "--first-administrator" in words:
            return {"lines": _administrator(words[-1])}
        return {"lines": _demo() if "--demo" in words else []}
    except UserError as error:
        return {"error": str(error)}


def _administrator(name: str) -> list[str]:
    from phucvu.web.accounts.first import first_administrator

    code = first_administrator(name)
    return [f"Tài khoản quản trị: {name}", f"Mã kích hoạt (dùng một lần): {code}", "Kích hoạt ở /tai-khoan/kich-hoat/"]


def _demo() -> list[str]:
    """Of a simulated workspace, on this machine only: people of every role, and the example's edition as issued."""
    from phucvu.main import status
    from phucvu.web.accounts import demo as people
    from phucvu.web.home import workspace
    from phucvu.web.office import demo as publications

    if not status.about(workspace())["is_simulated"]:
        return []
    rows = people.people(workspace(), DEMO_PASSWORD)
    publications.issue_example()
    lines = [f"  {name:<20} {role} {agency}".rstrip() for name, role, agency in rows]
    return [f"SỐ LIỆU MÔ PHỎNG. Người dùng thử, mật khẩu chung {DEMO_PASSWORD}:", *lines]


if __name__ == "__main__":
    told = main(sys.argv[1:])
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
