"""reconcile: our figures beside the portal's."""

from pathlib import Path
from typing import Annotated

import typer

from phucvu.cli.options import (
    AgencyOption,
    AsAtOption,
    Format,
    FormatOption,
    KnownAtOption,
    LevelOption,
    PeriodOption,
    ReadingOption,
    StrictOption,
    WorkspaceOption,
)
from phucvu.cli.output import print_document, print_rows, say
from phucvu.cli.progress import progress
from phucvu.main.question import Question, parse_day

COLUMNS = [
    ("agency_code", "Mã"),
    ("item", "Tiêu chí, nhóm"),
    ("own", "Ta"),
    ("portal", "Cổng"),
    ("kind_words", "Kết quả"),
    ("sentence", "Vì sao, làm gì"),
]


def reconcile(
    period: PeriodOption,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="TỆP", help="Số liệu của Cổng (CSV, JSON, HAR, thư mục); bỏ trống: số đã nhập."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="TỆP", help="Ghi bảng tính đối chiếu (.xlsx).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="In cả những dòng khớp.")] = False,
    rubric_at: Annotated[
        str | None, typer.Option("--rubric-at", metavar="NGÀY", help="Ngày đọc, cho tệp không ghi ngày: 2026-10-10.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Xem Cổng đã đổi gì giữa hai lần đọc (số đã nhập), không so với ta.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="THỜI_ĐIỂM", help="Với --history: lần đọc trước (mặc định: đầu)."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="THỜI_ĐIỂM", help="Với --history: lần đọc sau (mặc định: cuối)."),
    ] = None,
    agency: AgencyOption = None,
    level: LevelOption = None,
    reading: ReadingOption = None,
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = Format.table,
    strict: StrictOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """So số của ta với số của Cổng cùng kỳ, cùng thời điểm; nói rõ từng chỗ khác vì sao."""
    if history:
        _history(workspace, period, since, until, agency, form)
        return
    from phucvu.main import reconcile as verb

    question = Question(workspace, period, agency, level, reading, as_at, known_at)
    day = parse_day(rubric_at, "--rubric-at") if rubric_at else None
    with progress() as on_step:
        result = verb.reconcile(question, files or [], day, on_step)
    for sentence in result.sentences:
        say(sentence)
    if out:
        say(f"Đã ghi {verb.write_workbook(result, out)}.")
    if not print_document(result.document, form):
        print_rows(verb.lines(result, everything), COLUMNS, form, empty="Không có chỗ nào khác.")
        say(verb.told_kinds(result))
        typer.echo(result.closing)
    if strict and result.unexplained:
        raise typer.Exit(1)


def _history(
    workspace: Path | None, period: str, since: str | None, until: str | None, agency: str | None, form: Format
) -> None:
    """What the portal changed between two of its readings."""
    from phucvu.main import reading_history as verb

    result = verb.history(workspace, period, since, until, agency)
    for sentence in result.summary if form is Format.table else result.sentences:
        say(sentence)
    if not print_document(result.document, form):
        for sentence in result.changed:
            typer.echo(sentence)
