"""The terminal: `phucvu`. Only here are questions asked, bars drawn and exit codes chosen."""

import sys

WRONG, INTERRUPTED = 2, 130


def run() -> None:
    """Entry point. What a user did wrong becomes one sentence on standard error and exit code 2."""
    try:
        sys.exit(_code())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _code() -> int:
    from typer import TyperException

    from phucvu.cli.app import app
    from phucvu.cli.output import say
    from phucvu.cli.wording import wrong_use
    from phucvu.errors import UserError

    try:
        code = int(app(standalone_mode=False) or 0)
    except UserError as error:
        say(str(error))
        return WRONG
    except TyperException as error:
        say(str(wrong_use(error)))
        return WRONG
    except OSError as error:
        say(f"Không đọc hoặc ghi được “{error.filename}”: {error.strerror}. Hãy kiểm tra quyền và dung lượng đĩa.")
        return WRONG
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what the engine makes of Ctrl-C
            raise
        code = INTERRUPTED
    if code == INTERRUPTED:
        say("\nĐã dừng theo yêu cầu.")
    return code
