"""Office hours within one working day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files
from itertools import pairwise

import yaml

from phucvu.errors import UserError


def _minute(text: str) -> int:
    clock = time.fromisoformat(text)
    return clock.hour * 60 + clock.minute


@dataclass(frozen=True)
class Schedule:
    """Spans of office hours in seconds since midnight, in order, not touching: ((27000, 41400), (46800, 61200))."""

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, hours: Iterable[tuple[str, str]]) -> "Schedule":
        """From pairs like ("07:30", "11:30"). Raises UserError when they overlap or stand out of order."""
        try:
            spans = tuple((_minute(start) * 60, _minute(end) * 60) for start, end in hours)
        except (ValueError, TypeError):
            spans = ()
        edges = [edge for span in spans for edge in span]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise UserError("Giờ làm việc phải có dạng 07:30, các buổi nối tiếp nhau và không chồng lên nhau.")
        return cls(spans)

    @property
    def day_seconds(self) -> int:
        """Working seconds of a whole working day (28,800 for 8 hours)."""
        return sum(end - start for start, end in self.spans)

    def worked(self, second: float) -> float:
        """Working seconds from midnight until that second of a working day."""
        return sum(min(max(second - start, 0), end - start) for start, end in self.spans)

    def second_at(self, worked: float) -> float:
        """The earliest second of the day at which so much has been worked; the inverse of ``worked``."""
        for start, end in self.spans:
            if worked <= end - start:
                return start + worked
            worked -= end - start
        return self.spans[-1][1]


@cache
def schedules() -> dict[str, Schedule]:
    """The named schedules of data/schedules.yaml; "standard" is 07:30–11:30 and 13:00–17:00."""
    text = (files("phucvu.registry") / "data" / "schedules.yaml").read_text("utf8")
    return {name: Schedule.of(spec["hours"]) for name, spec in yaml.safe_load(text).items()}
