"""init, import, check: data comes in, and is looked at."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from phucvu.cli import asking
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

SEVERITY_WORDS = {"error": "lỗi", "warning": "cảnh báo", "note": "lưu ý"}
FINDING_COLUMNS = [("severity", "Mức"), ("count", "Số dòng"), ("title", "Điều thấy"), ("remedy", "Cách xử lý")]
CHECK_COLUMNS = [*FINDING_COLUMNS[:3], ("codes", "Ví dụ"), FINDING_COLUMNS[3]]
IMPORT_COLUMNS = [
    ("import_id", "Lần nhập"),
    ("imported_at", "Lúc"),
    ("source_name", "Loại"),
    ("scope", "Phạm vi"),
    ("accepted", "Nhận"),
    ("unchanged", "Không đổi"),
    ("rejected", "Loại"),
    ("shown_files", "Tệp"),
]
STOPPED = "Đã dừng, chưa ghi gì. Có thể nêu rõ bằng --scope, --period, --agencies, --extracted-at hoặc --mapping."


def init(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục làm việc sẽ tạo.")],
    province: Annotated[str, typer.Option("--province", metavar="MÃ", help="Mã tỉnh, ví dụ H52.")],
) -> None:
    """Tạo thư mục làm việc của một tỉnh."""
    from phucvu.main import init as verb

    say(verb.init(folder, province))


def import_(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="TỆP", help="Tệp hoặc thư mục cần nhập.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="LOẠI", help="Loại nguồn: messages, list, own_table, unit_table, portal."),
    ] = None,
    scope: Annotated[
        ScopeKind | None,
        typer.Option(
            "--scope",
            metavar="PHẠM_VI",
            help="Tệp gồm những hồ sơ nào: all (tất cả), overdue (quá hạn), overdue_late (đã giải quyết quá hạn), "
            "overdue_open (đang giải quyết đã quá hạn), open (đang giải quyết).",
        ),
    ] = None,
    agencies: Annotated[
        str | None, typer.Option("--agencies", metavar="CÁC_MÃ", help="all, hoặc các mã đơn vị cách nhau dấu phẩy.")
    ] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="KỲ", help="Kỳ mà tệp bao trùm.")] = None,
    extracted_at: Annotated[
        str | None,
        typer.Option("--extracted-at", metavar="THỜI_ĐIỂM", help="Thời điểm trích xuất, ví dụ 2023-05-31T16:30."),
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="TỆP", help="Tệp quy đổi cột (YAML).")] = None,
    undo: Annotated[str | None, typer.Option("--undo", metavar="LẦN_NHẬP", help="Rút một lần nhập.")] = None,
    again: Annotated[
        str | None, typer.Option("--again", metavar="LẦN_NHẬP", help="Nhập lại với quy đổi, phạm vi khác.")
    ] = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="TÊN", help="Ghi biểu mẫu của một loại bản ghi, ví dụ agency.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Liệt kê các lần nhập.")] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Tải số liệu công bố của kỳ từ Cổng DVCQG rồi nhập (--source portal).")
    ] = False,
    portal_url: Annotated[
        str | None,
        typer.Option(
            "--portal-url", metavar="ĐỊA_CHỈ", help="Địa chỉ Cổng DVCQG (mặc định: portal_url trong workspace.yaml)."
        ),
    ] = None,
    strict: StrictOption = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Nhập tệp của hệ thống một cửa: bản tin, danh sách, biểu của văn phòng; số liệu công bố của Cổng DVCQG."""
    from phucvu.main import intake as verb

    if template:
        say(verb.template(template, workspace))
    elif undo:
        print_result(verb.undo(workspace, undo), form, [])
    elif listed:
        print_rows(verb.imports(workspace), IMPORT_COLUMNS, form, empty="Chưa có lần nhập nào.")
    else:
        flags = verb.Flags(source, scope.value if scope else None, agencies, period, extracted_at, mapping)
        files = _fetched(workspace, paths, again, flags, portal_url) if fetch else paths or []
        flags = replace(flags, source="portal") if fetch else flags
        _take_in(workspace, files, again, flags, form, strict)


def _fetched(
    workspace: Path | None, paths: list[Path] | None, again: str | None, flags: Any, portal_url: str | None
) -> list[Path]:
    """Ask the portal, and tell what was kept; the files are then imported like any others."""
    from phucvu.main import fetching

    if paths or again or flags.source not in (None, "portal"):
        raise UserError("--fetch tự tải số liệu của Cổng DVCQG, không đi cùng tệp, --again hay --source khác portal.")
    with progress() as on_step:
        fetched = fetching.fetch(workspace, flags.period, portal_url, on_step)
    for sentence in fetched.sentences:
        say(sentence)
    return list(fetched.files)


def _take_in(
    workspace: Path | None, paths: list[Path], again: str | None, flags: Any, form: Format, strict: bool
) -> None:
    """Propose, ask where a person is there, accept, tell."""
    from phucvu.main import intake as verb

    def propose(flags: Any) -> Any:
        return verb.propose_again(workspace, again, flags) if again else verb.propose(workspace, paths, flags)

    proposal = _agreed(propose, flags) if is_terminal() else _certain(propose(flags))
    with progress() as on_step:
        result = verb.accept(proposal, on_step)
    rejects = verb.reject_sentences(workspace, result["import_id"]) if result["rejected"] else []
    print_result(result, form, rejects)
    if strict and (result["rejected"] or needs_person(result["findings"])):
        raise typer.Exit(1)


def _certain(proposal: Any) -> Any:
    """A script is told what is proposed and never asked."""
    _tell(proposal)
    if proposal.missing:
        raise UserError("Chưa đủ chắc để nhập: " + " ".join(proposal.missing))
    return proposal


def _agreed(propose: Any, flags: Any) -> Any:
    """A person is asked what is not certain, and to agree to what was only proposed."""
    from phucvu.main.intake import KINDS

    proposal = propose(flags)
    if questions := proposal.questions():
        flags = replace(flags, mapping=_asked_mapping(proposal, questions))
        proposal = propose(flags)
    _tell(proposal)
    if proposal.doubts:
        raise UserError("Chưa đủ chắc để nhập: " + " ".join(proposal.missing))
    if not proposal.is_scope_certain:
        return propose(replace(flags, scope=asking.chosen_scope(KINDS) or _stop()))
    return proposal if proposal.is_said or asking.confirmed("Nhập như trên?") else _stop()


def _asked_mapping(proposal: Any, questions: dict[str, str]) -> dict[str, Any]:
    """The columns as a person says, where the headings and cells leave doubts."""
    for doubt in proposal.doubts:
        say(doubt)
    omitted = asking.chosen_omitted(proposal.maybe_omitted)
    proposed = {column: proposal.heading_of(column) for column in questions}
    chosen = asking.chosen_columns(questions, proposal.headings, proposed)
    mapping: dict[str, Any] = proposal.answered(chosen, omitted)
    return mapping


def _tell(proposal: Any) -> None:
    for line in proposal.sentences:
        say(line)


def _stop() -> str:
    raise UserError(STOPPED)


def print_result(result: dict[str, Any], form: Format, rejects: list[str]) -> None:
    """What became of an import: the contract's document, or a sentence, the first rejects and the findings."""
    if form is Format.json:
        print_json(result)
        return
    say(_summed_up(result))
    for sentence in rejects:
        say(f"  Loại: {sentence}")
    if result["findings"] or form is Format.csv:
        print_rows(_worded(result["findings"], form), FINDING_COLUMNS, form)


def _summed_up(result: dict[str, Any]) -> str:
    if result.get("undone"):
        return f"Đã rút lần nhập {result['import_id']}: dữ liệu như chưa từng nhập."
    read = result["accepted"] + result["unchanged"] + result["rejected"]
    again = " Tệp này đã được nhập trước đây, không có gì thay đổi." if result["already"] else ""
    return (
        f"Lần nhập {result['import_id']}: {read} dòng; nhận {result['accepted']}, "
        f"không đổi {result['unchanged']}, loại {result['rejected']}.{again}"
    )


def _worded(rows: list[dict[str, Any]], form: Format) -> list[dict[str, Any]]:
    """Severities as people say them, in tables; codes stay codes for programs."""
    if form is not Format.table:
        return rows
    return [row | {"severity": SEVERITY_WORDS[row["severity"]], "codes": _examples(row)} for row in rows]


def _examples(row: dict[str, Any]) -> str:
    return ", ".join(row.get("codes", [])[:2])


def needs_person(findings: list[dict[str, Any]]) -> bool:
    """Notes are good to know; anything graver is for a person to look at."""
    return any(each["severity"] != "note" for each in findings)


def check(
    known_at: KnownAtOption = None,
    strict: StrictOption = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Nêu những điều bất thường trong dữ liệu, theo mức độ, kèm danh sách."""
    from phucvu.main import check as verb

    with progress() as on_step:
        rows = verb.check(workspace, known_at, on_step, everything=form is Format.json)
    print_rows(_worded(rows, form), CHECK_COLUMNS, form, empty="Không thấy điều gì bất thường.")
    if strict and needs_person(rows):
        raise typer.Exit(1)
