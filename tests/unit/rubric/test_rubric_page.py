"""The law's page shows what the data say, in both languages."""

import re
from datetime import date
from importlib.resources import files

import pytest
import yaml

from phucvu.main.reference import column_words
from phucvu.rubric import load
from phucvu.rubric.examples import examples
from phucvu.rubric.page import law_page
from phucvu.rubric.wording import Language, told

DAY = date(2026, 8, 31)
LAW = load()
PAGES: dict[str, str] = {name: law_page(LAW, DAY, examples(), name, column_words) for name in ("vi", "en")}
LETTERS = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")


def chapter(language: Language, code: str) -> str:
    """What the page says of one criterion."""
    return PAGES[language].split(f'<a id="{code}"></a>')[1].split("<a id=")[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_link_of_the_contents_leads_to_its_anchor(language: Language) -> None:
    anchors = re.findall(r'<a id="([^"]+)"></a>', PAGES[language])
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGES[language])) == set(anchors)
    assert PAGES[language].count("<details>") == PAGES[language].count("</details>")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", LAW.at(DAY).criteria)
def test_a_criterion_is_told_whole(language: Language, code: str) -> None:
    law, text = told(LAW.at(DAY).criteria[code]), chapter(language, code)
    words = (law.name, law.text, law.formula, law.numerator, law.denominator, law.rounding, law.source, *law.doubts)
    assert all(getattr(each, language) in text for each in words)
    assert law.portal_code in text
    assert text.count("<summary>") == 1 + len(examples()[code].cases)
    for case in examples()[code].cases:
        assert f"<summary>{getattr(case, language)}</summary>" in text


def test_every_version_says_only_what_differs() -> None:
    petitions = chapter("vi", "satisfaction.petition_on_time")
    (older,) = (line for line in petitions.split("\n") if line.startswith("| từ 01/08/2022"))
    assert "Sở, ban, ngành, khi không có gì để đếm, hoặc không áp dụng: được 0 điểm" in older
    assert "Cấp xã" not in older
    assert "| từ 01/08/2022 đến 31/12/2025 | như nhau |" in chapter("vi", "progress.on_time")


def test_scopes_empty_cases_and_readings_are_told_by_level() -> None:
    assert "| Sở, ban, ngành | nhận tỷ lệ và điểm của tỉnh |" in chapter("vi", "disclosure.complete")
    assert "| Cấp xã | không áp dụng | không có điểm (không phải 0 điểm)" in chapter("vi", "online.offered")
    assert "| Sở, ban, ngành | không áp dụng | được 2 điểm |" in chapter("vi", "digitization.certified_copy")
    assert "**Under the reading “By the text”** (`text`): in full at 80 %." in chapter("en", "digitization.dossier")


def test_cases_are_drawn_in_words() -> None:
    text = chapter("vi", "disclosure.published_on_time")
    assert "| Mã TTHC | Ngày quyết định | Ngày văn bản có hiệu lực | kết quả |" in text
    assert "| unsaid | 10/05/2023 |  | nguồn không có trường cần thiết |" in text
    assert "| của tỉnh: 13/39 | đo được | 2,00 |" in text


def test_the_english_page_is_english() -> None:
    allowed = ("Quyết", "QĐ", "TTg", "Tiếng Việt")
    lines = [line for line in PAGES["en"].split("\n") if LETTERS.search(re.sub("|".join(allowed), "", line).lower())]
    assert lines == []


def test_words_have_both_languages_everywhere() -> None:
    """What a person reads of the law stands in Vietnamese and English."""

    def pairs(node: object) -> list[dict[str, str]]:
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        found = [pair for each in inner for pair in pairs(each)]
        return [node, *found] if isinstance(node, dict) and ("vi" in node or "en" in node) else found

    for path in files("phucvu.rubric").iterdir():
        if path.name.endswith(".yaml"):
            for pair in pairs(yaml.safe_load(path.read_text("utf8"))):
                assert pair["vi"].strip(), path.name
                assert pair["en"].strip(), path.name
