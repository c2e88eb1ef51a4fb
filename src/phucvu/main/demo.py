"""`phucvu demo`: the example Sơn La 05/2023 from end to end, in both variants, compared with the real letter."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake import intake as lake_intake
from phucvu.lake.workspace import Workspace
from phucvu.main.check import check
from phucvu.main.figures import OnStep, silent
from phucvu.main.init import init
from phucvu.main.intake import source_settings
from phucvu.main.letter import letter, summed_up
from phucvu.main.question import Question
from phucvu.main.score import OVERVIEW_COLUMNS, overview, score
from phucvu.records import sources
from phucvu.simulation import son_la
from phucvu.simulation.comparison import compare_with_letter

EXAMPLE = Path(__file__).parents[3] / "examples" / "son-la-2023-05"
AS_AT = "2023-05-31T16:30"
MARK = ".phucvu-demo"  # only a folder that the demo made is made anew
VARIANTS = (
    ("messages", "Có đủ bản tin đồng bộ", son_la.write),
    ("lists", "Chỉ có hai danh sách quá hạn, một bảng dán và số công bố", son_la.write_lists),
)
Columns = list[tuple[str, str]]
CELL_COLUMNS: Columns = [
    ("name", "Đơn vị"),
    ("heading", "Cột"),
    ("ours", "Phục Vụ"),
    ("printed", "Công văn"),
    ("reason", "Vì sao khác"),
]
FILE_COLUMNS: Columns = [("kind", "Loại"), ("path", "Tệp"), ("bytes", "Byte")]
Say = Callable[[str], None]


@dataclass
class Told:
    """What the demo tells at its end; ``unexpected``: cells that differ without a named reason."""

    tables: list[tuple[str, list[dict[str, Any]], Columns]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    unexpected: int = 0


def demo(out: Path, on_step: OnStep = silent, say: Say = lambda sentence: None) -> Told:
    """Simulate, import, check, score, letter, in both variants. Raises UserError when ``out`` is another folder."""
    _fresh(out)
    told = Told()
    for variant, title, write in VARIANTS:
        say(f"— {title} (số liệu mô phỏng)")
        made = write(EXAMPLE, out / variant / "input", on_step=on_step)
        workspace = _imported(out / variant / "workspace", made, say)
        _published(told, variant, title, workspace, out / variant / "letter", on_step)
        told.document["choices"] = made.choices
    _write_choices(out / "lua-chon-mo-phong.md", told.document["choices"])
    told.closing.append(f"Các lựa chọn của bộ mô phỏng: {out / 'lua-chon-mo-phong.md'}")
    shown = out / VARIANTS[0][0] / "workspace"
    told.closing.append(
        f"Xem tháng này trong trình duyệt, với người dùng thử của mọi vai trò: {_program()} serve --workspace {shown}"
    )
    return told


def _program() -> str:
    """The command as this machine knows it: by its name where a shell finds it, else by its path from here."""
    return "phucvu" if shutil.which("phucvu") else os.path.relpath(Path(sys.executable).parent / "phucvu")


def _fresh(out: Path) -> None:
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise UserError(f"Thư mục {out} đã có nội dung khác. Hãy chọn một thư mục mới: phucvu demo --out THƯ_MỤC.")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()


def _imported(folder: Path, made: son_la.Simulated, say: Say) -> Workspace:
    """Import the files of a variant in their order, with the scope that each states."""
    init(folder, son_la.PROVINCE, simulated=True)
    workspace = Workspace.open(folder)
    settings, totals = source_settings(workspace), Counter[str]()
    for file in made.files:
        spec = lake_intake.ImportSpec(file.source, file.scope, file.mapping, [file.path])
        batches = sources.read([file.path], file.record or file.source, file.mapping, None, settings)
        result = lake_intake.store(workspace, spec, batches)
        totals.update(accepted=result.accepted, unchanged=result.unchanged, rejected=result.rejected)
    say(
        f"  Nhập {len(made.files)} tệp: {totals.total()} dòng; nhận {totals['accepted']}, "
        f"không đổi {totals['unchanged']}, loại {totals['rejected']}."
    )
    findings = Counter(row["severity"] for row in check(folder))
    say(f"  Kiểm tra: {findings['error']} lỗi, {findings['warning']} cảnh báo, {findings['note']} lưu ý.")
    return workspace


def _published(told: Told, variant: str, title: str, workspace: Workspace, out: Path, on_step: OnStep) -> None:
    question = Question(workspace.path, son_la.PERIOD, as_at=AS_AT)
    result = score(question, on_step)
    made = letter(question, out, str(EXAMPLE / "profile.yaml"), on_step)
    cells = compare_with_letter(EXAMPLE, made["cells"] | _points(result))
    told.unexpected += sum(cell.verdict == "unexpected" for cell in cells)
    if variant == "messages":
        told.tables.append((f"Bảng điểm ({title}; SỐ LIỆU MÔ PHỎNG)", overview(result), OVERVIEW_COLUMNS))
    different = [asdict(cell) for cell in cells if cell.verdict != "equal"]
    equal = len(cells) - len(different)
    told.tables.append((f"So với công văn thật ({title}): {equal}/{len(cells)} ô bằng nhau", different, CELL_COLUMNS))
    told.tables.append((f"Tệp đã lập ({title})", summed_up(made["files"]), FILE_COLUMNS))
    told.closing += [f"Đề nghị xem: {warning}" for warning in made["warnings"]]
    told.document[variant] = {
        "equal": equal,
        "of": len(cells),
        "unexpected": sum(cell.verdict == "unexpected" for cell in cells),
        "differences": different,
        "files": made["files"],
        "edition": made["edition"],
        "workspace": str(workspace.path),
    }


def _points(result: Any) -> dict[tuple[str, str], str]:
    """The province's own points, in the form of the letter, for the comparison only."""
    own = [row for row in result.kept if row.agency_code == son_la.PROVINCE and row.criterion is None]
    return {(row.agency_code, row.group): str(row.points).replace(".", ",") for row in own if row.points is not None}


def _write_choices(path: Path, choices: list[str]) -> None:
    lines = ["# Bộ mô phỏng đã chọn gì", "", *(f"- {choice}" for choice in choices), ""]
    path.write_text("\n".join(lines), "utf8")
