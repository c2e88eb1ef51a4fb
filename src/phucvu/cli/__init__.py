"""The terminal: `phucvu`. Only here are questions asked, bars drawn and exit codes chosen."""

import sys


def run() -> None:
    """Entry point. A UserError becomes one sentence on standard error and exit code 2."""
    from phucvu.cli.app import app
    from phucvu.cli.output import say
    from phucvu.errors import UserError

    try:
        app()
    except UserError as error:
        say(str(error))
        sys.exit(2)
