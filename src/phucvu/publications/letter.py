"""The monthly letter: its figures put in words, its appendices, the finished .docx."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from phucvu.publications.appendix_one import OVERDUE, SOURCE_WORDS, AppendixOne, source_note
from phucvu.publications.appendix_two import AppendixTwo
from phucvu.publications.cells import Figures
from phucvu.publications.inputs import Deadline, EditionInput, OfficialValue
from phucvu.publications.profile import Letter
from phucvu.publications.template import (
    mark,
    number_pages,
    render,
    set_issuer_line,
    set_landscape,
    template_bytes,
    write,
)
from phucvu.publications.text_width import width_cm
from phucvu.publications.word_appendices import first_xml, is_wide, second_xml
from phucvu.publications.wording import (
    SIMULATED,
    deadline_words,
    long_date,
    moment_words,
    number,
    period_words,
    short_date,
)
from phucvu.registry.period import Period
from phucvu.registry.provinces import province_on
from phucvu.rubric import load

LEFT_BOX = 6.2  # cm
ISSUER_SIZE = 12
LINE_SHARE = 0.42  # the decree wants a third to a half of the text


@dataclass(frozen=True)
class AttachedList:
    """The workbook that lists every overdue dossier: cited by the form "summary" by name and hash."""

    name: str
    sha256: str
    unit_files: dict[str, str]


@dataclass(frozen=True)
class Draft:
    """What one letter is made of."""

    edition_input: EditionInput
    letter: Letter
    first: AppendixOne
    second: AppendixTwo
    deadline: Deadline
    attached: AttachedList | None = None


def filled(text: str, edition_input: EditionInput) -> str:
    """A text of the profile with {province}, {PROVINCE}, {kind}, {KIND} and {period} put in."""
    return put_in(text, edition_input.province_code, edition_input.province_name, edition_input.period)


def put_in(text: str, province_code: str, name: str, period: Period) -> str:
    """The same of a province and a period alone."""
    province = province_on(province_code, period.last)
    kind, when = province.kind if province else "tỉnh", period_words(period)
    words = {"province": name, "kind": kind, "PROVINCE": name.upper(), "KIND": kind.upper(), "period": when}
    for key, word in words.items():
        text = text.replace(f"{{{key}}}", word)
    return text


def _ended(lines: tuple[str, ...]) -> list[str]:
    """Addressees each end with ";", the last with "."."""
    return [f"{line};" for line in lines[:-1]] + [f"{line}." for line in lines[-1:]]


def frame_values(edition_input: EditionInput, letter: Letter | None = None) -> dict[str, Any]:
    """Fields that every letter of the office has: head, addressees, end."""
    profile = edition_input.profile
    addressees = (letter.addressees if letter else ()) or profile.addressees
    return {
        "co_quan_chu_quan": filled(profile.superior_body, edition_input),
        "co_quan_ban_hanh": filled(profile.issuing_body, edition_input),
        "so_ky_hieu": number_and_symbol(edition_input),
        "dia_danh": filled(profile.place, edition_input),
        "ngay_thang": long_date(edition_input.issued_on),
        "trich_yeu": filled(profile.subject, edition_input),
        "noi_gui": _ended(tuple(filled(text, edition_input) for text in addressees)),
        "nhieu_noi_gui": len(addressees) > 1,
        "mo_phong": SIMULATED if edition_input.is_simulated else "",
        "co_quan": filled(profile.issuing_name, edition_input),
        "ky": period_words(edition_input.period),
        "tinh": filled("{kind} {province}", edition_input),
        "noi_nhan": [filled(text, edition_input) for text in profile.recipients],
        "dong_luu": profile.copies_line,
        "quyen_han": profile.signer.authority,
        "chuc_vu": profile.signer.office,
        "nguoi_ky": profile.signer.name,
    }


def number_and_symbol(edition_input: EditionInput) -> str:
    """147/VPUB-KSTTHC; before the registry gave a number its room stays open."""
    return f"{edition_input.number or '        '}/{edition_input.profile.symbol}"


def _official_values(edition_input: EditionInput) -> dict[str, str]:
    figures = Figures(edition_input)
    total = _measured(figures.official(edition_input.province_code, "total"))
    place = _measured(figures.official(edition_input.province_code, "place"))
    return {
        "tong_diem": number(total.value or "") if total else "",
        "tong_diem_toi_da": number(total.max_value or "100") if total else "",
        "xep_hang": (place.value or "") if place else "",
        "so_tinh": (place.max_value or "") if place else "",
        "nguon_tong_diem": _origin(total) if total else "",
        "thoi_diem_doc": moment_words(total.read_at or edition_input.as_at) if total else "",
    }


def _measured(value: OfficialValue | None) -> OfficialValue | None:
    return value if value and value.value is not None and value.state == "measured" else None


def _origin(value: OfficialValue) -> str:
    by = f" do {value.read_by} nhập" if value.source == "typed" and value.read_by else ""
    return f"số liệu Cổng Dịch vụ công quốc gia công bố{by}" if by else SOURCE_WORDS["portal"]


def weak_groups(edition_input: EditionInput) -> list[dict[str, str]]:
    """The weak groups by the profile's choice or rule, from the official reading alone, in the law's order."""
    figures, code = Figures(edition_input), edition_input.province_code
    names = {group.code: group.vi for group in load().at(edition_input.period.last).groups}
    read = {group: _measured(figures.official(code, group)) for group in names}
    known = {group: value for group, value in read.items() if value and value.max_value}
    chosen = _chosen(
        {group: Decimal(v.value or 0) / Decimal(v.max_value or 1) for group, v in known.items()}, edition_input
    )
    found = [
        _weak(names[group], known[group], figures.official(code, f"{group}.place"))
        for group in names
        if group in chosen
    ]
    return [group | {"dau_cau": ";" if group is not found[-1] else "."} for group in found]


def _chosen(shares: Mapping[str, Decimal], edition_input: EditionInput) -> list[str]:
    weak = edition_input.profile.weak
    if weak.choose:
        return [group for group in weak.choose if group in shares]
    lowest = sorted(shares, key=lambda group: shares[group])[: weak.count]
    return [group for group in lowest if shares[group] < Decimal(str(weak.below))]


def _weak(name: str, value: OfficialValue, place: OfficialValue | None) -> dict[str, str]:
    return {
        "ten": name,
        "diem": number(value.value or ""),
        "toi_da": number(value.max_value or "", 2),
        "xep_hang": (place.value or "") if place else "",
        "so_tinh": (place.max_value or "") if place else "",
    }


def scope_words(edition_input: EditionInput) -> str:
    """Trong tháng 5/2023, or the cumulative span with its days."""
    first = edition_input.overdue_from
    if first and first < edition_input.period.first:
        return f"Lũy kế từ ngày {short_date(first)} đến ngày {short_date(edition_input.period.last)}"
    words = period_words(edition_input.period)
    return words.capitalize() if words.startswith("từ ngày") else f"Trong {words}"


def _overdue_values(draft: Draft) -> dict[str, Any]:
    units = draft.second.units
    new, carried, unknown = (sum(unit.count_open(is_new) for unit in units) for is_new in (True, False, None))
    return {
        "co_qua_han": draft.second.total > 0,
        "pham_vi": scope_words(draft.edition_input),
        "so_qua_han": number(draft.second.total),
        "so_don_vi_qua_han": number(sum(bool(unit.agency_code) for unit in units)),
        "so_tra_tre": number(sum(unit.count("A") for unit in units)),
        "so_dang_tre": number(sum(unit.count("B") for unit in units)),
        "so_moi": "" if unknown else number(new),
        "so_chuyen_tiep": "" if unknown or not new + carried else number(carried),
    }


def _appendix_values(draft: Draft) -> dict[str, Any]:
    given = draft.edition_input
    place = f"của {filled(given.profile.issuing_name, given)}"
    notes = source_note(draft.first, given) if given.profile.has_source_note else []
    return {
        "kem_theo": f"(Kèm theo Công văn số {number_and_symbol(given)} {long_date(given.issued_on)} {place})",
        "ten_phu_luc_i": filled(given.profile.appendix_one_title, given).upper(),
        "ten_phu_luc_ii": filled(given.profile.appendix_two_title, given).upper(),
        "ghi_chu_phu_luc_i": notes,
        "ghi_chu_phu_luc_ii": second_notes(draft),
        "bang_phu_luc_i": mark("bang_phu_luc_i"),
        "bang_phu_luc_ii": mark("bang_phu_luc_ii"),
    }


def second_notes(draft: Draft) -> list[str]:
    """Under Phụ lục II: what the list counts; in the form summary the attached file by name and hash."""
    given, second = draft.edition_input, draft.second
    if not second.total:
        return ["Không có hồ sơ quá hạn trong số liệu nhận được."]
    lines = [
        f"{scope_words(given)}: {number(second.total)} hồ sơ, mỗi hồ sơ ghi một lần. Cách tính: {_reading(given)}."
    ]
    if second.form == "summary" and draft.attached:
        lines.append(
            f"Danh sách từng hồ sơ: tệp {draft.attached.name} kèm theo, mã băm SHA-256: {draft.attached.sha256}."
        )
    return lines


def _reading(given: EditionInput) -> str:
    readings = load().at(given.period.last).readings
    text = readings[given.reading].rule.text.vi if given.reading in readings else given.reading
    return text.rstrip(".")


def letter_values(draft: Draft) -> dict[str, Any]:
    """Every field of the template cong-van for one letter."""
    given = draft.edition_input
    whose = filled("{kind} {province}", given)
    return (
        frame_values(given, draft.letter)
        | _official_values(given)
        | _overdue_values(draft)
        | _appendix_values(draft)
        | {
            "can_cu": [filled(text, given) for text in given.profile.grounds],
            "tinh_viet_hoa": whose[:1].upper() + whose[1:],
            "thoi_diem_so_lieu": moment_words(given.as_at),
            "nhom_thap": weak_groups(given),
            "chua_co_so_lieu": "; ".join(draft.first.units_without(OVERDUE)) if _has_overdue(draft.first) else "",
            "han_bao_cao": deadline_words(draft.deadline),
            "noi_bao_cao": filled(given.profile.reports_to, given),
        }
    )


def _has_overdue(first: AppendixOne) -> bool:
    return OVERDUE in {column.key for column in first.columns}


def write_letter(draft: Draft, path: Path) -> None:
    """The finished letter as .docx at ``path``."""
    template = draft.edition_input.profile.template
    content = template_bytes("cong-van", template)
    document = render(content, letter_values(draft), Path(template).name if template else "cong-van.docx")
    if is_wide(draft.first):
        set_landscape(document, "bang_phu_luc_i")
    if draft.second.form == "full":
        set_landscape(document, "bang_phu_luc_ii")
    number_pages(document)
    set_issuer_line(document, issuer_line(filled(draft.edition_input.profile.issuing_body, draft.edition_input)))
    unit_files = draft.attached.unit_files if draft.attached else {}
    tables = {"bang_phu_luc_i": first_xml(draft.first), "bang_phu_luc_ii": second_xml(draft.second, unit_files)}
    write(document, tables, path)


def issuer_line(name: str) -> float:
    """Length in cm of the line under the issuing body: of its text, or of the box where the text is longer."""
    return min(width_cm(name, ISSUER_SIZE), LEFT_BOX) * LINE_SHARE
