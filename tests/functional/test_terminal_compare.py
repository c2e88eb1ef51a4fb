"""score --rubric-at and --compare: the same dossiers by two laws or readings; a change of law is data and examples."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from phucvu import rubric
from phucvu.main import figures
from phucvu.rubric import loading

from .conftest import Ran

Run = Callable[..., Ran]
AT = ("--period", "2023-05", "--as-at", "2023-05-31T16:30")


@pytest.fixture
def changed_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law with a change on 01/06/2023: progress is full at 80 %, where all had to be on time."""
    folder = tmp_path / "law"
    shutil.copytree(Path(rubric.__file__).parent, folder)
    path = folder / "progress.yaml"
    text = path.read_text("utf8")
    since = "from: 2022-08-01\n        to: 2025-12-31"
    assert text.count(since) == 1
    old = text[text.rindex("      - <<:", 0, text.index(since)) :]
    before = old.replace(since, "from: 2022-08-01\n        to: 2023-05-31")
    after = old.replace(since, 'from: 2023-06-01\n        to: 2025-12-31\n        full_at: "0.80"')
    path.write_text(text.replace(old, after + before), "utf8")
    law = loading.read(folder)
    monkeypatch.setattr(figures, "load", lambda: law)
    assert law.at(date(2023, 5, 31)).criteria["progress.on_time"].full_at == 1
    assert str(law.at(date(2023, 6, 1)).criteria["progress.on_time"].full_at) == "0.80"


def by_key(document: dict) -> dict[tuple[str, str], dict]:
    return {(row["agency_code"], row["criterion"] or row["group"]): row for row in document["rows"]}


def test_a_change_of_law_lists_who_gains(office: Path, run: Run, changed_law: None) -> None:
    """Sông Mã: 2 of 4 on time, 10 points of 20; full at 80 %: 0.5 / 0.8 x 20 = 12.5. Sốp Cộp: 1 of 1 stays."""
    ran = run("score", *AT, "--rubric-at", "2023-06-01", "--compare", "--format", "json")
    assert ran.code == 0, ran.err
    rows = by_key(ran.json)
    own = rows["H52.67", "progress.on_time"]
    assert (own["numerator_before"], own["denominator_before"]) == (2, 4)
    assert (own["points_before"], own["points_after"], own["difference"]) == ("10.00", "12.50", "2.50")
    assert "đủ điểm ở 100 % → 80 %" in own["why"]
    assert rows["H52.67", "total"]["difference"] == "2.50"
    assert ("H52.68", "progress.on_time") not in rows
    assert ran.json["gained"] == 2  # the district, and the province above it
    assert ran.json["lost"] == 0
    assert (ran.json["before"]["rubric_at"], ran.json["after"]["rubric_at"]) == ("2023-05-31", "2023-06-01")


def test_the_last_day_of_the_old_law_changes_nothing(office: Path, run: Run, changed_law: None) -> None:
    ran = run("score", *AT, "--rubric-at", "31/05/2023", "--compare")
    assert (ran.code, ran.out) == (2, "")
    assert "không có gì để so sánh" in ran.err


def test_scores_by_the_law_of_another_day(office: Path, run: Run, changed_law: None) -> None:
    ran = run("score", *AT, "--agency", "H52.67", "--rubric-at", "2023-06-01", "--format", "json")
    (row,) = (row for row in ran.json if row["criterion"] == "progress.on_time")
    assert row["points"] == "12.50"
    assert "quy định của ngày 01/06/2023" in ran.err


def test_two_readings_of_the_same_dossiers(office: Path, run: Run) -> None:
    """By the text population data is not scored below the province: Sông Mã loses what it had there."""
    ran = run("score", *AT, "--reading", "text", "--compare", "--format", "json")
    row = by_key(ran.json)["H52.67", "digitization.population_dossier"]
    assert (row["state_before"], row["state_after"]) == ("measured", "not_applicable")
    assert row["points_after"] is None
    assert row["reading_after"] == "text"
    assert "không tính dưới cấp tỉnh" in row["why"]


def test_the_province_keeps_its_population_data_by_the_text(office: Path, run: Run) -> None:
    """Not scored below the province, but its dossiers are those of its units: 6 of 6, 2 points under both."""
    for reading in ("portal", "text"):
        ran = run("score", *AT, "--agency", "H52", "--reading", reading, "--format", "json")
        (row,) = (row for row in ran.json if row["criterion"] == "digitization.population_dossier")
        assert (row["state"], row["numerator"], row["denominator"], row["points"]) == ("measured", 6, 6, "2.00")


def test_a_law_that_no_longer_judges_districts(office: Path, run: Run) -> None:
    """From 01/07/2025 districts are not judged: they have no total then, which is neither gain nor loss."""
    asked = ("score", *AT, "--level", "district", "--rubric-at", "01/07/2025", "--compare")
    document = run(*asked, "--format", "json").json
    assert [document[key] for key in ("gained", "lost", "same", "one_sided")] == [0, 0, 0, 2]
    table = run(*asked)
    assert "2 đơn vị chỉ có tổng điểm ở một bên" in table.err
    assert "quy định của ngày 01/07/2025 không chấm cấp này" in " ".join(table.out.split())


def test_the_table_shows_totals_and_one_agency_whole(office: Path, run: Run) -> None:
    everyone = run("score", *AT, "--reading", "text", "--compare")
    assert "TỔNG ĐIỂM" in everyone.out
    assert "Kết quả giải quyết điện tử" not in everyone.out.replace("do ", "")
    one = run("score", *AT, "--reading", "text", "--compare", "--agency", "Sông Mã")
    assert "Hồ sơ kết nối dữ liệu dân cư" in one.out
    assert "H52.68" not in one.out
    assert "Tổng điểm:" in one.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--compare"], "--rubric-at"),
        (["--compare", "--reading", "portal"], "không có gì để so sánh"),
        (["--compare", "--reading", "lạ"], "lạ"),
        (["--rubric-at", "hôm qua"], "--rubric-at"),
        (["--rubric-at", "2020-01-01"], "01/01/2020"),
        (["--compare", "--rubric-at", "2026-08-01", "--agency", "Sở Lạ"], "Sở Lạ"),
    ],
)
def test_wrong_use_is_a_sentence(office: Path, run: Run, words: list[str], told: str) -> None:
    ran = run("score", *AT, *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err
