"""`phucvu demo`: both variants from end to end, and its comparison with the real letter."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from phucvu.main import demo as demo_verb
from phucvu.publications import charts
from phucvu.simulation import son_la

from .conftest import Demo, Ran

Run = Callable[..., Ran]
REPEATED = {
    ("UBND huyện Mai Sơn", "12", "13"),
    ("UBND huyện Sông Mã", "243", "244"),
    ("UBND huyện Sốp Cộp", "29", "31"),
}
SUM = {("Tổng cộng", "375", "379")}
PRINTED_0 = {
    ("Sở Tài chính", "Tỷ lệ nộp trực tuyến (%)", "(Không phát sinh)"),
    ("Sở Ngoại vụ", "Tỷ lệ nộp trực tuyến (%)", "(Không phát sinh)"),
    ("Ban Dân tộc", "Tỷ lệ nộp trực tuyến (%)", "(Không phát sinh)"),
    ("Ban quản lý các khu công nghiệp", "Tỷ lệ nộp trực tuyến (%)", "(Không có số liệu)"),
    ("Ban quản lý các khu công nghiệp", "Mức độ hài lòng (%)", "(Không có số liệu)"),
}


def test_it_ends_well_with_one_json_document(demo: Demo) -> None:
    assert demo.ran.code == 0, demo.ran.err
    document = demo.ran.json
    assert set(document) == {"messages", "lists", "choices"}
    assert [document[variant]["unexpected"] for variant in ("messages", "lists")] == [0, 0]
    assert "Traceback" not in demo.ran.err


def test_with_messages_only_the_letters_own_faults_differ(demo: Demo) -> None:
    found = demo.ran.json["messages"]
    assert (found["equal"], found["of"]) == (116, 125)
    overdue = [each for each in found["differences"] if each["column"] == "overdue"]
    others = [each for each in found["differences"] if each["column"] != "overdue"]
    assert {(each["name"], each["ours"], each["printed"]) for each in overdue} == REPEATED | SUM
    assert {(each["name"], each["heading"], each["ours"]) for each in others} == PRINTED_0
    assert all(each["printed"] == "0" for each in others)
    assert all(each["reason"] for each in found["differences"])


def test_with_lists_only_the_repeated_lines_differ(demo: Demo) -> None:
    found = demo.ran.json["lists"]
    assert (found["equal"], found["of"]) == (117, 121)
    assert {(each["name"], each["ours"], each["printed"]) for each in found["differences"]} == REPEATED | SUM


@pytest.mark.parametrize("variant", ["messages", "lists"])
def test_every_file_it_names_is_there(demo: Demo, variant: str) -> None:
    files = demo.ran.json[variant]["files"]
    assert all(Path(file["path"]).stat().st_size == file["bytes"] > 0 for file in files)
    kinds = Counter(Path(file["path"]).suffix for file in files)
    assert {".docx", ".xlsx", ".csv", ".parquet", ".json", ".svg", ".png"} <= set(kinds)
    manifest = json.loads((demo.letter(variant) / "an-ban.json").read_text("utf8"))
    assert manifest["id"] == demo.ran.json[variant]["edition"]


def test_without_libreoffice_a_sentence_says_so(demo: Demo) -> None:
    manifest = json.loads((demo.letter() / "an-ban.json").read_text("utf8"))
    assert any("LibreOffice" in warning for warning in manifest["warnings"])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One variant, from lists, without charts: the demo's own steps in a few seconds."""
    monkeypatch.setattr(charts, "write", lambda *_: [])
    monkeypatch.setattr(demo_verb, "VARIANTS", (("messages", "Chỉ danh sách", son_la.write_lists),))
    monkeypatch.setenv("PATH", "/nonexistent")


@pytest.mark.usefixtures("quick")
def test_a_second_run_makes_the_folder_anew_and_a_person_reads_the_comparison(
    demo: Demo, run: Run, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(demo.folder, tmp_path / "demo"))
    (out / "messages" / "letter" / "cong-van.docx").write_text("hỏng", "utf8")
    ran = run("demo", "--out", out)
    assert ran.code == 0, ran.err
    titles = ("Bảng điểm", "So với công văn thật", "Tệp đã lập")
    assert [ran.out.index(title) for title in titles] == sorted(ran.out.index(title) for title in titles)
    for words in ("cong-van.docx", "bang-tinh.xlsx", "scores.csv", "375", "379", "MÔ PHỎNG"):
        assert words in ran.out
    assert (out / "messages" / "letter" / "cong-van.docx").read_bytes()[:2] == b"PK"


def test_a_folder_of_someone_else_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "báo cáo.txt").write_text("của tôi", "utf8")
    ran = run("demo", "--out", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path) in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["báo cáo.txt"]
