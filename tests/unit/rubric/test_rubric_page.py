"""The page of the law shows what the data say."""

from datetime import date

from phucvu.rubric import load
from phucvu.rubric.page import law_page


def test_the_page_names_every_criterion_with_its_rule() -> None:
    rubric = load().at(date(2026, 8, 31))
    page = law_page(rubric)
    for criterion in rubric.criteria.values():
        assert f"`{criterion.code}` | {criterion.max_points} |" in page
    assert "| `satisfaction.receiving` | 6 | 90 % | exact_ratio | riêng | 0 |" in page
    assert "tỉnh: riêng, sở: không, huyện: không, xã: không" in page


def test_the_page_of_2023_shows_the_petitions_of_2023() -> None:
    page = law_page(load().at(date(2023, 5, 31)))
    assert "tỉnh: đủ điểm, sở: 0, huyện: đủ điểm, xã: đủ điểm" in page
