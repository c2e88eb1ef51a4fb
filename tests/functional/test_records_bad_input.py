"""Bad input at the front door: sentences and counts, never a traceback; memory bounded."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.records import sources
from phucvu.records.batch import Batch
from phucvu.records.settings import SourceSettings

DOSSIER = {"MaHoSo": "H52.67-230504-0001", "NgayTiepNhan": "20230504080000", "TrangThaiHoSo": "4"}


def read(path: Path, source: str | None = None) -> list[Batch]:
    return list(sources.read([path], source, settings=SourceSettings(province_code="H52", workers=1)))


def counts(batches: list[Batch]) -> tuple[int, int]:
    """(dossiers, rejects); together they are the rows read."""
    taken = sum(batch.table.num_rows for batch in batches if batch.record == "dossier")
    refused = sum(len(batch.rejects) for batch in batches)
    assert sum(batch.rows_read for batch in batches) == taken + refused
    return taken, refused


def kinds(batches: list[Batch]) -> list[str]:
    return [finding.kind for batch in batches for finding in batch.findings]


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf8"))
    return path


def test_not_json_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"note\.txt"):
        read(file(tmp_path, "note.txt", "Kính gửi phòng"))
    assert counts(read(file(tmp_path, "note.json", "Kính gửi phòng"), "messages")) == (0, 1)


def test_half_a_file(tmp_path: Path) -> None:
    text = json.dumps({"service": "DongBoHoSoMC", "data": [DOSSIER] * 10})
    assert counts(read(file(tmp_path, "half.json", text[: len(text) // 2]))) == (4, 1)


def test_a_bomb(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"[" + b" " * 100_000_000)
    with pytest.raises(UserError, match="bung ra quá lớn"):
        read(tmp_path / "bomb.zip")


def test_a_year_far_away_and_a_code_of_another_province_are_taken_with_a_finding(tmp_path: Path) -> None:
    strange = [DOSSIER | {"NgayHenTra": "30230510"}, DOSSIER | {"MaHoSo": "H56.14-240823-0001"}]
    batches = read(file(tmp_path, "a.json", json.dumps(strange)))
    assert counts(batches) == (2, 0)
    assert sorted(kinds(batches)) == ["odd_date", "other_province"]


def test_empty_files_and_folders(tmp_path: Path) -> None:
    (empty,) = read(file(tmp_path, "empty.json", ""))
    assert [reject.sentence for reject in empty.rejects] == ["Tệp rỗng."]
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="Không có tệp nào"):
        read(tmp_path / "folder")


def test_html_saved_as_xls_is_read(tmp_path: Path) -> None:
    cells = [("Số hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"), ("H52.67-230504-0001", "04/05/2023", "10/05/2023")]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    assert counts(read(file(tmp_path, "list.xls", f"<html><table>{rows}</table></html>"))) == (1, 0)


WATCHED = """
import sys
from pathlib import Path
from phucvu.records import sources
from phucvu.records.settings import SourceSettings
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
list(sources.read([Path(sys.argv[2])], settings=SourceSettings(workers=1)))
before, rows = peak(), 0
for batch in sources.read([Path(sys.argv[1])], settings=SourceSettings(workers=1)):
    rows += batch.table.num_rows if batch.record == "dossier" else 0
print(rows, peak() - before)
"""


def pieces(count: int, filling: str) -> Iterator[str]:
    for number in range(count):
        message: dict[str, Any] = DOSSIER | {"MaHoSo": f"H52.67-230504-{number}", "GhiChu": filling}
        yield (", " if number else "") + json.dumps(message)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Bộ nhớ của tiến trình chỉ đọc được trên Linux.")
@pytest.mark.parametrize(("start", "end"), [('{"data": [', "]}"), ("[", "]")])
def test_one_document_of_80_mb_needs_no_such_memory(tmp_path: Path, start: str, end: str) -> None:
    path, small = tmp_path / "big.json", file(tmp_path, "small.json", json.dumps([DOSSIER]))
    with path.open("w") as stream:
        stream.write(start)
        stream.writelines(pieces(20_000, "x" * 4_000))
        stream.write(end)
    assert path.stat().st_size > 80_000_000
    ran = subprocess.run([sys.executable, "-c", WATCHED, path, small], capture_output=True, text=True, check=True)
    rows, grown = map(int, ran.stdout.split())
    assert rows == 20_000
    assert grown < 200  # MB: one batch of elements and its tables
