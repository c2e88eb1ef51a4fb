"""The profile of a letter: who issues it, to whom, which columns from which sources. Data, one YAML file each."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import yaml
from msgspec import Struct

from phucvu.errors import UserError

FOLDER = files("phucvu.publications") / "profiles"
Form = Literal["auto", "full", "columns", "summary"]


class Signer(Struct, frozen=True, forbid_unknown_fields=True):
    """``authority``: TM., KT., TL. or TUQ. with whom it stands for ("KT. CHÁNH VĂN PHÒNG"), or empty for the head."""

    office: str
    authority: str = ""
    name: str = ""


class UnitGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """Units that stand together and are numbered apart: by level, or by the group named in the unit list."""

    name: str
    levels: tuple[str, ...] = ()
    unit_groups: tuple[str, ...] = ()


class CellSource(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of: ``count`` (own count: overdue, certified_copies, late_reception …), ``ratio`` (own share of a
    criterion), ``share`` (own group points / maximum), ``points`` (own points of a group, shown as own),
    ``official`` (item of the official reading)."""

    count: str | None = None
    ratio: str | None = None
    share: str | None = None
    points: str | None = None
    official: str | None = None


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """One column of Phụ lục I; the first of ``sources`` that has something gives the cell."""

    key: str
    title: str
    sources: tuple[CellSource, ...]
    has_total: bool = False


class Weak(Struct, frozen=True, forbid_unknown_fields=True):
    """Which groups the letter calls weak: ``choose`` names them, else the ``count`` lowest shares below ``below``."""

    choose: tuple[str, ...] = ()
    count: int = 3
    below: float = 0.7


class DeadlineRule(Struct, frozen=True, forbid_unknown_fields=True):
    """The deadline proposed when nobody gave one: working days after the reading, until ``at`` ("17:00")."""

    working_days: int = 5
    at: Annotated[str, msgspec.Meta(pattern=r"^\d{1,2}:\d{2}$")] | None = None
    is_inclusive: bool = True


class AppendixTwo(Struct, frozen=True, forbid_unknown_fields=True):
    """Form of the list of overdue dossiers; ``auto`` proposes one by the number of lines."""

    form: Form = "auto"
    columns_above: int = 200
    summary_above: int = 1000


class Letter(Struct, frozen=True, forbid_unknown_fields=True):
    """One letter of the edition; ``groups``: names of unit groups (empty: all), ``agencies``: only these codes."""

    name: str = "cong-van"
    groups: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """Texts may hold {province}, {PROVINCE}, {kind} (tỉnh, thành phố), {KIND} and {period}."""

    name: str
    superior_body: str
    issuing_body: str
    issuing_name: str
    symbol: str
    place: str
    subject: str
    addressees: tuple[str, ...]
    grounds: tuple[str, ...]
    recipients: tuple[str, ...]
    signer: Signer
    columns: tuple[Column, ...]
    unit_groups: tuple[UnitGroup, ...]
    reports_to: str = "Chủ tịch UBND {kind}"
    copies_line: str = "Lưu: VT"
    appendix_one_title: str = "MỘT SỐ TIÊU CHÍ THÀNH PHẦN {period}"
    appendix_two_title: str = "HỒ SƠ THỦ TỤC HÀNH CHÍNH QUÁ HẠN {period}"
    overdue_basis: Literal["in_period", "cumulative"] = "in_period"
    weak: Weak = Weak()
    deadline: DeadlineRule = DeadlineRule()
    appendix_two: AppendixTwo = AppendixTwo()
    letters: tuple[Letter, ...] = (Letter(),)
    has_source_note: bool = True
    template: str | None = None


def names() -> list[str]:
    """Profiles that come with the product."""
    return sorted(item.name.removesuffix(".yaml") for item in FOLDER.iterdir() if item.name.endswith(".yaml"))


def load(name: str | Path) -> Profile:
    """A profile by its name, or from the office's own YAML file. Raises UserError naming the file and the key."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return _with_template_beside(read(_own_text(path), str(path)), path)
    if str(name) not in names():
        raise UserError(f"Không có hồ sơ phát hành “{name}”. Chọn một trong: {', '.join(names())}, hoặc một tệp .yaml.")
    return read((FOLDER / f"{name}.yaml").read_text("utf8"), f"{name}.yaml")


def _own_text(path: Path) -> str:
    try:
        return path.read_text("utf8")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"Không đọc được hồ sơ phát hành {path}. Kiểm tra tên tệp; tệp phải ghi bằng UTF-8.") from None


def _with_template_beside(profile: Profile, path: Path) -> Profile:
    if profile.template is None:
        return profile
    return msgspec.structs.replace(profile, template=str(path.parent / profile.template))


@lru_cache(maxsize=64)
def read(text: str, file: str) -> Profile:
    """A profile from YAML text; unknown and missing keys are refused by name."""
    try:
        profile = msgspec.convert(yaml.safe_load(text), Profile)
    except (yaml.YAMLError, msgspec.ValidationError) as problem:
        raise UserError(
            f"Hồ sơ phát hành {file} có chỗ sai: {problem}. Sửa khóa đó (xem docs/letter-template.md)."
        ) from None
    for column in profile.columns:
        _check_sources(column, file)
    return profile


def _check_sources(column: Column, file: str) -> None:
    for source in column.sources:
        given = [name for name, value in msgspec.structs.asdict(source).items() if value is not None]
        if len(given) != 1:
            raise UserError(
                f"Hồ sơ phát hành {file}, cột “{column.key}”: mỗi nguồn ghi đúng một trong "
                f"count, ratio, share, points, official (đang ghi: {', '.join(given) or 'không có'})."
            )
