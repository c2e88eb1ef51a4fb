"""Provinces before and after 01/07/2025."""

from datetime import date

import pytest

from phucvu.registry.provinces import ministries, province_on, provinces, provinces_on

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_how_many_there_are() -> None:
    assert (len(provinces_on(BEFORE)), len(provinces_on(AFTER))) == (63, 34)


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("H52", BEFORE, "Sơn La"),
        ("H52", AFTER, "Sơn La"),
        ("H28", BEFORE, "Hòa Bình"),
        ("H28", AFTER, "Phú Thọ"),
        ("H62", AFTER, "Phú Thọ"),
        ("H06", AFTER, "Hồ Chí Minh"),
        ("H57", date(2024, 12, 31), "Thừa Thiên Huế"),
        ("H57", date(2025, 1, 1), "Huế"),
    ],
)
def test_who_answers_for_a_code(code: str, day: date, name: str) -> None:
    province = province_on(code, day)
    assert province is not None
    assert province.name == name


def test_a_code_nobody_had() -> None:
    assert province_on("H99", AFTER) is None
    assert province_on("", AFTER) is None


def test_every_successor_is_there_and_lasts() -> None:
    assert all(province_on(p.successor_code, AFTER) in provinces_on(AFTER) for p in provinces() if p.successor_code)


def test_codes_nobody_confirmed_say_so() -> None:
    assert sum(province.evidence == "unverified" for province in provinces()) == 27
    assert {"seen", "inferred"} == {ministry.evidence for ministry in ministries().values()}
    assert ministries()["G22"].evidence == "seen"
