"""score, rank, dossiers, dossier, explain: the figures and what is behind them."""

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
    RowState,
    WorkspaceOption,
)
from phucvu.cli.output import print_document, print_json, print_rows, say
from phucvu.cli.progress import progress
from phucvu.main.question import Question

CRITERION_COLUMNS = [
    ("name", "Tiêu chí"),
    ("numerator", "Tử số"),
    ("denominator", "Mẫu số"),
    ("percent", "Tỷ lệ"),
    ("shown_points", "Điểm"),
    ("shown_max", "Tối đa"),
    ("note", "Ghi chú"),
]
RANK_COLUMNS = [
    ("place", "Hạng"),
    ("agency_code", "Mã"),
    ("agency_name", "Đơn vị"),
    ("shown_points", "Điểm"),
    ("class", "Xếp loại"),
    ("note", "Ghi chú"),
]
STATE_WORDS = {"succeeded": "đạt", "failed": "không đạt", "excluded": "loại ra"}
DOSSIER_COLUMNS = [
    ("printed_code", "Mã hồ sơ"),
    ("agency_name", "Đơn vị"),
    ("state", "Trạng thái"),
    ("reason", "Lý do"),
    ("received_at", "Tiếp nhận"),
    ("due_at", "Hạn trả"),
    ("ended_at", "Kết thúc"),
    ("procedure_name", "Thủ tục"),
]

CriterionOption = Annotated[
    str, typer.Option("--criterion", metavar="TIÊU_CHÍ", help="Tiêu chí, ví dụ progress.on_time.")
]


def score(
    period: PeriodOption,
    agency: AgencyOption = None,
    level: LevelOption = None,
    reading: ReadingOption = None,
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    rubric_at: Annotated[
        str | None,
        typer.Option("--rubric-at", metavar="NGÀY", help="Tính theo quy định của ngày này thay cho quy định của kỳ."),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="So với quy định và cách hiểu mặc định của kỳ: ai tăng, ai giảm, vì sao.")
    ] = False,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Tính điểm sáu nhóm, từng tiêu chí, của tỉnh và từng đơn vị."""
    from phucvu.main import score as verb

    question = Question(workspace, period, agency, level, reading, as_at, known_at, rubric_at)
    if compare:
        _compare(question, form)
        return
    with progress() as on_step:
        result = verb.score(question, on_step)
    say(result.sentence)
    if form is not Format.table:
        print_rows(result.rows, (), form)
    elif agency:
        print_rows(verb.readable(result), CRITERION_COLUMNS, form)
    else:
        print_rows(verb.overview(result), verb.OVERVIEW_COLUMNS, form)


def _compare(question: Question, form: Format) -> None:
    """Who gains and who loses by another law or reading."""
    from phucvu.main import compare as verb

    with progress() as on_step:
        result = verb.compared(question, on_step)
    for sentence in result.sentences:
        say(sentence)
    if not print_document(result.document, form):
        rows = verb.lines(result, everything=question.agency is not None)
        print_rows(rows, verb.COLUMNS, form, empty="Không có điểm nào khác.")


def rank(
    period: PeriodOption,
    agency: AgencyOption = None,
    level: LevelOption = None,
    reading: ReadingOption = None,
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Xếp hạng các đơn vị trong từng cấp theo tổng điểm; bằng điểm thì cùng hạng."""
    from phucvu.main import rank as verb

    with progress() as on_step:
        result = verb.rank(Question(workspace, period, agency, level, reading, as_at, known_at), on_step)
    say(result.sentence)
    print_rows(result.rows, RANK_COLUMNS, form)


def dossiers(
    period: PeriodOption,
    criterion: CriterionOption,
    state: Annotated[RowState, typer.Option("--state", help="Nhóm hồ sơ.")] = RowState.failed,
    agency: AgencyOption = None,
    level: LevelOption = None,
    reading: ReadingOption = None,
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Liệt kê các hồ sơ đứng sau một con số (quá hạn: progress.on_time, failed)."""
    from phucvu.main import dossiers as verb

    question = Question(workspace, period, agency, level, reading, as_at, known_at)
    with progress() as on_step:
        result = verb.dossiers(question, criterion, state.value, on_step)
    say(result.sentence)
    words = STATE_WORDS if form is Format.table else {}
    print_rows([row | {"state": words.get(row["state"], row["state"])} for row in result.rows], DOSSIER_COLUMNS, form)


def dossier(
    codes: Annotated[list[str], typer.Argument(metavar="MÃ_HỒ_SƠ", help="Mã hồ sơ, dạng nào cũng được.")],
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Kể trọn một hồ sơ: các mốc, nguồn, thời gian làm việc từng ngày, kết luận theo từng cách hiểu."""
    from phucvu.main import dossier as verb

    stories = verb.stories(workspace, codes, as_at, known_at)
    if form is Format.table:
        for story in stories:
            typer.echo(verb.readable(story))
    else:
        print_json(stories) if form is Format.json else print_rows(verb.flat(stories), (), form)


def explain(
    period: PeriodOption,
    agency: Annotated[str, typer.Option("--agency", metavar="MÃ", help="Mã hoặc tên đơn vị, ví dụ H52.67.")],
    criterion: Annotated[
        str | None, typer.Option("--criterion", metavar="TIÊU_CHÍ", help="Tiêu chí, nhóm, hoặc bỏ trống: tổng.")
    ] = None,
    reading: ReadingOption = None,
    as_at: AsAtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = Format.table,
    workspace: WorkspaceOption = None,
) -> None:
    """Giải thích một điểm số: luật, công thức, con số, hồ sơ."""
    from phucvu.main import explain as verb

    question = Question(workspace, period, agency, None, reading, as_at, known_at)
    with progress() as on_step:
        explained = verb.explain(question, criterion, on_step)
    if form is Format.table:
        typer.echo(explained["text"])
    else:
        print_json(explained) if form is Format.json else print_rows(explained["steps"], (), form)
