"""The leader's page: the same figures on the screen, in Word and in PDF; one A4; targets, weak units, decisions."""

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from docx import Document

from phucvu.main.leader import leader
from phucvu.main.question import Question
from phucvu.publications.leader_page import write_leader_page
from phucvu.publications.pdf import MISSING, has_libreoffice, to_pdf
from phucvu.web.office.models import Target

As = Callable[[str | None], Client]
AT = "?ky=2023-05&tai=2023-05-31T16:30"
TARGET = {"criterion": "progress.on_time", "ratio": "0.98", "source": "Kế hoạch 12/KH-UBND"}


@pytest.fixture
def told(site: Path) -> dict[str, Any]:
    return leader(Question(site, "2023-05", as_at="2023-05-31T16:30"), [TARGET])


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_screen_and_word_show_the_figures_of_the_twin(site: Path, as_: As) -> None:
    client = as_("chu_tich")
    told = client.get("/lanh-dao.json" + AT).json()
    screen, word = text_of(client, "/lanh-dao/" + AT), words_of(client.get("/lanh-dao.docx" + AT).content)
    figures = [row[side]["points"] for row in told["groups"] for side in ("month", "year")]
    figures += [unit["points"] for level in told["levels"] for unit in (*level["best"], *level["worst"])]
    figures += [row["lost"] for row in told["decisions"]]
    figures += [unit["gain"] for row in told["decisions"] for unit in row["units"]]
    for text in filter(None, figures):
        assert text.replace(".", ",") in screen, text
        assert text.replace(".", ",") in word, text
    names = [unit["agency_name"] for level in told["levels"] for unit in (*level["best"], *level["worst"])]
    assert not [name for name in names if name not in screen or name not in word]


def test_every_figure_says_its_source_and_time(site: Path, as_: As) -> None:
    word = words_of(as_("vp").get("/lanh-dao.docx" + AT).content)
    assert "Số liệu tỉnh tự tính lúc 16 giờ 30 phút ngày 31/5/2023" in word
    assert "53,63 điểm, xếp hạng 33/63 (số liệu do Văn phòng UBND tỉnh Sơn La nhập, đọc lúc 16 giờ 30 phút" in word
    assert "SỐ LIỆU MÔ PHỎNG" in word


def test_month_before_and_the_year_counted_anew(told: dict[str, Any]) -> None:
    assert told["change"]["month"] == "tháng 4/2023"
    now, before = Decimal(told["total"]["points"]), Decimal(told["change"]["points"])
    assert Decimal(told["change"]["difference"]) == now - before
    assert told["since"]["period"] == "2023-01-01/2023-05-31"


def test_nobody_is_among_the_best_and_the_worst(told: dict[str, Any]) -> None:
    for level in told["levels"]:
        best, worst = ({each["agency_code"] for each in level[side]} for side in ("best", "worst"))
        assert len(best) == len(worst) == 5
        assert not best & worst


def test_weak_units_follow_the_rule_named_on_the_page(site: Path, as_: As, told: dict[str, Any]) -> None:
    assert told["weak"]
    for each in told["weak"]:
        for month in ("2023-04", "2023-05"):
            rows = as_("vp").get(f"/don-vi/{each['agency_code']}/diem.json?ky={month}&tai=2023-05-31T16:30").json()
            total = next(row for row in rows["rows"] if row["group"] == "total")
            assert total["place"] > total["places"] - total["places"] // 5
    assert told["weak_rule"] in text_of(as_("vp"), "/lanh-dao/" + AT)


def test_decisions_are_what_the_province_loses_most(site: Path, as_: As, told: dict[str, Any]) -> None:
    rows = as_("vp").get("/don-vi/H52/diem.json" + AT).json()["rows"]
    lost = sorted((Decimal(row["lost"]) for row in rows if row["criterion"] and row["lost"]), reverse=True)
    assert [Decimal(row["lost"]) for row in told["decisions"]] == lost[:4]
    for row in told["decisions"]:
        assert row["failed"] == row["denominator"] - row["numerator"]
        gains = [Decimal(unit["gain"]) for unit in row["units"]]
        assert gains == sorted(gains, reverse=True)


def test_target_stands_beside_the_rate(told: dict[str, Any]) -> None:
    (row,) = told["targets"]
    assert row["is_met"] is (Decimal(row["ratio"]) >= Decimal("0.98"))
    assert row["source"] == "Kế hoạch 12/KH-UBND"


def test_target_of_the_office_reaches_the_page(site: Path, as_: As) -> None:
    Target.objects.create(criterion="progress.on_time", ratio="0.98", since=date(2023, 1, 1), source="KH 12")
    assert "98,00 %" in text_of(as_("vp"), "/lanh-dao/" + AT)
    assert "98" in text_of(as_("vp"), "/don-vi/H52/tieu-chi/progress.on_time/" + AT)


def _heavy(told: dict[str, Any]) -> dict[str, Any]:
    """As much as a page may have to hold: three levels, long names, five targets, many weak units."""
    name = "Trung tâm Phục vụ hành chính công và Xúc tiến đầu tư"
    level = told["levels"][0]
    rows = [each | {"agency_name": name} for each in level["best"]]
    units = [{"agency_code": "", "agency_name": name, "gain": "20.00", "failed": 12345}] * 3
    levels = [level | {"level": code, "best": rows, "worst": rows} for code in ("department", "district", "commune")]
    return told | {
        "levels": levels,
        "weak": [{"agency_name": name, "months": 6}] * 20,
        "targets": told["targets"] * 8,
        "decisions": [row | {"units": units} for row in told["decisions"]],
    }


@pytest.mark.parametrize("is_heavy", [False, True])
def test_it_fits_one_a4(told: dict[str, Any], tmp_path: Path, is_heavy: bool) -> None:
    if not has_libreoffice():
        pytest.skip("Không có LibreOffice nên không đếm được số trang của bản PDF.")
    path = tmp_path / "trang.docx"
    write_leader_page(_heavy(told) if is_heavy else told, path)
    pdf = to_pdf(path).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert box
    assert [round(float(side)) for side in box.groups()] == [595, 842]


def test_pdf_is_made_or_the_reason_said(site: Path, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    if has_libreoffice():
        response = as_("chu_tich").get("/lanh-dao.pdf" + AT)
        assert response.content.startswith(b"%PDF")
    monkeypatch.setenv("PATH", "")
    response = as_("chu_tich").get("/lanh-dao.pdf" + AT)
    assert response.status_code == 400
    assert MISSING in response.content.decode()


@pytest.mark.parametrize("name", ["sm", "sm_truong", "quan_tri"])
@pytest.mark.parametrize("ending", ["/", ".json", ".docx", ".pdf"])
def test_units_do_not_read_it(site: Path, as_: As, name: str, ending: str) -> None:
    assert as_(name).get("/lanh-dao" + ending + AT).status_code == 403


def test_another_period_than_a_month(site: Path, as_: As) -> None:
    assert "quý II/2023" in text_of(as_("vp"), "/lanh-dao/?ky=2023-Q2&tai=2023-05-31T16:30")
