"""A correction is a new edition with its own letter: what was printed, what is right, and why."""

from collections.abc import Callable
from pathlib import Path

from docx import Document

from .conftest import Ran, message, write_messages

Run = Callable[..., Ran]
CLOCK = ["--period", "2023-05", "--as-at", "2023-05-31T16:30"]


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_correction_names_every_difference_and_the_edition_it_replaces(
    office: Path, run: Run, tmp_path: Path
) -> None:
    first = run("letter", *CLOCK, "--out", tmp_path / "a", "--deadline", "2023-06-13T17:00", "--format", "json").json
    assert "17 giờ 00 phút ngày 13/6/2023" in text_of(tmp_path / "a" / "cong-van.docx")
    # A later extraction shows that one dossier had been settled in time.
    mended = write_messages(
        tmp_path / "mended.jsonl", [message("000.00.67.H52-230502-0003", "20230504", "20230510", "20230509")]
    )
    assert run("import", mended, "--extracted-at", "2023-06-05T08:00").code == 0
    said = ["--number", "147/VPUB-KSTTHC", "--issued-on", "2023-06-02", "--reason", "Cập nhật chậm trên phần mềm"]
    second = run("letter", *CLOCK, "--out", tmp_path / "b", "--corrects", first["edition"], *said, "--format", "json")
    assert second.code == 0, second.err
    told = text_of(tmp_path / "b" / "dinh-chinh.docx")
    for words in (
        "147/VPUB-KSTTHC",
        "02/6/2023",
        "Cập nhật chậm trên phần mềm",
        "000.00.67.H52-230502-0003",
        "Sông Mã",
    ):
        assert words in told
    assert "Sốp Cộp" not in told  # nothing of it changed
    assert second.json["edition"] != first["edition"]


def test_a_correction_needs_its_facts_and_something_to_correct(office: Path, run: Run, tmp_path: Path) -> None:
    first = run("letter", *CLOCK, "--out", tmp_path / "a", "--format", "json").json["edition"]
    ran = run("letter", *CLOCK, "--out", tmp_path / "b", "--corrects", first)
    assert (ran.code, "--number" in ran.err, "--reason" in ran.err) == (2, True, True)
    said = ["--number", "1/VPUB", "--issued-on", "2023-06-02", "--reason", "lý do"]
    assert run("letter", *CLOCK, "--out", tmp_path / "b", "--corrects", "khongco", *said).code == 2
    same = run("letter", *CLOCK, "--out", tmp_path / "b", "--corrects", first, *said)
    assert (same.code, "không có gì để đính chính" in same.err) == (2, True)
    assert not (tmp_path / "b").exists()
