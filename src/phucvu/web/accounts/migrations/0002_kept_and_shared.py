"""Events are kept by the database itself: none is changed or deleted. And the table that all workers count tries in."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

SENTENCE = "an event is never changed or deleted"
SQLITE = [
    f"CREATE TRIGGER accounts_event_no_{what.lower()} BEFORE {what} ON accounts_event "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for what in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION accounts_event_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
    "CREATE TRIGGER accounts_event_kept BEFORE UPDATE OR DELETE ON accounts_event "
    "FOR EACH ROW EXECUTE FUNCTION accounts_event_kept()",
]
BACK = {
    "sqlite": ["DROP TRIGGER accounts_event_no_update", "DROP TRIGGER accounts_event_no_delete"],
    "postgresql": ["DROP TRIGGER accounts_event_kept ON accounts_event", "DROP FUNCTION accounts_event_kept()"],
}


def keep(apps: Any, editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement, params=None)


def let_go(apps: Any, editor: Any) -> None:
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement, params=None)


def make_table(apps: Any, editor: Any) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunPython(keep, let_go),
        migrations.RunPython(make_table, migrations.RunPython.noop),
    ]
