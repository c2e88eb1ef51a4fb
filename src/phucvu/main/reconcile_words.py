"""One plain sentence for each difference: who, what, our numbers, the portal's, why, what to do."""

from collections.abc import Sequence

from phucvu.insights.evidence import Evidence
from phucvu.insights.reconcile import Counts, Pair, Verdict
from phucvu.rubric import Rubric
from phucvu.scores.printing import shown_points, whole
from phucvu.scores.scoring import TOTAL

KINDS = {
    "equal": "khớp",
    "rounding": "chỉ khác làm tròn",
    "other_count": "khác số đếm",
    "other_reading": "khác quy tắc",
    "not_received": "một bên chưa có",
    "portal_flag": "Cổng tự ghi chú",
    "parts": "do các tiêu chí thành phần",
}
MEANINGS = {
    "equal": "Số đếm (khi Cổng cho thấy) và điểm như nhau; trống chỉ bằng trống.",
    "rounding": "Cùng số đếm, điểm lệch không quá 0,01; hoặc tổng lệch 0,01 dù các phần bằng nhau.",
    "other_count": "Số đếm khác nhau. Hồ sơ nêu kèm có số lượng khớp đúng chênh lệch; có đúng chúng không, chưa biết.",
    "other_reading": "Hai bên bằng nhau nếu dùng cách hiểu hoặc quy định khác; không nêu tên là chưa biết quy tắc nào.",
    "not_received": "Cổng chưa công bố, hoặc ta chưa nhận được dữ liệu hay chưa có đơn vị này trong danh mục.",
    "portal_flag": "Khác nhau, và chính Cổng ghi chú số liệu của dòng này chưa chắc.",
    "parts": "Điểm nhóm hoặc tổng khác vì tiêu chí thành phần khác; xem các dòng tiêu chí.",
}
CODES_TOLD = 3
Key = tuple[str, str, str | None]


def sentence(pair: Pair, verdict: Verdict, evidence: Sequence[Evidence], key: Key, rubric: Rubric) -> str:
    """Empty for rows that are equal and carry no flag."""
    if verdict.kind == "equal":
        return _flagged(pair)
    either = pair.own or pair.official
    subject = f"{either.agency_name or key[0] if either else key[0]} ({key[0]}), {item_name(key, rubric)}"
    return f"{subject}: {_sides(pair)}. {why(pair, verdict, evidence)}"


def item_name(key: Key, rubric: Rubric) -> str:
    """The criterion, group or total in words."""
    if key[2]:
        return rubric.criterion(key[2]).vi
    return "tổng điểm" if key[1] == TOTAL else f"nhóm {rubric.group(key[1]).vi}"


def _flagged(pair: Pair) -> str:
    flags = pair.official.flags if pair.official else ()
    return f"Khớp; Cổng ghi chú {', '.join(flags)}." if flags else ""


def _sides(pair: Pair) -> str:
    own = _side(pair.own_counts, pair.own.points, False) if pair.own else "không có"
    if pair.official is None:
        return f"ta {own}, Cổng không có dòng này"
    official = pair.official
    return f"ta {own}, Cổng {_side(official.counts, official.points, official.is_counts_only)}"


def _side(counts: Counts | None, points: object, is_counts_only: bool) -> str:
    told = f"{whole(counts[0])}/{whole(counts[1])}" if counts else ""
    if is_counts_only:
        return told or "không có số đếm"
    words = f"{shown_points(points)} điểm" if points is not None else "không có điểm"  # type: ignore[arg-type]
    return f"{told} ({words})" if told else words


def why(pair: Pair, verdict: Verdict, evidence: Sequence[Evidence]) -> str:
    """The reason of a difference and what to do, without the numbers that stand beside it."""
    match verdict.kind:
        case "equal":
            told = _flagged(pair)
        case "rounding":
            told = f"Chỉ khác cách làm tròn{f': {verdict.words}' if verdict.words else ''}. Không cần làm gì."
        case "portal_flag":
            told = f"Cổng tự ghi chú {verdict.words}: số của Cổng là tạm; xem lại ở lần đọc sau."
        case "other_reading":
            told = _other_rule(verdict)
        case "not_received":
            told = _not_received(pair, verdict)
        case "parts":
            told = "Chênh do các tiêu chí thành phần; xem từng tiêu chí."
        case _:
            told = _other_count(pair, verdict, evidence)
    return told


def _other_rule(verdict: Verdict) -> str:
    if verdict.agrees_with is None:
        return "Cùng số đếm nhưng điểm theo một quy tắc chưa biết. Đề nghị hỏi Cổng cách tính."
    return f"Hai bên bằng nhau nếu tính theo “{verdict.words}” ({verdict.agrees_with})."


def _not_received(pair: Pair, verdict: Verdict) -> str:
    if verdict.side == "portal":
        return "Cổng chưa công bố; chờ lần đọc sau hoặc hỏi Cổng."
    if pair.own is None:
        return "Đơn vị chưa có trong danh mục của ta; bổ sung bằng phucvu import --template agency."
    return "Ta chưa nhận đủ dữ liệu của đơn vị này; nhập thêm rồi so lại."


def _other_count(pair: Pair, verdict: Verdict, evidence: Sequence[Evidence]) -> str:
    own, official = pair.own_counts, pair.official
    if own is None or official is None or official.counts is None:
        return f"{verdict.words}; chưa chỉ ra được chỗ khác." if verdict.words else "Chưa chỉ ra được chỗ khác."
    told = _gap(own, official.counts)
    if not evidence:
        return f"{told} Không chỉ ra được hồ sơ nào."
    return f"{told} {' '.join(_told(each) for each in evidence)}"


def _gap(own: Counts, official: Counts) -> str:
    more, succeeded = own[1] - official[1], own[0] - official[0]
    if more:
        return f"Ta đếm {'nhiều' if more > 0 else 'ít'} hơn {whole(abs(more))}."
    return f"Cùng mẫu số; ta có {'nhiều' if succeeded > 0 else 'ít'} hơn {whole(abs(succeeded))} đạt."


def _told(each: Evidence) -> str:
    codes = ", ".join(each.codes[:CODES_TOLD]) + ("…" if each.count > CODES_TOLD else "")
    return f"Số này khớp đúng {whole(each.count)} trường hợp {each.words}: {codes}."
