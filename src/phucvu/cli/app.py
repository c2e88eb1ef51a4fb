"""The commands, in the order of a month's work."""

import typer

from phucvu import __version__
from phucvu.cli import figures, intake, publishing, reconcile, register, replay, running, serve
from phucvu.cli.wording import Command, Group

app = typer.Typer(
    name="phucvu",
    cls=Group,
    help="Phục Vụ: tính, giải trình, công bố và theo dõi Bộ chỉ số phục vụ người dân, doanh nghiệp (QĐ 766/QĐ-TTg).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"phucvu {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="In phiên bản rồi thoát."),
) -> None:
    """Phục Vụ."""


app.command("init", cls=Command)(intake.init)
app.command("import", cls=Command)(intake.import_)
app.command("check", cls=Command)(intake.check)
app.command("score", cls=Command)(figures.score)
app.command("rank", cls=Command)(figures.rank)
app.command("dossiers", cls=Command)(figures.dossiers)
app.command("dossier", cls=Command)(figures.dossier)
app.command("explain", cls=Command)(figures.explain)
app.command("letter", cls=Command)(publishing.letter)
app.command("replay", cls=Command)(replay.replay)
app.command("reconcile", cls=Command)(reconcile.reconcile)
app.command("register", cls=Command)(register.register)
app.command("serve", cls=Command)(serve.serve)
app.command("demo", cls=Command)(publishing.demo)
app.command("doctor", cls=Command)(running.doctor)
app.command("backup", cls=Command)(running.backup)
app.command("restore", cls=Command)(running.restore)
