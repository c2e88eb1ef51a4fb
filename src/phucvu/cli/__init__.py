"""The terminal: `phucvu`. Only here are questions asked, bars drawn and exit codes chosen."""

import sys


def run() -> None:
    """Entry point. What a user did wrong becomes one sentence on standard error and exit code 2."""
    from typer import Abort, TyperException

    from phucvu.cli.app import app
    from phucvu.cli.output import say
    from phucvu.cli.wording import wrong_use
    from phucvu.errors import UserError

    try:
        sys.exit(app(standalone_mode=False))
    except UserError as error:
        say(str(error))
    except TyperException as error:
        say(error.format_message() if type(error).__name__ == "NoArgsIsHelpError" else str(wrong_use(error)))
    except (Abort, KeyboardInterrupt):
        say("Đã dừng theo yêu cầu.")
    except OSError as error:
        say(f"Không đọc hoặc ghi được “{error.filename}”: {error.strerror}. Hãy kiểm tra quyền và dung lượng đĩa.")
    sys.exit(2)
