"""Words of the sources and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phucvu.records.kinds import finding_kinds, reject
from phucvu.records.words import clean, code_of, flag_of, folded, whole_number


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Sở  Y tế\n", "Sở Y tế"),
        ("So\u031b\u0309 Y te\u0302\u0301", "Sở Y tế"),
        ("\ufeffH52\u200b", "H52"),
        ("null", None),
        ("-", None),
        ("", None),
    ],
)
def test_clean(text: str, plain: str | None) -> None:
    assert clean(text) == plain


def test_folded_has_no_marks_and_no_capitals() -> None:
    assert folded("ĐÃ TRẢ  kết-quả.") == "da tra ket qua"


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("status", "1", 1),
        ("status", "10", 10),
        ("status", "0", None),
        ("status", "11", None),
        ("status", "Từ chối", 3),
        ("status", "CHỜ BỔ SUNG", 5),
        ("status", "Công dân yêu cầu rút hồ sơ", 7),
        ("status", "gì đó", None),
        ("status", None, None),
        ("channel", "Trực tuyến", 2),
        ("channel", "4", None),
        ("payment", "0", 0),
        ("rating", "RẤT HÀI LÒNG", 1),
        ("rating", "Không hài lòng", 3),
    ],
)
def test_code_of(kind: str, text: str | None, code: int | None) -> None:
    assert code_of(kind, text) == code


def test_the_sources_own_numbers_win() -> None:
    assert code_of("status", "4", {"4": 9}) == 9


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("012", 12),
        ("-3", -3),
        ("12.0", 12),
        ("12.000", 12_000),
        ("1.234.567", 1_234_567),
        ("1,234,567 đ", 1_234_567),
        ("12.5", None),
        ("1.23", None),
        ("١٢", None),
        ("", None),
        ("một", None),
    ],
)
def test_whole_number(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "flag"), [("Có", True), ("TRUE", True), ("0", False), ("Không", False), ("?", None)])
def test_flag_of(text: str, flag: bool | None) -> None:
    assert flag_of(text) is flag


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    plain = clean(text)
    assert plain is None or clean(plain) == plain
    whole_number(text), flag_of(text), code_of("status", text)


def test_every_kind_has_words_and_a_remedy() -> None:
    for kind in finding_kinds().values():
        assert kind.severity in ("error", "warning", "note")
        assert kind.of in ("row", "table")
        assert kind.vi[0].isupper()
        assert kind.remedy.endswith(".")


def test_a_reject_fills_its_words() -> None:
    assert reject("broken_tail", "a.json", 4, detail="3").sentence.startswith("Tệp bị đứt hoặc hỏng sau 3 phần tử")
