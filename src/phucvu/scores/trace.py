"""The steps from counts to points, in words and numbers a clerk can check with a pocket calculator.

The words are the law's own (rubric/wording.py, as on its page); here the numbers are filled in."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from phucvu.rubric import Rubric
from phucvu.rubric.wording import decimal, empty_words, formula, short, told, wording
from phucvu.scores.arithmetic import WHOLE, as_rounded, half_up
from phucvu.scores.judging import Judgement
from phucvu.scores.printing import shown_percent, shown_points, whole

FLAGS = {
    "TEMP_NATIONAL_REPORT_DENOMINATOR": "Mẫu số tạm lấy từ số của năm trước.",
    "NO_NATIONAL_REPORT_DATA": "Hệ thống báo cáo quốc gia không có số liệu.",
    "CATALOGUE_TOTAL": "Chưa nhận đủ danh mục: mẫu số lấy từ tổng số do đơn vị nhập.",
    "CATALOGUE_REACHED": "Tử số cũng lấy từ số do đơn vị nhập.",
    "CATALOGUE_TOTAL_TOO_SMALL": "Tổng số đã nhập nhỏ hơn tử số (hoặc có số âm) nên không dùng; hãy sửa rồi nhập lại.",
    "partial_coverage": "Có đơn vị chỉ gửi danh sách quá hạn hoặc đang xử lý; hồ sơ của họ không vào tỷ lệ này.",
}


def criterion_steps(judgement: Judgement, rubric: Rubric, reading: str) -> tuple[str, ...]:
    """Law, what the reading changes, formula, counts, points, rounding, exclusions and warnings of one criterion."""
    return (
        *_law(judgement),
        *_reading(judgement, rubric, reading),
        *_source_of_value(judgement),
        *_counts(judgement),
        *_exclusions(judgement, rubric),
        *_warnings(judgement),
    )


def sum_steps(
    name: str, named_points: Sequence[tuple[str, Decimal | None]], total: Decimal | None, most: Decimal
) -> tuple[str, ...]:
    """A sum as it is added: null counts 0 and the maximum is never reduced."""
    if total is None:
        return (f"{name}: chưa có điểm, vì không có phần nào tính được từ số liệu của đơn vị (tối đa {short(most)}).",)
    added = " + ".join(f"{shown_points(value)} ({part})" for part, value in named_points if value is not None)
    without = "; ".join(part for part, value in named_points if value is None)
    nulls = f" Cộng 0 vì không có điểm: {without}; điểm tối đa giữ nguyên." if without else ""
    return (f"{name}: {added or 0} = {decimal(total)} trên {short(most)} điểm.{nulls}",)


def _law(judgement: Judgement) -> Iterator[str]:
    """The rule in the words of the law's page, then the formula where there is something to put into it."""
    law = told(judgement.criterion)
    yield f"{law.name.vi}, tối đa {short(judgement.criterion.max_points)} điểm. Quy định: {law.text.vi}"
    yield f"Áp dụng {law.days.vi}. Căn cứ: {law.source.vi} (dấu {law.mark}: {law.mark_meaning.vi})."
    if judgement.state != "not_applicable":
        yield f"Công thức: điểm = {law.formula.vi}, R = tử số / mẫu số."
        yield f"Tử số là {law.numerator.vi}."
        yield f"Mẫu số là {law.denominator.vi}."


def _reading(judgement: Judgement, rubric: Rubric, name: str) -> Iterator[str]:
    reading = rubric.reading(name)
    if change := reading.rule.changes.get(judgement.criterion.code):
        yield f"Riêng theo cách hiểu “{reading.vi}”: {change.vi}."


def _source_of_value(judgement: Judgement) -> Iterator[str]:
    if judgement.inherited_from:
        words = wording().scopes["inherited"].vi
        yield f"Tiêu chí này đơn vị {words} ({judgement.inherited_from}); các số dưới đây là của tỉnh."


def _counts(judgement: Judgement) -> Iterator[str]:
    """The numbers in place of the words; without a ratio, why there is none and what is given then."""
    if judgement.ratio is None or judgement.count is None:
        yield _without_ratio(judgement)
        return
    numerator, denominator = whole(judgement.count.numerator), whole(judgement.count.denominator)
    yield f"Số liệu: R = {numerator} / {denominator} = {shown_percent(judgement.ratio)}."
    yield from _points(judgement, judgement.ratio, f"{numerator} / {denominator}")


def _without_ratio(judgement: Judgement) -> str:
    given = empty_words(judgement.criterion, judgement.judged_at).vi
    return wording().without_ratio[judgement.state].vi.format(given=given)


def _points(judgement: Judgement, ratio: Fraction, exactly: str) -> Iterator[str]:
    """The points with the ratio as the rule rounds it: where the percent comes first, it is what is multiplied."""
    criterion = judgement.criterion
    used = as_rounded(ratio, criterion)
    exact = min(WHOLE, used / Fraction(criterion.full_at)) * Fraction(criterion.max_points)
    shown = judgement.points.shown if judgement.points else None
    written = exactly if criterion.rounding != "percent_first" else short(half_up(used, 4))
    in_numbers = formula(criterion, {"vi": written}).vi
    yield f"Điểm = {in_numbers} = {short(half_up(exact, 6))}, làm tròn thành {shown_points(shown)}."
    yield f"Cách làm tròn: {told(criterion).rounding.vi}."


def _exclusions(judgement: Judgement, rubric: Rubric) -> Iterator[str]:
    unit = wording().units[judgement.criterion.unit].vi
    for reason, number in judgement.excluded.items():
        words = rubric.reasons[reason].vi if reason in rubric.reasons else reason
        yield f"Để ngoài {whole(number)} {unit}: {words}."


def _warnings(judgement: Judgement) -> Iterator[str]:
    missing = [flag.removeprefix("missing:") for flag in judgement.flags if flag.startswith("missing:")]
    if missing:
        yield f"Chưa nhận số liệu của: {', '.join(missing)}."
    yield from (FLAGS[flag] for flag in judgement.flags if flag in FLAGS)
