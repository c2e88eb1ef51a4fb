"""What the read API promises: the rows of docs/contract.md and the pages built of them, for OpenAPI."""

from typing import Literal

from ninja import Schema

State = Literal["measured", "no_cases", "not_applicable", "not_received"]
Level = Literal["province", "department", "district", "commune"]


class Facts(Schema):
    """What every figure of an answer is of. ``as_at``: reading time (+07:00); ``known_at``: lake version."""

    period: str
    as_at: str
    known_at: str
    reading: str
    rubric_version: str
    is_simulated: bool
    edition_id: str | None


class Official(Schema):
    """A value the national portal published, as read; decimals as text."""

    value: str | None
    max_value: str | None
    state: State
    source: Literal["own", "portal", "typed"]
    read_at: str | None


class Score(Schema):
    """One row of the contract. ``criterion`` null: a group, or the total. Ratio 0..1 and points are text."""

    period: str
    as_at: str
    known_at: str
    reading: str
    rubric_version: str
    agency_code: str
    agency_name: str
    level: Level
    group: str
    criterion: str | None
    numerator: int | None
    denominator: int | None
    ratio: str | None
    points: str | None
    max_points: str | None
    state: State
    flags: list[str]
    source: Literal["own", "portal", "typed"]
    place: int | None
    places: int | None


class ScoreBeside(Score):
    """A row with the official value of the same thing beside it."""

    official: Official | None


class Placed(Score):
    """A total with its place, that of the period before, and the points of its groups."""

    place_before: int | None
    groups: dict[str, str | None]


class Agency(Schema):
    agency_code: str
    agency_name: str
    level: Level


class TrendPoint(Schema):
    """A month; ``points`` null: no edition was issued, or there are no points."""

    period: str
    points: str | None
    official: str | None


class LevelCount(Schema):
    level: Level
    agencies: int


class Overview(Schema):
    facts: Facts
    province: Agency | None
    total: ScoreBeside | None
    official_place: Official | None
    groups: list[ScoreBeside]
    levels: list[LevelCount]
    trend: list[TrendPoint]


class Ranking(Schema):
    facts: Facts
    level: Level
    rows: list[Placed]


class AgencyPage(Schema):
    facts: Facts
    agency: Agency
    rows: list[ScoreBeside]
    trend: list[TrendPoint]


class Words(Schema):
    vi: str
    en: str


class Law(Schema):
    """A criterion in words. ``mark``: how sure the rule is."""

    code: str
    portal_code: str
    name: Words
    max_points: str
    text: Words
    formula: Words
    numerator: Words
    denominator: Words
    rounding: Words
    valid_from: str
    valid_to: str | None
    source: Words
    mark: str
    mark_meaning: Words
    doubts: list[Words]


class CriterionPage(Schema):
    facts: Facts
    law: Law
    rows: list[ScoreBeside]


class File(Schema):
    name: str
    sha256: str


class Edition(Schema):
    """An issued edition. ``state``: issued, or corrected by a later one."""

    edition_id: str
    period: str
    as_at: str
    known_at: str
    reading: str
    rubric_version: str
    is_simulated: bool
    hash: str
    state: Literal["issued", "corrected"]
    number: str
    issued_on: str | None
    replaces: str | None
    reason: str
    signed_sha256: str | None
    files: list[File]


class Editions(Schema):
    editions: list[Edition]


class Problem(Schema):
    detail: str
