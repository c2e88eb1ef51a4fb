"""`phucvu register`: the register of explanations and apologies without a browser. Starts the site's part by name."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from phucvu.cli.options import Format, FormatOption, StrictOption, WorkspaceOption
from phucvu.cli.output import print_document, print_rows, say
from phucvu.errors import UserError

BOARD = [
    ("agency_name", "Đơn vị"),
    ("listed", "Bị nêu"),
    ("demanded", "Phải giải trình"),
    ("answered", "Đã trả lời"),
    ("explained", "Đã giải trình"),
    ("apologised", "Đã xin lỗi"),
    ("late", "Sau hạn"),
    ("returned", "Bị trả lại"),
    ("objected", "Có ý kiến"),
]
PACKETS = [("agency_code", "Mã"), ("agency_name", "Đơn vị"), ("path", "Tệp")]
FILES = [("path", "Tệp"), ("bytes", "Byte")]
TAKEN = [("row", "Dòng"), ("dossier_code", "Mã hồ sơ"), ("outcome_words", "Kết quả"), ("sentence", "Vì sao")]
OUTCOMES = {"answer": "giải trình", "object": "có ý kiến", "faulty": "chưa nhận"}


def register(
    packets: Annotated[
        Path | None,
        typer.Option(
            "--packets", metavar="THƯ_MỤC", help="Ghi gói giải trình (hoặc gói rà soát) của từng đơn vị vào đây."
        ),
    ] = None,
    packet_in: Annotated[
        Path | None, typer.Option("--packet-in", metavar="TỆP", help="Nhận bảng giải trình đơn vị đã điền (.xlsx).")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="THƯ_MỤC",
            help="Ghi báo cáo tổng hợp (.docx, .xlsx, .json) và từng hồ sơ (.xlsx) vào đây.",
        ),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option(
            "--edition",
            metavar="ẤN_BẢN",
            help="Công văn hoặc đợt rà soát của ấn bản này (mặc định: mới ban hành nhất).",
        ),
    ] = None,
    strict: StrictOption = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Sổ giải trình hồ sơ quá hạn: kết quả từng đơn vị, gói giải trình, nhận bảng đã điền, báo cáo tổng hợp."""
    if sum(each is not None for each in (packets, packet_in, report)) > 1:
        raise UserError("Chỉ dùng một trong --packets, --packet-in, --report mỗi lần.")
    verbs = _verbs(workspace)
    if packets:
        _write_packets(verbs.packets(edition, packets), form)
    elif packet_in:
        _take_in(verbs, packet_in, strict, form)
    elif report:
        print_rows(verbs.report(edition, report), FILES, form)
    else:
        _board(verbs.board(edition), form)


def _verbs(workspace: Path | None) -> Any:
    if find_spec("django") is None:
        raise UserError('Chưa cài phần trang web. Hãy cài: pip install "phucvu[web]".')
    from phucvu.main.workspace import open_workspace

    home = open_workspace(workspace).path.resolve()
    return import_module("phucvu.web.followup.terminal").verbs(home)


def _write_packets(rows: list[dict[str, Any]], form: Format) -> None:
    print_rows(rows, PACKETS, form)
    if any(row["kind"] == "provisional" for row in rows):
        say("Ấn bản này chưa ban hành: đây là gói rà soát trước công bố, đơn vị chỉ nêu ý kiến.")


def _board(found: dict[str, Any], form: Format) -> None:
    if print_document(found, form):
        return
    total = found["total"] | {"agency_name": "Tổng cộng"}
    print_rows([*found["rows"], total], BOARD, form, f"{found['letter_words']}, {found['deadline_words']}")
    if found["silent_sentence"]:
        say(found["silent_sentence"])


def _take_in(verbs: Any, file: Path, strict: bool, form: Format) -> None:
    taken = verbs.packet_in(file)
    if not print_document(taken, form):
        rows = [row | {"outcome_words": OUTCOMES[row["outcome"]]} for row in taken["rows"]]
        print_rows(rows, TAKEN, form, taken["agency_name"], "Không có dòng nào thay đổi.")
    say(
        f"Đã nhận {taken['answer']} hồ sơ giải trình, {taken['object']} hồ sơ có ý kiến; "
        f"{taken['unchanged']} dòng không thay đổi, {taken['faulty']} dòng chưa nhận."
    )
    if strict and taken["faulty"]:
        raise typer.Exit(1)
