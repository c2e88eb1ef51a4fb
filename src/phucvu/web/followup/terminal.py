"""The register for the terminal: Django started on a workspace, its database looked at; papers.verbs does the work.

The command line asks for this module by name (import_module), for the engine works without Django.
"""

import os
from importlib import import_module
from pathlib import Path
from types import ModuleType

import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from phucvu.errors import UserError

UNREADY = (
    "Cơ sở dữ liệu của trang chưa có hoặc chưa cập nhật. Hãy chạy phucvu serve trên thư mục làm việc này một lần, "
    "rồi chạy lại lệnh."
)


def verbs(home: Path) -> ModuleType:
    """The verbs on a workspace. Raises UserError when its site has no database yet, or an older one."""
    if not settings.configured:
        _set_up(home)
    django.setup()
    _check_database()
    return import_module("phucvu.web.followup.papers.verbs")


def _set_up(home: Path) -> None:
    if not os.environ.get("PHUCVU_DATABASE") and not (home / "web.sqlite3").exists():
        raise UserError(UNREADY)  # asked before anything starts: the settings would write a key, SQLite an empty file
    os.environ["PHUCVU_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")


def _check_database() -> None:
    try:
        executor = MigrationExecutor(connection)
        is_ready = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        raise UserError("Không mở được cơ sở dữ liệu của trang. Hãy xem nó có đang chạy, có quyền đọc không.") from None
    if not is_ready:
        raise UserError(UNREADY)
