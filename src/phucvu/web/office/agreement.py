"""Whether the database of acts and the workspace fit together, as they may not after a restore.

`python -m phucvu.web.office.agreement` tells one JSON document {lost}; exit code 1 when anything is.
"""

import json
import os
import sys

import django


def lost() -> list[str]:
    """What the database names and the workspace does not hold: editions, files, a version of the data.

    The other way round is no fault: a workspace may be newer than the database beside it. Raises UserError when the
    lake cannot be opened.
    """
    return [*_editions(), *_files(), *_version()]


def _editions() -> list[str]:
    from phucvu.main.editions import editions
    from phucvu.web.home import workspace
    from phucvu.web.office.models import Publication

    there = {row["edition_id"] for row in editions(workspace())}
    return [name for name in Publication.objects.values_list("edition_id", flat=True) if name not in there]


def _files() -> list[str]:
    from django.apps import apps
    from django.db.models import FileField

    fields = [(model, field) for model in apps.get_models() for field in model._meta.fields]
    return [
        name
        for model, field in fields
        if isinstance(field, FileField)
        for name in model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        if not field.storage.exists(name)
    ]


def _version() -> list[str]:
    from django.db.models import Max

    from phucvu.main.status import lake_version
    from phucvu.web.home import workspace
    from phucvu.web.office.models import Mark

    seen, there = Mark.objects.aggregate(seen=Max("lake_version"))["seen"] or 0, lake_version(workspace())
    return [f"phiên bản dữ liệu {seen}"] if seen > there else []


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")
    django.setup()
    found = lost()
    sys.stdout.write(json.dumps({"lost": found}, ensure_ascii=False) + "\n")
    sys.exit(1 if found else 0)
