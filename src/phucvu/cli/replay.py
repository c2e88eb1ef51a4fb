"""replay: official figures rebuilt by the rubric."""

from pathlib import Path
from typing import Annotated

import typer

from phucvu.cli.options import Format, FormatOption, StrictOption
from phucvu.cli.output import print_document, print_rows, say


def replay(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="TỆP", help="Số liệu của Cổng DVCQG: bảng CSV, câu trả lời JSON, tệp HAR, thư mục."),
    ],
    rubric_at: Annotated[
        str | None,
        typer.Option("--rubric-at", metavar="NGÀY", help="Ngày của quy định, cho tệp không ghi ngày: 2026-10-10."),
    ] = None,
    form: FormatOption = Format.table,
    strict: StrictOption = False,
) -> None:
    """Tính lại điểm Cổng DVCQG đã công bố từ số đếm của Cổng, so từng dòng."""
    from phucvu.main import replay as verb

    result = verb.replay(files, rubric_at)
    for sentence in verb.sentences(result):
        say(sentence)
    if not print_document(result.document, form):
        print_rows(verb.lines(result), verb.COLUMNS, form)
        typer.echo(result.closing)
    if strict and (result.unexplained or result.rejected):
        raise typer.Exit(1)
