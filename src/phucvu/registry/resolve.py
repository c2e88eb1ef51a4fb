"""Which agency a code or a name means. Never a guess: what is not certain is left undecided, with candidates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz, process

from phucvu.registry import names
from phucvu.registry.agency import Agency
from phucvu.registry.codes import unit_code
from phucvu.registry.tree import AgencyTree, is_dissolved

How = Literal[
    "mapping",  # a person decided it
    "code",  # the unit code stands in the list
    "name",  # a name, short name or alias, alike but for case, marks and abbreviations
    "place",  # a place named without its kind, and only one agency bears it
    "slip",  # alike but for blanks and doubled letters
    "close",  # a misspelt name of an office (never of a place)
    "successor",  # a dissolved agency for which the list names one successor
    # undecided:
    "no_text",
    "unknown",
    "ambiguous",
    "not_yet",  # the agency did not exist on that day
    "dissolved",  # it no longer existed, and the list does not name exactly one successor
    "mapped_to_unknown",  # a person's decision points to a code that is not in the list
]
SCORES: dict[str, float] = {"mapping": 100, "code": 100, "name": 100, "place": 95, "slip": 95}
CERTAIN, MARGIN = 88.0, 6.0  # a misspelt name must be this like, and so much more so than the next agency
SHOWN, SHOWN_FROM = 5, 55.0  # candidates shown to the person who decides
PROVINCE_ALONE = "tinh"  # "UBND tỉnh"
PART_OF_NAME = 0.85  # a name cut short ("Sở Lao động") is shown among the first, but never certain
SAME_WORD, LONG_WORD = 75.0, 4  # two words may pass as one misspelt word from this likeness and length


class Candidate(NamedTuple):
    """An agency that may be meant; ``score`` 0..100."""

    code: str
    score: float


class Resolution(NamedTuple):
    """The answer: ``code`` is None when undecided; ``score`` 0..100 of the best; ``candidates`` best first."""

    code: str | None
    score: float
    how: How
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class AgencyMapping:
    """A person's decision: this text (name or code prefix) means that agency, from a day of reception on."""

    text: str
    agency_code: str
    valid_from: date | None = None


class Resolver:
    """Answers over one unit list and the decisions of people. Answers are kept: a text is worked out once per day.

    ``mappings``: AgencyMapping, or rows with its fields (record agency_mapping).
    """

    def __init__(self, agencies: Iterable[Agency], mappings: Iterable[AgencyMapping | Mapping[str, Any]] = ()) -> None:
        self._tree = AgencyTree(agencies)
        self.agencies = self._tree.agencies
        self._province = _province_name(self.agencies.values())
        self._mappings = _by_text(mappings)
        self._codes = _by_code(self.agencies.values())
        self._plain: dict[str, list[str]] = defaultdict(list)
        self._places: dict[str, list[str]] = defaultdict(list)
        self._squeezed: dict[str, list[str]] = defaultdict(list)
        self._forms: dict[str, set[str]] = defaultdict(set)
        for agency in self.agencies.values():
            self._learn(agency)
        self._names = [name for name in self._plain if name != PROVINCE_ALONE]
        self._known: dict[tuple[str, date | None], Resolution] = {}
        self._likely: dict[str, list[tuple[str, float]]] = {}

    def resolve(self, text: str | None, on: date | None) -> Resolution:
        """The agency a text means on a day of reception (None: day unknown, every agency is taken as valid).

        In order: a person's decision, unit code in any form, name, misspelt name.
        """
        if not text or not text.strip():
            return Resolution(None, 0, "no_text")
        key = (text, on)
        if key not in self._known:
            self._known[key] = self._mapped(text, on) or self._by_code(text, on) or self._by_name(text, on)
        return self._known[key]

    def _learn(self, agency: Agency) -> None:
        """Every name the agency goes by; with its district's name after it too, as people write communes."""
        parent = self.agencies.get(agency.parent_code or "")
        below = f" {self.plain(parent.name)}" if parent and parent.level == "district" else ""
        for name in filter(None, (agency.name, agency.short_name, *agency.aliases)):
            key = self.plain(name)
            _add(self._places, names.bare(key), agency.code)
            self._learn_forms(
                {key, key + below, *([PROVINCE_ALONE] if agency.level == "province" else [])}, agency.code
            )

    def _learn_forms(self, forms: set[str], code: str) -> None:
        self._forms[code] |= forms
        for form in forms:
            _add(self._plain, form, code)
            _add(self._squeezed, names.squeezed(form), code)

    def plain(self, name: str) -> str:
        """The compared form without the province's own name at the end: it tells nothing inside the province."""
        key = names.plain(name)
        if not self._province or key == self._province:
            return key
        key = key.removesuffix(f" {self._province}")
        if not names.place_of(key):
            key = key.removesuffix(f" {names.bare(self._province)}")
        return key.removesuffix(" tinh")

    def _mapped(self, text: str, on: date | None) -> Resolution | None:
        decisions = self._mappings.get(_mapping_key(text), [])
        holding = [decision for decision in decisions if on is None or (decision.valid_from or date.min) <= on]
        if not holding or not holding[-1].agency_code:  # an empty decision takes an earlier one back
            return None
        code = unit_code(holding[-1].agency_code) or holding[-1].agency_code
        if code not in self.agencies:
            return Resolution(None, 0, "mapped_to_unknown")
        return Resolution(code, SCORES["mapping"], "mapping")

    def _by_code(self, text: str, on: date | None) -> Resolution | None:
        code = unit_code(text)
        if code is None:
            return None
        if found := self._codes.get(code):
            return self._decide(self._valid(found, on), on, "code")
        parts = code.split(".")
        above = [".".join(parts[:size]) for size in range(len(parts) - 1, 1, -1)]
        return Resolution(None, 0, "unknown", tuple(Candidate(c, SHOWN_FROM) for c in above if c in self.agencies))

    def _by_name(self, text: str, on: date | None) -> Resolution:
        key = self.plain(text)
        looks: list[tuple[How, list[str]]] = [
            ("name", self._valid(self._plain.get(key, []), on)),
            ("place", self._places.get(key, [])),  # "Mộc Châu" may mean the former district: validity decides nothing
            ("slip", self._valid(self._squeezed.get(names.squeezed(key), []), on)),
        ]
        for how, found in looks:
            if found:
                return self._decide(self._written_alike(text, found), on, how)
        return self._close(key, on)

    def _written_alike(self, text: str, found: list[str]) -> list[str]:
        """Of several, those whose own name stands in the text with the same marks: Hóa is not Hòa."""
        written = f" {names.as_written(text)} "
        same = [code for code in found if f" {_own_words(self.agencies[code].name)} " in written]
        return same or found

    def _valid_only(self, found: list[str], on: date | None) -> list[str]:
        return [code for code in found if on is None or self.agencies[code].is_valid_on(on)]

    def _valid(self, found: list[str], on: date | None) -> list[str]:
        return self._valid_only(found, on) or found

    def _decide(self, found: list[str], on: date | None, how: How) -> Resolution:
        score = SCORES[how]
        if len(found) > 1:
            return Resolution(None, score, "ambiguous", tuple(Candidate(code, score) for code in found))
        agency = self.agencies[found[0]]
        if on is None or agency.is_valid_on(on):
            return Resolution(agency.code, score, how)
        if is_dissolved(agency, on):
            return self._succeeded(agency, on, score)
        return Resolution(None, score, "not_yet", (Candidate(agency.code, score),))

    def _succeeded(self, agency: Agency, on: date, score: float) -> Resolution:
        """Several successors shared the work out: which one has this dossier, only a person can say."""
        if after := self._tree.sole_successor(agency.code, on):
            return Resolution(after.code, score, "successor")
        heirs = [heir.code for heir in self._tree.successors(agency.code, on)]
        return Resolution(None, score, "dissolved", tuple(Candidate(code, score) for code in heirs or [agency.code]))

    def _close(self, key: str, on: date | None) -> Resolution:
        candidates = self._candidates(key, on)
        if not candidates:
            return Resolution(None, 0, "unknown")
        best, second = candidates[0], candidates[1].score if len(candidates) > 1 else 0.0
        is_certain = (
            best.score >= CERTAIN
            and best.score - second >= MARGIN
            and any(is_misspelling(key, form) for form in self._forms[best.code])
        )
        return Resolution(
            best.code if is_certain else None, best.score, "close" if is_certain else "unknown", candidates
        )

    def _candidates(self, key: str, on: date | None) -> tuple[Candidate, ...]:
        scores: dict[str, float] = {}
        for name, score in self._near(key):
            for code in self._valid_only(self._plain[name], on):
                scores[code] = max(score, scores.get(code, 0.0))
        for code in self._plain.get(names.place_of(key), []):
            scores.setdefault(code, SHOWN_FROM)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Candidate(code, round(score, 1)) for code, score in ranked[:SHOWN] if score >= SHOWN_FROM)

    def _near(self, key: str) -> list[tuple[str, float]]:
        """Names like this one with their scores; the same on every day, and slow, so worked out once."""
        if key not in self._likely:
            self._likely[key] = [
                (name, score * weight)
                for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.token_set_ratio, PART_OF_NAME))
                for name, score, _ in process.extract(key, self._names, scorer=scorer, limit=4 * SHOWN)
            ]
        return self._likely[key]


def is_misspelling(one: str, other: str) -> bool:
    """Whether two plain names are one name with a slip in a single long word.

    Places must be the same letter by letter, numbers too: Mường La and Mường Lát are two districts.
    """
    if names.place_of(one) != names.place_of(other):
        return False
    words, others = one.split(), other.split()
    if len(words) != len(others):
        return False
    pairs = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(pairs) == 1 and _is_slip(*pairs[0])


def _is_slip(one: str, other: str) -> bool:
    is_long = min(len(one), len(other)) >= LONG_WORD and one.isalpha() and other.isalpha()
    return is_long and fuzz.ratio(one, other) >= SAME_WORD


def _own_words(name: str) -> str:
    """The words of a place's own name, with their marks: "hòa bình" of "UBND xã Hòa Bình"."""
    size = len(names.bare(names.plain(name)).split())
    return " ".join(names.as_written(name).split()[-size:])


def _add(index: dict[str, list[str]], key: str, code: str) -> None:
    if key and code not in index[key]:
        index[key].append(code)


def _province_name(agencies: Iterable[Agency]) -> str | None:
    return next((names.plain(agency.name) for agency in agencies if agency.level == "province"), None)


def _by_code(agencies: Iterable[Agency]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = defaultdict(list)
    for agency in agencies:
        for text in (agency.code, agency.printed_code):
            _add(index, unit_code(text) or "", agency.code)
    return index


def _mapping_key(text: str) -> str:
    return unit_code(text) or names.as_written(text)


def _by_text(mappings: Iterable[AgencyMapping | Mapping[str, Any]]) -> dict[str, list[AgencyMapping]]:
    index: dict[str, list[AgencyMapping]] = defaultdict(list)
    for row in mappings:
        decision = (
            row
            if isinstance(row, AgencyMapping)
            else AgencyMapping(row["text"], row["agency_code"], row.get("valid_from"))
        )
        index[_mapping_key(decision.text)].append(decision)
    for decisions in index.values():
        decisions.sort(key=lambda decision: decision.valid_from or date.min)
    return dict(index)
