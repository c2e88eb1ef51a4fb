"""Periods at the terminal: a dossier open over two months is counted in each, and a quarter is counted anew.

Drawn on paper, of UBND huyện Sông Mã (received, promised, finished; days of 2023):

    0001  04/04  10/04  -      open and late ever since
    0002  20/04  10/05  05/05  in time
    0003  02/05  08/05  12/05  late
    0004  30/05  06/06  05/06  in time
    0005  15/06  20/06  21/06  late
"""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import yaml

from phucvu.publications import charts

from .conftest import EXAMPLE, Ran, message, write_messages, write_units

Run = Callable[..., Ran]
DRAWN = [
    message("000.00.67.H52-230404-0001", "20230404", "20230410"),
    message("000.00.67.H52-230420-0002", "20230420", "20230510", "20230505"),
    message("000.00.67.H52-230502-0003", "20230502", "20230508", "20230512"),
    message("000.00.67.H52-230530-0004", "20230530", "20230606", "20230605"),
    message("000.00.67.H52-230615-0005", "20230615", "20230620", "20230621"),
]

# Period, (in time, counted), late.
EXPECTED = [
    ("2023-04", (1, 2), {"0001"}),
    ("2023-05", (2, 4), {"0001", "0003"}),
    ("2023-06", (1, 3), {"0001", "0005"}),
    ("2023-Q2", (2, 5), {"0001", "0003", "0005"}),  # not the sum of its months, 4 of 9
    ("2023-H1", (2, 5), {"0001", "0003", "0005"}),
    ("2023", (2, 5), {"0001", "0003", "0005"}),
    ("2023-W19", (0, 2), {"0001", "0003"}),  # 8 to 14 May
    ("2023-05-01/2023-05-05", (2, 3), {"0001"}),
]


@pytest.fixture
def quarter(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHUCVU_HOME", str(tmp_path / "ws"))
    assert run("init", tmp_path / "ws", "--province", "H52").code == 0
    assert run("import", write_units(tmp_path / "units.csv")).code == 0
    messages = write_messages(tmp_path / "messages.jsonl", DRAWN)
    assert run("import", messages, "--extracted-at", "2023-07-31T16:30").code == 0


@pytest.mark.usefixtures("quarter")
def test_every_period_is_counted_anew(run: Run) -> None:
    for period, counts, late in EXPECTED:
        rows = run("score", "--period", period, "--agency", "H52.67", "--format", "json").json
        (on_time,) = [row for row in rows if row["criterion"] == "progress.on_time"]
        assert (on_time["period"], on_time["numerator"], on_time["denominator"]) == (period, *counts)
        listed = run("dossiers", "--period", period, "--criterion", "progress.on_time", "--format", "json").json
        assert {row["printed_code"][-4:] for row in listed} == late, period


@pytest.mark.usefixtures("quarter")
def test_a_letter_of_a_quarter_tells_new_from_carried_over(run: Run, tmp_path: Path) -> None:
    assert run("letter", "--period", "2023-Q2", "--out", tmp_path / "q2").code == 0
    assert run("letter", "--period", "2023-05", "--out", tmp_path / "may").code == 0
    quarter, may = text_of(tmp_path / "q2"), text_of(tmp_path / "may")
    assert "quá hạn mới trong kỳ: 1 hồ sơ" in quarter
    assert "B2. " not in quarter
    assert "B2. Đang giải quyết, quá hạn từ kỳ trước chuyển sang: 1 hồ sơ" in may
    assert "quý II/2023" in quarter


def text_of(folder: Path) -> str:
    document = docx.Document(str(folder / "cong-van.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither charts nor PDF."""
    monkeypatch.setattr(charts, "write", lambda *_: [])
    monkeypatch.setenv("PATH", "/nonexistent")


def test_without_an_official_reading_no_points_are_printed(office: Path, run: Run, tmp_path: Path) -> None:
    own = run("score", "--period", "2023-05", "--agency", "H52", "--format", "json").json
    totals = [row["points"].replace(".", ",") for row in own if row["group"] == "total" and row["points"]]
    assert totals
    for profile in ("vpubnd", "ubnd", "trung-tam"):
        ran = run("letter", "--period", "2023-05", "--profile", profile, "--out", tmp_path / profile)
        assert ran.code == 0, ran.err
        text = text_of(tmp_path / profile)
        assert not [words for words in ("xếp thứ", "/100", *totals) if words in text]
        assert "UBND huyện Sông Mã" in text
        assert "000.00.67.H52-230502-0002" in text


def test_a_profile_without_a_key_is_told_by_name(office: Path, run: Run, tmp_path: Path) -> None:
    path, whole = tmp_path / "của tôi.yaml", yaml.safe_load((EXAMPLE / "profile.yaml").read_text("utf8"))
    for missing in ("issuing_body", "signer", "columns", "unit_groups"):
        rest = {key: value for key, value in whole.items() if key != missing}
        path.write_text(yaml.safe_dump(rest, allow_unicode=True), "utf8")
        ran = run("letter", "--period", "2023-05", "--profile", path, "--out", tmp_path / "out")
        assert (ran.code, ran.out) == (2, "")
        assert missing in ran.err
        assert "của tôi.yaml" in ran.err
    assert not (tmp_path / "out").exists()
    assert list((office / "editions").iterdir()) == []


def test_an_unknown_profile_is_a_sentence(office: Path, run: Run, tmp_path: Path) -> None:
    for profile in ("không-có", "không-có.yaml", "."):
        ran = run("letter", "--period", "2023-05", "--profile", profile, "--out", tmp_path / "out")
        assert (ran.code, ran.out) == (2, "")
        assert profile in ran.err
        assert "Traceback" not in ran.err


def test_a_profile_that_is_no_mapping_or_no_yaml_is_a_sentence(office: Path, run: Run, tmp_path: Path) -> None:
    for text in ("", "- một\n- hai\n", "name: [", "name: 5\n"):
        path = tmp_path / "hỏng.yaml"
        path.write_text(text, "utf8")
        ran = run("letter", "--period", "2023-05", "--profile", path, "--out", tmp_path / "out")
        assert (ran.code, "hỏng.yaml" in ran.err) == (2, True), text


def test_the_folder_for_the_letter_is_a_file(office: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("của tôi", "utf8")
    ran = run("letter", "--period", "2023-05", "--out", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "out") in ran.err
    assert list((office / "editions").iterdir()) == []
    assert (tmp_path / "out").read_text("utf8") == "của tôi"
