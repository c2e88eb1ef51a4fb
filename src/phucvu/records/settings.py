"""What a reader must know about its source beyond the file: settings of the workspace, data not code."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SourceSettings:
    """Settings of one source.

    ``province_code``: our province (H52), None = do not look for codes of others.
    ``population_codes``: values of MaCSDL that mean the population database; no public list exists, vendors differ.
    ``statuses``: the source's own status numbers or words to 1..10 ({"12": 8}); they win over the common ones.
    ``workers``: processes for big JSON-lines files; 1 = none, None = as many as there are cores.
    """

    province_code: str | None = None
    population_codes: frozenset[str] = frozenset()
    statuses: Mapping[str, int] = field(default_factory=dict)
    workers: int | None = None
