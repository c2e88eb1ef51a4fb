"""init, import, check: data comes in, and is looked at."""

from pathlib import Path
from typing import Annotated, Any

import typer

from phucvu.cli.options import (
    Format,
    FormatOption,
    KnownAtOption,
    ScopeKind,
    StrictOption,
    WorkspaceOption,
)
from phucvu.cli.output import is_terminal, print_json, print_rows, say
from phucvu.cli.progress import progress
from phucvu.errors import UserError

FINDING_COLUMNS = [("severity", "Mức"), ("count", "Số dòng"), ("title", "Điều thấy"), ("remedy", "Cách xử lý")]


def init(
    folder: Annotated[Path, typer.Argument(help="Thư mục làm việc sẽ tạo.")],
    province: Annotated[str, typer.Option("--province", help="Mã tỉnh, ví dụ H52.")],
) -> None:
    """Tạo thư mục làm việc của một tỉnh."""
    from phucvu.main import init as verb

    say(verb.init(folder, province))


def import_(
    paths: Annotated[list[Path] | None, typer.Argument(help="Tệp hoặc thư mục cần nhập.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Loại nguồn: messages, list, table, unit_table.")
    ] = None,
    scope: Annotated[ScopeKind | None, typer.Option("--scope", help="Tệp gồm những hồ sơ nào.")] = None,
    agencies: Annotated[
        str | None, typer.Option("--agencies", help="all hoặc các mã đơn vị, cách nhau dấu phẩy.")
    ] = None,
    period: Annotated[str | None, typer.Option("--period", help="Kỳ mà tệp bao trùm.")] = None,
    extracted_at: Annotated[str | None, typer.Option("--extracted-at", help="Thời điểm trích xuất.")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Tệp quy đổi cột (YAML).")] = None,
    undo: Annotated[str | None, typer.Option("--undo", metavar="ID", help="Rút một lần nhập.")] = None,
    again: Annotated[
        str | None, typer.Option("--again", metavar="ID", help="Nhập lại với quy đổi, phạm vi khác.")
    ] = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="Ghi biểu mẫu của một loại bản ghi.")
    ] = None,
    strict: StrictOption = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Nhập tệp của hệ thống một cửa: bản tin, danh sách, biểu của văn phòng."""
    from phucvu.main import intake as verb

    if template:
        say(verb.template(template, workspace))
        return
    if undo:
        print_result(verb.undo(workspace, undo), form)
        return
    flags = verb.Flags(
        source=source,
        scope=scope.value if scope else None,
        agencies=agencies,
        period=period,
        extracted_at=extracted_at,
        mapping=mapping,
    )
    with progress() as on_step:
        proposal = verb.propose_again(workspace, again, flags) if again else verb.propose(workspace, paths or [], flags)
    _confirm(proposal)
    with progress() as on_step:
        result = verb.accept(proposal, on_step)
    print_result(result, form)
    if strict and (result["rejected"] or result["findings"]):
        raise typer.Exit(1)


def _confirm(proposal: Any) -> None:
    """Show what is proposed; ask a person at a terminal, never a script."""
    for line in proposal.sentences:
        say(line)
    if proposal.missing and not is_terminal():
        raise UserError("Chưa đủ chắc để nhập: " + " ".join(proposal.missing))
    if proposal.needs_confirmation and is_terminal() and not typer.confirm("Nhập như trên?", default=True, err=True):
        raise UserError("Đã dừng, chưa ghi gì. Hãy nêu --scope, --period, --agencies, --extracted-at hoặc --mapping.")


def print_result(result: dict[str, Any], form: Format) -> None:
    if form is Format.json:
        print_json(result)
        return
    read = result["accepted"] + result["unchanged"] + result["rejected"]
    say(
        f"Lần nhập {result['import_id']}: {read} dòng; nhận {result['accepted']}, "
        f"không đổi {result['unchanged']}, loại {result['rejected']}."
    )
    print_rows(result["findings"], FINDING_COLUMNS, form)


def check(
    known_at: KnownAtOption = None,
    strict: StrictOption = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Nêu những điều bất thường trong dữ liệu, theo mức độ, kèm danh sách."""
    from phucvu.main import check as verb

    with progress() as on_step:
        rows = verb.check(workspace, known_at, on_step)
    print_rows(rows, FINDING_COLUMNS, form)
    if strict and any(row["severity"] != "note" for row in rows):
        raise typer.Exit(1)
