"""The layouts of official tables, as written in layouts.yaml, and which of them a heading row is."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from phucvu.errors import UserError
from phucvu.registry.agency import Level

BASE = ("unit_code", "score")  # in every layout


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of table; the keys are told in layouts.yaml."""

    vi: str
    also: tuple[str, ...]
    counts: dict[str, tuple[str, str]]
    item: str | None = None
    group: str | None = None
    sum_word: str | None = None
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The columns that must be there."""
        counted = {column for pair in self.counts.values() for each in pair for column in addends(each)}
        named = {self.item} if self.item else set()
        return frozenset({*BASE, *self.also, *named, *counted} - set(self.optional))


class Layouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    same: dict[str, tuple[str, ...]]
    levels: dict[str, Level]
    level_if_unnamed: Level
    layouts: dict[str, Layout]

    def canonical(self, headings: Sequence[str]) -> list[str]:
        """Headings under the one name that the layouts use; a column that is there itself is never replaced."""
        found = {spelling: name for name, others in self.same.items() if name not in headings for spelling in others}
        return [found.get(heading, heading) for heading in headings]

    def is_official(self, headings: Sequence[str]) -> bool:
        """Whether a heading row is that of a table of official figures."""
        names = set(self.canonical(headings))
        return any(layout.columns <= names for layout in self.layouts.values())

    def recognise(self, headings: Sequence[str], file: str) -> str:
        """Name of the layout of a table. Raises UserError with what the nearest layout lacks."""
        for name, layout in self.layouts.items():
            if layout.columns <= set(headings):
                return name
        lacking = {name: layout.columns - set(headings) for name, layout in self.layouts.items()}
        nearest = min(lacking, key=lambda name: len(lacking[name]) / len(self.layouts[name].columns))
        raise UserError(
            f"Dòng tiêu đề của tệp “{file}” không phải một bảng số liệu của Cổng DVCQG. Gần nhất là bảng "
            f"{self.layouts[nearest].vi}, còn thiếu cột: {', '.join(sorted(lacking[nearest]))}. "
            "Hãy giữ nguyên tên cột như khi tải về (CSV)."
        )


def addends(columns: str) -> list[str]:
    """The columns of "a + b"."""
    return columns.split(" + ")


@cache
def layouts() -> Layouts:
    """The file layouts.yaml of this room."""
    return msgspec.yaml.decode((files("phucvu.records.portal") / "layouts.yaml").read_bytes(), type=Layouts)
