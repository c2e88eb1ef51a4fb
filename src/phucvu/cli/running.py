"""doctor, backup, restore: keeping a workspace in good health."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from phucvu.cli.options import Format, FormatOption, StrictOption, WorkspaceOption
from phucvu.cli.output import print_json, print_rows, say
from phucvu.cli.progress import progress

STATES = {"ok": "tốt", "warning": "cảnh báo", "error": "LỖI"}
COLUMNS = [("state", "Mức"), ("sentence", "Điều thấy"), ("remedy", "Cách xử lý")]


def doctor(
    hours: Annotated[
        int, typer.Option("--import-within", metavar="GIỜ", min=1, help="Lần nhập cuối được cũ đến mấy giờ.")
    ] = 36,
    strict: StrictOption = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Khám thư mục làm việc: dữ liệu, lần nhập cuối, đĩa, quyền đọc, bản sao lưu, phiên bản."""
    from phucvu.main import doctor as verb

    rows = verb.doctor(workspace, timedelta(hours=hours))
    print_rows([_worded(row, form) for row in rows], COLUMNS, form)
    if strict and verb.needs_person(rows):
        raise typer.Exit(1)


def backup(
    path: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu sẽ ghi (.zip), ngoài thư mục làm việc.")],
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Sao lưu cả thư mục làm việc vào một tệp, có mã băm từng tệp."""
    from phucvu.main import backup as verb

    with progress() as on_step:
        made = verb.backup(workspace, path, on_step)
    _tell(made, form, f"Đã sao lưu {made['files']} tệp, phiên bản {made['lake_version']}, vào {made['file']}.")


def restore(
    path: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp do phucvu backup ghi.")],
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục làm việc mới sẽ tạo.")],
    form: FormatOption = Format.table,
) -> None:
    """Phục hồi một thư mục làm việc từ bản sao lưu, kiểm từng tệp theo mã băm."""
    from phucvu.main import backup as verb

    with progress() as on_step:
        made = verb.restore(path, folder, on_step)
    _tell(made, form, f"Đã phục hồi {made['files']} tệp, {made['imports']} lần nhập, vào {made['workspace']}.")


def _tell(made: dict[str, Any], form: Format, sentence: str) -> None:
    if form is Format.json:
        print_json(made)
    elif form is Format.csv:
        print_rows([made], [], form)
    else:
        say(sentence)


def _worded(row: dict[str, Any], form: Format) -> dict[str, Any]:
    return row | {"state": STATES[row["state"]]} if form is Format.table else row
