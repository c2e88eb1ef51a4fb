"""The score sheet of one level: counts as numbers, ratio, points, groups and total as live formulas."""

from typing import Any

from phucvu.publications.formulas import points_formula, ratio_formula, sum_formula
from phucvu.publications.packets import fit
from phucvu.rubric import Criterion, Rubric
from phucvu.scores.arithmetic import points as exact_points
from phucvu.scores.row import PRINTED, ScoreRow

SHORT_SOURCES = {"own": "tự tính", "portal": "Cổng DVCQG", "typed": "nhập tay"}
STATES = {"measured": "có số liệu"} | {state: text.strip("()") for state, text in PRINTED.items()}
COLUMNS: list[tuple[str, float]] = [
    ("Mã đơn vị", 9),
    ("Cơ quan, đơn vị", 26),
    ("Nhóm, tiêu chí", 38),
    ("Tử số", 9),
    ("Mẫu số", 9),
    ("Tỷ lệ", 9),
    ("Điểm tối đa", 8),
    ("Đủ điểm khi đạt", 9),
    ("Điểm", 8),
    ("Tình trạng", 16),
    ("Nguồn", 13),
    ("Ghi chú", 34),
]
NO_FORMULA = "điểm theo quy tắc, không có công thức"
FLAGS = {
    "missing": "chưa nhận số liệu của {}",
    "not_received": "chưa nhận số liệu tiêu chí: {}",
    "inherited": "lấy theo {}",
    "partial_coverage": "có đơn vị chỉ gửi danh sách, không vào tỷ lệ",
}


class ScoreSheet:
    """The sheet of one level: per unit its criteria, their group and the total, in the order of the rows."""

    def __init__(self, sheet: Any, look: dict[str, Any], rubric: Rubric, names: dict[str, str]) -> None:
        self.sheet, self.look, self.rubric, self.names, self.at = sheet, look, rubric, names, 4

    def write(self, rows: list[ScoreRow]) -> None:
        """Rows of the level: per agency its groups, in each the criteria and then its own row, and the total."""
        for of_unit in _by(rows, "agency_code"):
            cells: list[str] = []
            for of_group in _by([row for row in of_unit if row.group != "total"], "group"):
                cells += self._group(of_group)
            for row in of_unit:
                if row.group == "total":
                    self._sum(row, "Tổng điểm", cells)

    def _group(self, rows: list[ScoreRow]) -> list[str]:
        """The criteria of a group and its sum; gives the cells that count for the total."""
        cells = [self._criterion(row) for row in rows if row.criterion]
        name = self.rubric.group(rows[0].group).vi
        return [self._sum(row, name, cells) for row in rows if not row.criterion] or cells

    def _criterion(self, row: ScoreRow) -> str:
        criterion = self.rubric.criterion(row.criterion or "")
        is_live = is_rebuilt(row, criterion)
        self._begin(row, criterion.vi, "" if is_live or row.points is None else NO_FORMULA)
        at = self.at + 1
        self._number(3, row.numerator, "text")
        self._number(4, row.denominator, "text")
        self._formula(5, ratio_formula(f"D{at}", f"E{at}"), row.ratio, "percent", _counts_give_ratio(row))
        self._number(7, criterion.full_at, "percent")
        self._formula(8, points_formula(criterion, f"D{at}", f"E{at}"), row.points, "points", is_live)
        return self._end()

    def _sum(self, row: ScoreRow, name: str, cells: list[str]) -> str:
        self._begin(row, name, "", "bold")
        for column in (3, 4, 5, 7):
            self._number(column, None, "text")
        self._formula(8, sum_formula(cells), row.points, "sum", bool(cells) and row.points is not None)
        return self._end()

    def _begin(self, row: ScoreRow, name: str, remark: str, look: str = "text") -> None:
        remarks = "; ".join([remark, *self._flags(row)] if remark else self._flags(row))
        source = SHORT_SOURCES.get(row.source, row.source)
        texts = {0: row.agency_code, 1: row.agency_name, 2: name, 9: STATES[row.state], 10: source, 11: remarks}
        fit(self.sheet, self.at, ((text, COLUMNS[column][1]) for column, text in texts.items()))
        for column, text in texts.items():
            self.sheet.write_string(self.at, column, text, self.look[look if column < 3 else "text"])
        self._number(6, row.max_points, "points")

    def _end(self) -> str:
        self.at += 1
        return f"I{self.at}"

    def _number(self, column: int, value: Any, look: str) -> None:
        if value is None:
            self.sheet.write_blank(self.at, column, None, self.look[look])
        else:
            self.sheet.write_number(self.at, column, float(value), self.look[look])

    def _formula(self, column: int, formula: str, value: Any, look: str, is_live: bool) -> None:
        """The formula with the printed value cached; without counts to calculate from, the value alone."""
        if is_live:
            self.sheet.write_formula(self.at, column, formula, self.look[look], float(value))
        else:
            self._number(column, value, look)

    def _flags(self, row: ScoreRow) -> list[str]:
        """Flags in words; those of the portal stay as they are."""
        return [self._flag(*flag.partition(":")[::2], flag) for flag in row.flags]

    def _name(self, code: str) -> str:
        return self.rubric.criteria[code].vi if code in self.rubric.criteria else self.names.get(code, code)

    def _flag(self, kind: str, detail: str, flag: str) -> str:
        if kind in FLAGS:
            return FLAGS[kind].format(self._name(detail))
        reason = self.rubric.reasons.get(kind)
        return f"không tính {detail} hồ sơ: {reason.vi}" if reason else flag


def _by(rows: list[ScoreRow], name: str) -> list[list[ScoreRow]]:
    """Rows that share a value, in the order the values first come."""
    found: dict[str, list[ScoreRow]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return list(found.values())


def _counts_give_ratio(row: ScoreRow) -> bool:
    return bool(row.denominator) and row.numerator is not None and row.ratio is not None


def is_rebuilt(row: ScoreRow, criterion: Criterion) -> bool:
    """Whether the counts of the row give its points by the rule; not so for empty cases and inherited points."""
    return _counts_give_ratio(row) and row.ratio is not None and exact_points(row.ratio, criterion).shown == row.points
