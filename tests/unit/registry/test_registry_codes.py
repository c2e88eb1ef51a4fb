"""Codes of every form met come to one normal form."""

import unicodedata
from datetime import date

import pytest

from phucvu.registry.codes import DossierCode, parse_dossier_code, province_code_of, unit_code


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("000.00.67.H52", "H52.67"),  # QCVN 102: district
        ("000.17.22.H56", "H56.22.17"),  # commune 17 of district 22
        ("000.A0.01.H26", "H26.01.A0"),
        ("38.98.H29", "H29.98.38"),  # three groups
        ("000.00.BD.H08", "H08.BD"),
        ("000.00.00.H52", "H52"),
        ("000.00.00.G22", "G22"),
        ("H52.67", "H52.67"),  # QĐ 20/2020
        ("H57.132", "H57.132"),
        ("G22.99.08", "G22.99.08"),
        ("G01.899.909", "G01.899.909"),
        ("H52", "H52"),
        ("h52 . 67", "H52.67"),
        ("\ufeff000.00.67.h52\u200b", "H52.67"),
        ("H52.100", "H52.100"),  # the zeros of 100 are no filling
        ("H52.00.05", "H52.00.05"),  # a group of zeros between others keeps its place
    ],
)
def test_unit_code(printed: str, normal: str) -> None:
    assert unit_code(printed) == normal
    assert unit_code(normal) == normal


@pytest.mark.parametrize(
    "text", [None, "", "  ", "Sở Tư pháp", "TN02", "67", "52.67", "000.000", "H52..67", "H52.67.", "H52." + "1" * 40]
)
def test_no_unit_code(text: str | None) -> None:
    assert unit_code(text) is None


@pytest.mark.parametrize(
    ("printed", "normal", "prefix", "code_on"),
    [
        ("000.00.53.H48-220921-0099", "H48.53-220921-0099", "H48.53", date(2022, 9, 21)),
        ("000.17.22.H56-210531-0001", "H56.22.17-210531-0001", "H56.22.17", date(2021, 5, 31)),
        ("H56.14-240823-0001", "H56.14-240823-0001", "H56.14", date(2024, 8, 23)),
        ("000.A0.01.H26-210212-9090", "H26.01.A0-210212-9090", "H26.01.A0", date(2021, 2, 12)),
        ("38.98.H29-210519-0013", "H29.98.38-210519-0013", "H29.98.38", date(2021, 5, 19)),
        ("000.00.BD.H08-230411-0004", "H08.BD-230411-0004", "H08.BD", date(2023, 4, 11)),
        ("H57.132-260804-0583", "H57.132-260804-0583", "H57.132", date(2026, 8, 4)),
        ("G22.99-251225-020175", "G22.99-251225-020175", "G22.99", date(2025, 12, 25)),
        ("G22.99.08-260921-896048", "G22.99.08-260921-896048", "G22.99.08", date(2026, 9, 21)),
        ("G01.899.909-260916-890028", "G01.899.909-260916-890028", "G01.899.909", date(2026, 9, 16)),
        ("G09.20-20260609-0092637", "G09.20-260609-0092637", "G09.20", date(2026, 6, 9)),
        (" 000.00.67.h52 - 230504 \u2013\u200b0062\ufeff", "H52.67-230504-0062", "H52.67", date(2023, 5, 4)),
        ("000.00.67.H52-239904-0062", "H52.67-239904-0062", "H52.67", None),  # no such day: kept, not guessed
        ("H52.67-30230504-0062", "H52.67-30230504-0062", "H52.67", None),  # the year 3023
    ],
)
def test_dossier_code(printed: str, normal: str, prefix: str, code_on: date | None) -> None:
    code = parse_dossier_code(printed)
    assert code == DossierCode(normal, printed, prefix, code_on, normal.rpartition("-")[2], True)
    again = parse_dossier_code(normal)
    assert again is not None
    assert again.normal == normal


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("TN02-CX-2020/15", "TN02-CX-2020/15"),
        ("  tn02-cx 7 ", "TN02-CX 7"),
        ("A12", "A12"),
        ("đt-9", "ĐT-9"),
        ("-", "-"),
        ("000.00.67.H52-230504", "000.00.67.H52-230504"),
    ],
)
def test_a_code_without_structure_is_kept(printed: str, normal: str) -> None:
    assert parse_dossier_code(printed) == DossierCode(normal, printed, None, None, None, False)


def test_composed_and_decomposed_letters_are_one_code() -> None:
    decomposed = parse_dossier_code(unicodedata.normalize("NFD", "Số-ĐẤT-9"))
    composed = parse_dossier_code("Số-ĐẤT-9")
    assert decomposed is not None
    assert composed is not None
    assert decomposed.normal == composed.normal


@pytest.mark.parametrize("text", [None, "", "   ", "\u200b\ufeff"])
def test_no_code_at_all(text: str | None) -> None:
    assert parse_dossier_code(text) is None


@pytest.mark.parametrize(
    ("code", "province"),
    [("H52.67", "H52"), ("H52", "H52"), ("G22.99", None), ("A05.1", None), (None, None), ("", None)],
)
def test_province_of_a_code(code: str | None, province: str | None) -> None:
    assert province_code_of(code) == province
