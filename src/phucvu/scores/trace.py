"""The steps from counts to points, in words and numbers a clerk can check with a pocket calculator."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from phucvu.rubric import Criterion, Rubric
from phucvu.scores.arithmetic import WHOLE, half_up
from phucvu.scores.judging import Judgement
from phucvu.scores.printing import MARKS, day, decimal, short, shown_percent, shown_points, whole

EMPTY_WORDS = {
    "no_cases": "Không phát sinh gì để đếm",
    "not_applicable": "Tiêu chí không áp dụng cho đơn vị này",
    "not_received": "Không có số liệu: chưa nhận đủ dữ liệu của đơn vị và kỳ này, hoặc nguồn không có trường cần thiết",
}
ROUNDED = {
    "exact_ratio": "làm tròn một lần từ tỷ lệ chính xác, 2 chữ số thập phân, số 5 làm tròn lên",
    "percent_first": "tỷ lệ phần trăm làm tròn 2 chữ số trước, rồi điểm làm tròn 2 chữ số, số 5 làm tròn lên",
    "once": "chỉ làm tròn ở tổng của nhóm",
}
FLAGS = {
    "TEMP_NATIONAL_REPORT_DENOMINATOR": "Mẫu số tạm lấy từ số của năm trước.",
    "NO_NATIONAL_REPORT_DATA": "Hệ thống báo cáo quốc gia không có số liệu.",
    "partial_coverage": "Có đơn vị chỉ gửi danh sách quá hạn hoặc đang xử lý; hồ sơ của họ không vào tỷ lệ này.",
}


def criterion_steps(judgement: Judgement, rubric: Rubric, reading: str) -> tuple[str, ...]:
    """Law, what the reading changes, counts, ratio, formula, rounding, exclusions and warnings of one criterion."""
    return (
        law_words(judgement.criterion),
        *_reading(judgement, rubric, reading),
        *_source_of_value(judgement),
        *_counts(judgement),
        *_formula(judgement),
        *_exclusions(judgement, rubric),
        *_warnings(judgement),
    )


def law_words(criterion: Criterion) -> str:
    """The rule in own words, with source, mark and days."""
    rule = criterion.rule
    days = f"từ {day(rule.valid_from)}" + (f" đến {day(rule.valid_to)}" if rule.valid_to else "")
    return f"{criterion.vi} (tối đa {short(rule.max)}): {rule.text.vi} [{rule.source}; {MARKS[rule.mark]}; {days}]"


def sum_steps(
    name: str, named_points: Sequence[tuple[str, Decimal | None]], total: Decimal | None, most: Decimal
) -> tuple[str, ...]:
    """A sum as it is added: null counts 0 and the maximum is never reduced."""
    parts = " + ".join(f"{part} {shown_points(value)}" for part, value in named_points)
    return (f"{name}: {parts} = {shown_points(total)} trên {short(most)}.",)


def _reading(judgement: Judgement, rubric: Rubric, name: str) -> Iterator[str]:
    reading = rubric.reading(name)
    if change := reading.rule.changes.get(judgement.criterion.code):
        yield f"Cách hiểu “{reading.vi}”: {change.vi}."


def _source_of_value(judgement: Judgement) -> Iterator[str]:
    if judgement.inherited_from:
        yield f"Nhận giá trị của {judgement.inherited_from}."


def _counts(judgement: Judgement) -> Iterator[str]:
    if judgement.count:
        written = judgement.criterion.written
        yield f"Tử số: {whole(judgement.count.numerator)} ({written.numerator.vi})."
        yield f"Mẫu số: {whole(judgement.count.denominator)} ({written.denominator.vi})."


def _formula(judgement: Judgement) -> Iterator[str]:
    if judgement.ratio is None or judgement.count is None:
        given = judgement.points.shown if judgement.points else None
        yield f"{EMPTY_WORDS[judgement.state]}; điểm: {shown_points(given)}."
        return
    numerator, denominator = whole(judgement.count.numerator), whole(judgement.count.denominator)
    yield f"R = {numerator} / {denominator} = {shown_percent(judgement.ratio)}."
    yield from _points(judgement, judgement.ratio)


def _points(judgement: Judgement, ratio: Fraction) -> Iterator[str]:
    criterion, most = judgement.criterion, short(judgement.criterion.max_points)
    divided = "" if criterion.full_at == 1 else f" / {short(criterion.full_at)}"
    exact = min(WHOLE, ratio / Fraction(criterion.full_at)) * Fraction(criterion.max_points)
    shown = judgement.points.shown if judgement.points else None
    yield f"Điểm = min({most}; R{divided} × {most}) = {decimal(half_up(exact, 6))} → {shown_points(shown)}."
    yield f"Làm tròn: {ROUNDED[criterion.rounding]}."


def _exclusions(judgement: Judgement, rubric: Rubric) -> Iterator[str]:
    for reason, number in judgement.excluded.items():
        words = rubric.reasons[reason].vi if reason in rubric.reasons else reason
        yield f"Để ngoài {whole(number)}: {words}."


def _warnings(judgement: Judgement) -> Iterator[str]:
    missing = [flag.removeprefix("missing:") for flag in judgement.flags if flag.startswith("missing:")]
    if missing:
        yield f"Chưa nhận số liệu của: {', '.join(missing)}."
    yield from (FLAGS[flag] for flag in judgement.flags if flag in FLAGS)
