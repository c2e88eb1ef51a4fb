"""Unit codes and dossier codes: every form met, one normal form, the printed form kept.

Rules: QCVN 102:2016/BTTTT writes the province last (000.00.67.H52), Quyết định 20/2020/QĐ-TTg writes it first
(H52.67). The normal form is province first; groups of zeros only fill places and name nobody, so they go.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
LONGEST_UNIT_CODE = 35  # QĐ 20/2020/QĐ-TTg

_HEAD = re.compile(r"[A-Z][0-9]{2}")
_STATE_HEAD = re.compile(r"[GH][0-9]{2}")  # G: ministries, H: provinces
_GROUPS = re.compile(r"[A-Z0-9]{1,6}(?:\.[A-Z0-9]{1,6})*")
_CODE = re.compile(r"([A-Z0-9.]{3,35})-([0-9]{8}|[0-9]{6})-([0-9]{1,8})")
_PROVINCE = re.compile(r"H[0-9]{2}")


class DossierCode(NamedTuple):
    """A dossier code read. ``prefix_code`` (normal form) and ``serial`` are None when there is no structure;
    ``code_on`` is None then too, and when the digits are no real day. ``printed`` is the text as it came."""

    normal: str
    printed: str
    prefix_code: str | None
    code_on: date | None
    serial: str | None
    is_structured: bool


def clean(text: str) -> str:
    """NFC, upper case, no invisible characters, one kind of dash, single blanks."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE).translate(DASHES)
    return " ".join(text.split()).upper()


def unit_code(text: str | None) -> str | None:
    """Normal form of a unit code in any form met; None when the text is no unit code.

    000.00.67.H52 and H52.67 give H52.67, 000.17.22.H56 gives H56.22.17, 38.98.H29 gives H29.98.38.
    """
    return _unit_code(text) if text else None


@lru_cache(maxsize=65_536)
def _unit_code(text: str) -> str | None:
    text = clean(text).replace(" ", "")
    if len(text) > LONGEST_UNIT_CODE or not _GROUPS.fullmatch(text):
        return None
    groups = _province_first(text.split("."))
    while groups and not groups[-1].strip("0"):
        groups.pop()
    return ".".join(groups) or None


def _province_first(groups: list[str]) -> list[str]:
    """The end that is a province or ministry leads; where both could be, the newer order is believed."""
    for head in (_STATE_HEAD, _HEAD):
        if head.fullmatch(groups[0]):
            return groups
        if head.fullmatch(groups[-1]):
            return groups[::-1]
    return []


def parse_dossier_code(text: str | None) -> DossierCode | None:
    """Read a dossier code; None only when there is no text at all.

    unit code "-" day (yymmdd or yyyymmdd) "-" serial becomes H52.67-230504-0062: the day in six digits, the
    serial as printed. Anything else is kept as a code without structure, upper case and trimmed.
    """
    if not text:
        return None
    match = _CODE.fullmatch(text)  # nearly all codes come clean: no cleaning for them
    prefix = _unit_code(match[1]) if match else None
    if match is None or prefix is None:
        return _parse_untidy(text)
    return _structured(text, prefix, match[2], match[3])


def _parse_untidy(text: str) -> DossierCode | None:
    tidy = clean(text)
    match = _CODE.fullmatch(tidy.replace(" ", ""))
    prefix = _unit_code(match[1]) if match else None
    if match and prefix:
        return _structured(text, prefix, match[2], match[3])
    return DossierCode(tidy, text, None, None, None, False) if tidy else None


def _structured(printed: str, prefix: str, digits: str, serial: str) -> DossierCode:
    code_on, digits = _day(digits)
    return DossierCode(f"{prefix}-{digits}-{serial}", printed, prefix, code_on, serial, True)


@lru_cache(maxsize=16_384)
def _day(digits: str) -> tuple[date | None, str]:
    """The day and its six digits; digits that are no day of this century stay as they are."""
    text = digits if len(digits) == 8 else "20" + digits
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None, digits
    return (day, text[2:]) if day.year // 100 == 20 else (None, digits)


def province_code_of(code: str | None) -> str | None:
    """Province (H52) of a unit code in the normal form; None for ministries and for no code."""
    head = code[:3] if code else ""
    return head if _PROVINCE.fullmatch(head) else None
