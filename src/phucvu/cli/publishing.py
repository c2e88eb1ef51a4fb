"""letter, demo: what leaves the office."""

from pathlib import Path
from typing import Annotated

import typer

from phucvu.cli.options import (
    AsAtOption,
    Format,
    FormatOption,
    KnownAtOption,
    PeriodOption,
    ReadingOption,
    WorkspaceOption,
)
from phucvu.cli.output import print_json, print_rows, say
from phucvu.cli.progress import progress
from phucvu.main.question import Question

FILE_COLUMNS = [("kind", "Loại"), ("path", "Tệp"), ("bytes", "Byte")]


def letter(
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Thư mục ghi công văn, bảng tính, dữ liệu mở.")],
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="TÊN", help="Hồ sơ phát hành: tên có sẵn hoặc tệp YAML.")
    ] = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", metavar="NGÀY", help="Hạn báo cáo: 2023-06-13 hoặc 2023-06-13T17:00.")
    ] = None,
    corrects: Annotated[
        str | None, typer.Option("--corrects", metavar="ẤN_BẢN", help="Đính chính ấn bản này (mã in ra khi lập).")
    ] = None,
    number: Annotated[str, typer.Option("--number", metavar="SỐ", help="Số công văn được đính chính.")] = "",
    issued_on: Annotated[str, typer.Option("--issued-on", metavar="NGÀY", help="Ngày công văn được đính chính.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CÂU", help="Lý do đính chính.")] = "",
    reading: ReadingOption = None,
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Lập ấn bản của kỳ: công văn với hai phụ lục, bảng tính, dữ liệu mở, biểu đồ."""
    from phucvu.main import letter as verb

    question = Question(workspace, period, None, None, reading, as_at, known_at)
    with progress() as on_step:
        corrected = verb.corrected_by(corrects, number, issued_on, reason) if corrects else None
        made = verb.letter(question, out, profile, on_step, verb.deadline_of(deadline), corrected)
    for warning in made["warnings"]:
        say(warning)
    if form is Format.json:
        print_json({key: value for key, value in made.items() if key != "cells"})
    else:
        say(f"Ấn bản {made['edition']}")
        print_rows(verb.summed_up(made["files"]), FILE_COLUMNS, form)


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Thư mục của ví dụ.")] = Path("demo"),
    form: FormatOption = Format.table,
) -> None:
    """Chạy trọn ví dụ Sơn La 05/2023: mô phỏng, nhập, kiểm tra, tính điểm, công văn, so với công văn thật."""
    from phucvu.main import demo as verb

    with progress() as on_step:
        told = verb.demo(out, on_step, say)
    if form is Format.json:
        print_json(told.document)
    else:
        for title, rows, columns in told.tables:
            print_rows(rows, columns, form, title)
        for line in told.closing:
            say(line)
    if told.unexpected:
        raise typer.Exit(1)
