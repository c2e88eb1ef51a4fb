"""A unit's desk: its points and place, what was lost, the months before, the figures the portal published."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

As = Callable[[str | None], Client]
AT = "?ky=2023-05&tai=2023-05-31T16:30"
DESK = "/don-vi/H52.67/"


def text_of(client: Client, address: str) -> str:
    """What a person reads of a page: no tags, single blanks."""
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_officer_sees_points_place_and_what_was_lost(site: Path, as_: As) -> None:
    page = text_of(as_("sm"), DESK + AT)
    assert "63,82/100" in page  # the total
    assert "5/12" in page  # its place among the districts
    assert "Trung bình" in page
    assert "Hồ sơ giải quyết đúng hạn 3.157 3.400 92,85 % 18,57 20 1,43" in page
    assert "SỐ LIỆU MÔ PHỎNG" in page


def test_states_stay_apart(site: Path, as_: As) -> None:
    page = text_of(as_("sm"), DESK + AT)
    assert "không áp dụng" in page
    assert "(Không phát sinh)" in page


def test_most_lost_comes_first_when_asked(site: Path, as_: As) -> None:
    page = text_of(as_("sm"), DESK + AT + "&sap=mat-diem")
    assert page.index("TTHC công bố đúng hạn") < page.index("Hồ sơ giải quyết đúng hạn")


def test_files_have_the_same_numbers(site: Path, as_: As) -> None:
    client = as_("sm")
    told = client.get(DESK + "diem.json" + AT).json()
    table = list(csv.DictReader(io.StringIO(client.get(DESK + "diem.csv" + AT).content.decode("utf-8-sig"))))
    assert [row["points"] or "" for row in told["rows"]] == [row["points"] for row in table]
    assert told["facts"]["as_at"] == table[0]["as_at"] == "2023-05-31T16:30:00+07:00"
    assert {row["agency_code"] for row in table} == {"H52.67"}
    for row in told["rows"]:
        if row["points"] is not None:
            assert Decimal(row["lost"]) == Decimal(row["max_points"]) - Decimal(row["points"])


def test_months_before_are_drawn_with_their_table(site: Path, as_: As) -> None:
    client = as_("sm")
    trend = client.get(DESK + "diem.json" + AT).json()["trend"]
    assert [each["period"] for each in trend] == ["2023-04", "2023-05"]
    page = client.get(DESK + AT).content.decode()
    assert '<svg class="chart"' in page
    assert not re.search(r'c[xy]="\d+,\d', page)  # numbers of the drawing keep their decimal point


def test_official_figures_stand_beside_own_with_their_source(site: Path, as_: As) -> None:
    page = text_of(as_("vp"), "/don-vi/H52/" + AT)
    assert "Cổng công bố 53,63/100 hạng 33/63" in page
    assert "nhập tay bởi Văn phòng UBND tỉnh Sơn La" in page


@pytest.mark.parametrize("address", ["", "diem.json", "diem.csv", "sap-den-han/", "tieu-chi/progress.on_time/"])
def test_a_foreign_desk_is_not_there(site: Path, as_: As, address: str) -> None:
    assert as_("sc").get(DESK + address + AT).status_code == 404


def test_desks_are_one_s_own_or_all(site: Path, as_: As) -> None:
    own, every = text_of(as_("sm"), "/don-vi/" + AT), text_of(as_("vp"), "/don-vi/" + AT)
    assert "UBND huyện Sông Mã" in own
    assert "Sốp Cộp" not in own
    assert "UBND huyện Sốp Cộp" in every
    assert "Sở Nội vụ" in every


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("?ky=thang-5", "Không hiểu kỳ"),
        ("?tai=hom-qua", "Không hiểu thời điểm"),
        ("?cach-hieu=toi", "Không có cách hiểu"),
    ],
)
def test_wrong_use_is_a_sentence(site: Path, as_: As, tail: str, words: str) -> None:
    response = as_("sm").get(DESK + tail)
    assert response.status_code == 400
    assert words in response.content.decode()


def test_an_agency_nobody_knows_is_not_there(site: Path, as_: As) -> None:
    assert as_("vp").get("/don-vi/H52.999/").status_code == 404
    assert as_("vp").get(DESK + "tieu-chi/progress.nothing/").status_code == 404
    assert as_("vp").get(DESK + "tieu-chi/progress.on_time/late/").status_code == 404
