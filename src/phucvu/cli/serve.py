"""`phucvu serve`: the site on a workspace. The only place that starts it, by name: the engine works without Django."""

from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from phucvu.cli.options import WorkspaceOption
from phucvu.errors import UserError


def serve(
    host: Annotated[str, typer.Option("--host", metavar="ĐỊA_CHỈ", help="Địa chỉ mạng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="CỔNG", min=0, max=65535, help="Cổng; 0: cổng trống.")] = 8766,
    workers: Annotated[int, typer.Option("--workers", metavar="SỐ", min=1, max=64, help="Số tiến trình.")] = 2,
    administrator: Annotated[
        str | None,
        typer.Option(
            "--first-administrator",
            metavar="TÀI_KHOẢN",
            help="Mở tài khoản quản trị đầu tiên, in mã kích hoạt rồi thôi; không chạy trang.",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Chạy trang web trên một thư mục làm việc (chỉ nghe máy này, trừ khi nêu --host)."""
    if find_spec("django") is None:
        raise UserError('Chưa cài phần trang web. Hãy cài: pip install "phucvu[web]".')
    from phucvu.main.workspace import open_workspace

    site = import_module("phucvu.web.serving")
    home = open_workspace(workspace).path.resolve()
    if administrator:
        site.first_administrator(home, administrator)
    else:
        site.serve(home, host, port, workers)
