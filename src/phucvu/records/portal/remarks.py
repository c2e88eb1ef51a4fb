"""What a reader of answers has to say of them: what was odd, what could not be read, what it did not know."""

from collections.abc import Callable
from dataclasses import dataclass

from phucvu.records.kinds import finding_kinds


@dataclass(frozen=True)
class Remark:
    """``kind``: a key of checks.yaml; ``row``: place in its list from 1; ``place``: like data.children[3].score;
    ``is_rejected``: the element gave no figure."""

    kind: str
    file: str
    row: int | None
    place: str
    sentence: str
    remedy: str
    is_rejected: bool = False


def printable(value: object) -> str:
    """A text on one line that any terminal and file can hold: control signs and halves of letters become blanks."""
    return "".join(sign if sign.isprintable() else " " for sign in str(value)).strip()


OnRemark = Callable[[Remark], None]


class Remarks:
    """Hands remarks on; what is the same for many rows of a file (a missing or unknown field) is said once."""

    def __init__(self, on_remark: OnRemark | None) -> None:
        self._on_remark = on_remark
        self._said: set[tuple[str, str, str]] = set()
        self._unknown: dict[str, set[str]] = {}

    def say(self, kind: str, file: str, place: str, words: str, row: int | None = None, *, lost: bool = False) -> None:
        if self._on_remark:
            found = finding_kinds()[kind]
            words, place = printable(words), printable(place)
            where = f"Tệp “{file}”, {place}" if place else f"Tệp “{file}”"
            sentence = f"{where}: {found.vi[0].lower()}{found.vi[1:]}{': ' if words else ''}{words}."
            self._on_remark(Remark(kind, file, row, place, sentence, found.remedy, lost))

    def once(self, kind: str, file: str, key: str, place: str, words: str, row: int | None = None) -> None:
        """Said of the first place only; ``key``: what is the same at the others."""
        if (kind, file, key) not in self._said:
            self._said.add((kind, file, key))
            self.say(kind, file, place, words, row)

    def missing(self, file: str, place: str, field: str) -> None:
        """A field that every element should have; said for the first that lacks it."""
        self.once("portal_missing_field", file, field, place, field)

    def unknown(self, file: str, fields: set[str]) -> None:
        self._unknown.setdefault(file, set()).update(fields)

    def close(self) -> None:
        """Name the unknown fields, one remark a file."""
        for file, fields in self._unknown.items():
            if fields:
                self.say("portal_unknown_field", file, "câu trả lời", ", ".join(sorted(fields)))
