"""Bad input at the terminal: a sentence, an exit code, and nothing half-written; never a traceback."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from phucvu.lake.intake import imports
from phucvu.lake.manifest import current
from phucvu.lake.workspace import Workspace
from phucvu.main.init import init

from .conftest import Ran, message, write_messages

PROGRAM = Path(sys.executable).parent / "phucvu"
DOSSIER = {"MaHoSo": "000.00.67.H52-230504-0001", "NgayTiepNhan": "20230504080000", "TrangThaiHoSo": "4"}
HEADINGS = ("Số hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")
CELLS = ("000.00.67.H52-230504-0001", "04/05/2023", "10/05/2023", "09/05/2023")
Run = Callable[..., Ran]
Make = Callable[[Path], list[object]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workspace for all refusals: whoever writes into it is found out by the next manifest number."""
    folder = tmp_path_factory.mktemp("kept") / "ws"
    init(folder, "H52")
    return folder


def number(workspace: Path) -> int:
    return current(Workspace.open(workspace).lake).number


def leftovers(workspace: Path) -> list[Path]:
    return [*(workspace / "tmp").iterdir(), *(workspace / "raw").iterdir()]


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf8"))
    return path


def table(folder: Path, name: str, headings: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    """A list as Tân Dân writes it: an HTML table under the name of a workbook."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (headings, *rows))
    return file(folder, name, f"<html><body><table>{lines}</table></body></html>")


def packed(folder: Path, name: str, member: str, megabytes: int) -> Path:
    """An archive of nothing but blanks."""
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(member, "w") as stream:
            for _ in range(megabytes):
                stream.write(b" " * 2**20)
    return folder / name


def bomb(folder: Path) -> list[object]:
    with zipfile.ZipFile(folder / "bom.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"[" + b" " * 100_000_000)
    return [folder / "bom.zip"]


def locked_zip(folder: Path) -> list[object]:
    """A zip whose members are marked as encrypted, in both places where a zip says so."""
    path = folder / "khoa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", json.dumps([DOSSIER]))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return [file(folder, path.name, bytes(content))]


def locked_book(folder: Path) -> list[object]:
    """Excel keeps a workbook with a password as a compound file that holds an EncryptedPackage."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016
    return [file(folder, "khoa.xlsx", header + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000)]


def mixed(folder: Path) -> list[object]:
    table(folder, "a.xls", HEADINGS, CELLS)
    write_messages(folder / "b.jsonl", [DOSSIER])
    return [folder]


def unlike_lists(folder: Path) -> list[object]:
    late = table(folder, "a.xls", HEADINGS, CELLS)
    return [late, table(folder, "b.xls", HEADINGS[:3], CELLS[:3]), "--scope", "all"]


def empty_folder(folder: Path) -> list[object]:
    (folder / "trong").mkdir()
    return [folder / "trong"]


def fair(folder: Path, *more: object) -> list[object]:
    return [table(folder, "tot.xls", HEADINGS, CELLS), *more]


TWELVE = ("Số hồ sơ", *(f"Cột {place}" for place in range(1, 9)), "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái")
UNITS = (
    "agency_code,name,level,parent_code\nH52,UBND tỉnh Sơn La,province,\nH52.67,UBND huyện Sông Mã,district,H52.99\n"
)

REFUSED: dict[str, tuple[Make, str]] = {
    "not JSON": (lambda folder: [file(folder, "a.json", "Kính gửi Phòng")], "a.json"),
    "not JSON, said to be": (lambda folder: [file(folder, "a.json", "Kính gửi"), "--source", "messages"], "a.json"),
    "a note": (lambda folder: [file(folder, "a.txt", "Kính gửi Phòng")], "Không nhận ra tệp"),
    "binary": (lambda folder: [file(folder, "a.bin", os.urandom(5000))], "a.bin"),
    "binary as workbook": (lambda folder: [file(folder, "a.xlsx", b"PK\x03\x04" + os.urandom(5000))], "hỏng"),
    "binary as messages": (lambda folder: [file(folder, "a.zip", b"PK\x03\x04" + os.urandom(5000))], "hỏng"),
    "a PDF": (lambda folder: [file(folder, "a.pdf", b"%PDF-1.7\n")], "PDF"),
    "empty": (lambda folder: [file(folder, "a.json", "")], "Tệp rỗng"),
    "empty list": (lambda folder: [file(folder, "a.csv", "")], "Tệp rỗng"),
    "headings only": (lambda folder: [table(folder, "a.xls", HEADINGS), "--scope", "all"], "a.xls"),
    "no such file": (lambda folder: [folder / "không có.json"], "không có.json"),
    "folder without files": (empty_folder, "Không có tệp nào"),
    "zip bomb": (bomb, "bung ra quá lớn"),
    "workbook bomb": (lambda folder: [packed(folder, "a.xlsx", "xl/sharedStrings.xml", 270)], "bung ra quá lớn"),
    "zip with a password": (locked_zip, "mật khẩu"),
    "workbook with a password": (locked_book, "mật khẩu"),
    "12 headings over 11 cells": (
        lambda folder: [table(folder, "a.xls", TWELVE, *[tuple(str(n) for n in range(11))] * 8), "--scope", "all"],
        "11 ô",
    ),
    "headings twice, cells unlike": (
        lambda folder: [
            table(folder, "a.xls", (*HEADINGS, "Ngày tiếp nhận"), (*CELLS, "05/05/2023")),
            *("--scope", "all"),
        ],
        "đều có thể là",
    ),
    "nobody says which dossiers": (lambda folder: [table(folder, "a.xls", HEADINGS, CELLS)], "--scope"),
    "kinds mixed": (mixed, "nhập từng loại"),
    "lists with unlike columns": (unlike_lists, "riêng từng tệp"),
    "broken YAML": (lambda folder: fair(folder, "--mapping", file(folder, "m.yaml", "columns: [")), "YAML"),
    "mapping of nothing": (lambda folder: fair(folder, "--mapping", file(folder, "m.yaml", "a: 1")), "columns"),
    "no mapping file": (lambda folder: fair(folder, "--mapping", folder / "không.yaml"), "không.yaml"),
    "mapping of other headings": (
        lambda folder: fair(folder, "--mapping", file(folder, "m.yaml", "columns: {Mã lạ: dossier_code}")),
        "Mã lạ",
    ),
    "mapping of messages": (
        lambda folder: [write_messages(folder / "a.jsonl", [DOSSIER]), "--mapping", folder / "m.yaml"],
        "--mapping",
    ),
    "strange moment": (lambda folder: fair(folder, "--scope", "all", "--extracted-at", "hôm qua"), "--extracted-at"),
    "strange scope": (lambda folder: fair(folder, "--scope", "hết"), "--scope"),
    "strange period": (lambda folder: fair(folder, "--scope", "all", "--period", "tháng năm"), "kỳ"),
    "strange agencies": (lambda folder: fair(folder, "--scope", "all", "--agencies", "huyện"), "--agencies"),
    "strange source": (lambda folder: fair(folder, "--source", "lạ"), "lạ"),
    "unit list with a fault": (lambda folder: [file(folder, "units.csv", UNITS)], "H52.99"),
    "published figures of no period": (
        lambda folder: [table(folder, "a.xls", ("Tên đơn vị", "Tỷ lệ hồ sơ nộp trực tuyến (%)"), ("Sở Y tế", "50,0"))],
        "--period",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_unusable_input_is_a_sentence_and_nothing_is_written(kept: Path, run: Run, tmp_path: Path, name: str) -> None:
    make, said = REFUSED[name]
    before = number(kept)
    ran = run("import", *make(tmp_path), "--workspace", kept, "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err, ran.err
    assert "Traceback" not in ran.err
    assert number(kept) == before
    assert leftovers(kept) == []


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="Người quản trị đọc được mọi tệp.")
def test_a_file_nobody_may_read(kept: Path, run: Run, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "a.jsonl", [DOSSIER])
    path.chmod(0)
    ran = run("import", path, "--workspace", kept)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert (ran.code, "quyền đọc" in ran.err, leftovers(kept)) == (2, True, [])


def half(folder: Path) -> Path:
    text = json.dumps(
        {"service": "DongBoHoSoMC", "data": [DOSSIER | {"MaHoSo": f"H52.67-230504-{n}"} for n in range(10)]}
    )
    return file(folder, "half.json", text[: len(text) // 2])


def traversal(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("../../../ngoai.json", json.dumps([DOSSIER]))
    return folder / "a.zip"


ODD: dict[str, tuple[Callable[[Path], Path], tuple[int, int], list[str]]] = {
    "half a file": (half, (4, 1), []),
    "HTML as .xls": (lambda folder: table(folder, "a.xls", HEADINGS, CELLS), (1, 0), []),
    "year 3023": (
        lambda folder: table(folder, "a.xls", HEADINGS, (*CELLS[:2], "10/05/3023", CELLS[3])),
        (1, 0),
        ["odd_date"],
    ),
    "another province": (
        lambda folder: table(folder, "a.xls", HEADINGS, ("H56.14-240823-0001", *CELLS[1:])),
        (1, 0),
        ["other_province", "unknown_agency"],
    ),
    "headings twice, cells alike": (
        lambda folder: table(folder, "a.xls", (*HEADINGS, HEADINGS[1]), (*CELLS, CELLS[1])),
        (1, 0),
        [],
    ),
    "a row without its code": (lambda folder: table(folder, "a.xls", HEADINGS, CELLS, ("", *CELLS[1:])), (1, 1), []),
    "a name that climbs out": (traversal, (1, 0), []),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_input_is_taken_and_counted(office: Path, run: Run, tmp_path: Path, name: str) -> None:
    make, (usable, rejected), kinds = ODD[name]
    (tmp_path / "in").mkdir()
    ran = run("import", make(tmp_path / "in"), "--scope", "all", "--format", "json")
    assert ran.code == 0, ran.err
    assert (ran.json["accepted"] + ran.json["unchanged"], ran.json["rejected"]) == (usable, rejected)
    assert [finding["kind"] for finding in ran.json["findings"]] == kinds
    assert not list(tmp_path.parent.glob("ngoai.json"))
    assert list((office / "tmp").iterdir()) == []


def test_a_rejected_row_is_told_with_its_place_and_stays_in_check(office: Path, run: Run, tmp_path: Path) -> None:
    ran = run("import", table(tmp_path, "thieu.xls", HEADINGS, CELLS, ("", *CELLS[1:])), "--scope", "all")
    assert "thieu.xls, dòng 3: Không có mã hồ sơ." in ran.err
    (rejected,) = [row for row in run("check", "--format", "json").json if row["kind"] == "rejected"]
    assert (rejected["severity"], rejected["count"], rejected["codes"]) == ("error", 1, ["thieu.xls, dòng 3"])


@pytest.mark.parametrize("words", [["import", "a.json"], ["check"], ["score", "--period", "2023-05"]])
def test_a_workspace_that_is_a_file(run: Run, tmp_path: Path, words: list[str]) -> None:
    ran = run(*words, "--workspace", file(tmp_path, "ws", "x"))
    assert (ran.code, ran.out, "không phải thư mục làm việc" in ran.err) == (2, "", True)


@pytest.mark.parametrize("content", ["statuses: [", "statuses: {xong: chín}", "- a", "population_codes: 3"])
def test_broken_settings_of_the_source_are_named(run: Run, tmp_path: Path, content: str) -> None:
    init(tmp_path / "ws", "H52")
    file(tmp_path / "ws", "sources.yaml", content)
    ran = run("import", write_messages(tmp_path / "a.jsonl", [DOSSIER]), "--workspace", tmp_path / "ws")
    assert (ran.code, "sources.yaml" in ran.err, leftovers(tmp_path / "ws")) == (2, True, [])


def test_two_imports_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    init(tmp_path / "ws", "H52")
    codes = [f"000.00.67.H52-230502-{n:04}" for n in range(60)]
    dossiers = [message(code, "20230504", "20230510") for code in codes]
    files = [write_messages(tmp_path / "a.jsonl", dossiers[:40]), write_messages(tmp_path / "b.jsonl", dossiers[20:])]
    typed = [
        [PROGRAM, "import", path, "--workspace", tmp_path / "ws", "--format", "json"] for path in (*files, files[0])
    ]
    started = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for words in typed]
    told = [(process.communicate(timeout=60), process.returncode) for process in started]
    assert [code for _, code in told] == [0, 0, 0], told
    results = [json.loads(out) for (out, _), _ in told]
    assert sum(result["accepted"] for result in results) == 60
    assert sum(result["unchanged"] for result in results) == 60
    workspace = Workspace.open(tmp_path / "ws")
    assert len(imports(workspace)) == 2
    assert list((workspace.path / "tmp").iterdir()) == []


# ---- a very large file

MEASURED = """
import resource, sys
from phucvu import cli
sys.argv = ["phucvu", *sys.argv[1:]]
try:
    cli.run()
except SystemExit as exit_:
    # Not RUSAGE_SELF: on Linux a child inherits the peak of the process that forked it (here: of pytest).
    own = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(exit_.code or 0, own // 1024, workers // 1024, file=sys.stderr)
"""


def elements(count: int) -> Iterator[str]:
    for n in range(count):
        element: dict[str, Any] = DOSSIER | {
            "MaHoSo": f"000.00.67.H52-230504-{n % 5000:05}",
            "TrichYeuHoSo": "x" * 3900,
        }
        yield (", " if n else "") + json.dumps(element)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Bộ nhớ đỉnh được đọc từ /proc của Linux.")
def test_an_envelope_of_300_mb_is_taken_in_bounded_memory() -> None:
    with TemporaryDirectory() as folder:  # not kept: the workspace holds a copy of the file
        path, workspace, count = Path(folder) / "lon.json", Path(folder) / "ws", 75_000
        init(workspace, "H52")
        with path.open("w") as stream:
            stream.write('{"service": "DongBoHoSoMC", "isUpdating": "False", "data": [')
            stream.writelines(elements(count))
            stream.write("]}")
        assert path.stat().st_size > 300_000_000
        words = ["import", path, "--workspace", workspace, "--format", "json"]
        ran = subprocess.run([sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, check=False)
    code, own, workers = map(int, ran.stderr.splitlines()[-1].split())
    result = json.loads(ran.stdout)
    assert (code, result["accepted"] + result["unchanged"], result["rejected"]) == (0, count, 0)
    assert max(own, workers) < 700  # MB
