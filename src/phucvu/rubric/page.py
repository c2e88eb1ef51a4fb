"""The law in force as a page for people: every criterion with its maximum, threshold, rounding, levels and source."""

from phucvu.rubric.law import Criterion, Group, Rubric

LEVELS = {"province": "tỉnh", "department": "sở", "district": "huyện", "commune": "xã"}
SCOPES = {"own": "riêng", "inherited": "của tỉnh", "not_applicable": "không"}
EMPTY = {"max": "đủ điểm", "zero": "0", None: "không có điểm"}
HEAD = [
    "| tiêu chí | mã | tối đa | đủ điểm ở | làm tròn | tính ở | khi không phát sinh | nguồn | dấu |",
    "|---|---|--:|--:|---|---|---|---|---|",
]


def law_page(rubric: Rubric) -> str:
    """Markdown in Vietnamese. Marks: V official, R rebuilt from official figures, S secondary text, I inferred."""
    lines = [f"# Bộ quy định {rubric.version}, áp dụng cho ngày {rubric.day:%d/%m/%Y}", ""]
    for group in rubric.groups:
        lines += _group(group)
    return "\n".join(lines)


def _group(group: Group) -> list[str]:
    title = f"## {group.vi} (`{group.code}`, {group.portal_codes[0]}): {group.max_points} điểm"
    texts = [f"- **{criterion.vi}.** {criterion.text.vi}{_doubts(criterion)}" for criterion in group.criteria]
    return [title, "", *HEAD, *(_line(criterion) for criterion in group.criteria), "", *texts, ""]


def _line(criterion: Criterion) -> str:
    cells = (
        criterion.vi,
        f"`{criterion.code}`",
        criterion.max_points,
        f"{criterion.full_at * 100:.0f} %",
        criterion.rounding,
        _by_level({level: SCOPES[scope] for level, scope in criterion.rule.scope.items()}),
        _by_level({level: EMPTY[empty] for level, empty in criterion.rule.empty.items()}),
        criterion.source,
        criterion.mark,
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _by_level(words: dict[str, str]) -> str:
    """ "riêng" where all levels agree, else "tỉnh: riêng, sở: của tỉnh, …"."""
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return ", ".join(f"{LEVELS[level]}: {word}" for level, word in words.items())


def _doubts(criterion: Criterion) -> str:
    return "".join(f" *Còn ngờ: {doubt}*" for doubt in criterion.rule.doubts)
