"""Where everybody's work begins, and the health of the site."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client


def test_health_tells_no_figures(site: Path, as_: Callable[[str | None], Client]) -> None:
    response = as_(None).get("/suc-khoe/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "lake": "ok"}


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("vp", "/van-phong/"),
        ("duyet", "/van-phong/"),
        ("sm", "/don-vi/H52.67/"),
        ("chu_tich", "/lanh-dao/"),
        ("kiem_tra", "/don-vi/"),
        ("quan_tri", "/tai-khoan/"),
    ],
)
def test_everybody_starts_at_their_own_work(
    site: Path, as_: Callable[[str | None], Client], name: str, where: str
) -> None:
    assert as_(name).get("/vao/").headers["Location"] == where


def test_language_goes_back_to_no_other_host(site: Path, as_: Callable[[str | None], Client]) -> None:
    response = as_(None).post("/ngon-ngu/", {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
