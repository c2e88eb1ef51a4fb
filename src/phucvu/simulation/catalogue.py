"""The simulated catalogue: procedures by popularity, who handles them, online, have a fee, are for persons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from phucvu.simulation.printed import Example
from phucvu.simulation.solver import Plan, UnsolvableError

VERBS = ("Cấp giấy phép", "Đăng ký", "Cấp lại giấy chứng nhận", "Xác nhận", "Phê duyệt", "Gia hạn", "Thẩm định")
LIMITS = (3, 5, 1, 10, 2, 15, 7, 20, 5, 30, 3, 10)  # working days, by popularity
DISTRICT = "district"


@dataclass
class Procedure:
    """One made-up procedure. ``owner``: a department's code, or "district" for one that every district handles;
    ``rank``: its place by popularity among its owner's."""

    code: str
    name: str
    field_code: str
    field_name: str
    owner: str
    rank: int
    limit: int | None
    is_online: bool = False
    is_used_online: bool = False
    has_fee: bool = False
    is_integrated: bool = False
    is_for_persons: bool = False
    is_complete: bool = False


@dataclass
class Catalogue:
    """Procedures by owner, most popular first."""

    owned: dict[str, list[Procedure]]
    districts: list[str] = field(default_factory=list)

    @property
    def procedures(self) -> list[Procedure]:
        return [procedure for owned in self.owned.values() for procedure in owned]

    def of(self, agency_code: str) -> list[Procedure]:
        return self.owned[DISTRICT if agency_code in self.districts else agency_code]

    def handlers(self, procedure: Procedure) -> list[str]:
        return self.districts if procedure.owner == DISTRICT else [procedure.owner]


def _shares(total: int, count: int) -> list[int]:
    return [total // count + (place < total % count) for place in range(count)]


def _owned(owner: str, fields: list[str], size: int, first: int, has_limit: bool) -> list[Procedure]:
    return [
        Procedure(
            code=f"1.{900_000 + first + rank}",
            name=f"{VERBS[rank % len(VERBS)]} lĩnh vực {fields[rank % len(fields)]} (thủ tục mô phỏng {first + rank})",
            field_code=f"MP-{owner.removeprefix('H52.').upper()}-{rank % len(fields) + 1:02d}",
            field_name=fields[rank % len(fields)],
            owner=owner,
            rank=rank,
            limit=LIMITS[rank % len(LIMITS)] if has_limit else None,
        )
        for rank in range(size)
    ]


def _owners(example: Example) -> dict[str, list[Procedure]]:
    fields: dict[str, list[str]] = example.choices["fields"]
    numbers, sizes = example.choices["catalogue"], example.choices["sizes"]
    departments = [owner for owner in fields if owner != DISTRICT]
    shares = dict(zip(departments, _shares(numbers["department_procedures"], len(departments)), strict=True))
    shares[DISTRICT] = numbers["district_procedures"]
    owned: dict[str, list[Procedure]] = {}
    first = 1
    for owner, share in shares.items():
        has_limit = sizes.get(owner, {}).get("has_due_date", True)
        owned[owner] = _owned(owner, fields[owner], share, first, has_limit)
        first += share
    return owned


def _use_online(catalogue: Catalogue, plan: Plan, used: int, by_districts: int) -> None:
    """Mark the few procedures through which online dossiers come: one a department with online dossiers, the rest
    to the busiest of them."""
    busy = [unit for unit in plan.units.values() if unit.online and unit.agency_code not in catalogue.districts]
    busy.sort(key=lambda unit: -unit.online)
    if used - by_districts < len(busy):
        raise UnsolvableError("Số TTHC trực tuyến có hồ sơ ít hơn số đơn vị có hồ sơ nộp trực tuyến.")
    counts = dict(zip((unit.agency_code for unit in busy), _shares(used - by_districts, len(busy)), strict=True))
    for owner, count in {**counts, DISTRICT: by_districts}.items():
        for procedure in catalogue.owned[owner][:count]:
            procedure.is_online = procedure.is_used_online = True


def _mark(procedures: list[Procedure], flag: str, count: int, allowed: Callable[[Procedure], bool]) -> None:
    """Set a flag on the most popular allowed procedures until as many as wanted carry it."""
    carrying = sum(getattr(procedure, flag) for procedure in procedures)
    free = [procedure for procedure in procedures if not getattr(procedure, flag) and allowed(procedure)]
    chosen = sorted(free, key=lambda procedure: procedure.rank)[: count - carrying]
    if len(chosen) + carrying != count:
        raise UnsolvableError(f"Danh mục mô phỏng không đủ thủ tục để đánh dấu {flag}.")
    for procedure in chosen:
        setattr(procedure, flag, True)


def make_catalogue(example: Example, plan: Plan) -> Catalogue:
    """The catalogue that gives the denominators (and catalogue numerators) of the plan."""
    numbers: dict[str, Any] = example.choices["catalogue"]
    catalogue = Catalogue(_owners(example), [code for code, level in example.levels.items() if level == "district"])
    procedures, parts = catalogue.procedures, plan.parts
    _use_online(catalogue, plan, parts["online.in_use"].numerator, numbers["district_online"])
    # Other services nobody uses: from the middle of the list, where few dossiers come at all.
    _mark(procedures, "is_online", parts["online.offered"].numerator, lambda procedure: procedure.rank >= 10)
    _mark(procedures, "has_fee", numbers["fee_procedures"], lambda procedure: procedure.rank % 2 == 0)
    _mark(procedures, "is_integrated", parts["payment.integrated"].numerator, lambda procedure: procedure.has_fee)
    _mark(procedures, "is_for_persons", numbers["person_procedures"], lambda procedure: procedure.rank % 4 != 3)
    _mark(procedures, "is_complete", parts["disclosure.complete"].numerator, lambda procedure: procedure.rank != 12)
    return catalogue
