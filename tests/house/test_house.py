"""What must stay true of the house itself."""

import ast
import re
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "phucvu"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")  # Django writes those


def _tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _functions() -> list[tuple[int, str]]:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((_body_lines(node), f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"))
    return found


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code of a function: signature and docstring do not count."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1


def test_import_contracts_hold() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_functions_and_files_stay_short() -> None:
    functions = sorted(_functions())
    lengths = [length for length, _ in functions]
    files = sorted(path.read_text("utf8").count("\n") for path in MODULES)
    assert statistics.median(lengths) < 10
    assert lengths[int(len(lengths) * 0.9)] <= 30
    assert functions[-1][0] <= 60, functions[-1]
    assert files[int(len(files) * 0.9)] <= 300
    assert files[-1] <= 400


def test_room_names_are_those_of_the_house() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    named = set(
        re.findall(r"`([a-z]+)`", (ROOT / "docs" / "house.md").read_text("utf8").split("\n\n")[1].replace(" | ", "` `"))
    )
    assert rooms == named - {"errors"}


def test_errors_holds_one_class() -> None:
    tree = ast.parse((SOURCE / "errors.py").read_text("utf8"))
    assert [node.name for node in tree.body if isinstance(node, ast.ClassDef)] == ["UserError"]


@pytest.mark.parametrize("word", ["utils", "core", "common", "helpers", "services", "managers"])
def test_no_drawer_for_everything(word: str) -> None:
    assert not [path for path in MODULES if path.stem == word or path.parent.name == word]


def test_no_path_of_a_machine_and_no_download_address() -> None:
    # Written apart so that this file does not find itself.
    forbidden = re.compile(
        "|".join(["/wo" + "rk/", "/ro" + "ot/", "py" + r"pi\.", "registry\\.np" + "m", "deb\\.deb" + "ian"])
    )
    texts = [path for path in _tracked() if path.suffix not in {".png", ".docx", ".xlsx", ".zip", ".parquet", ".jpg"}]
    assert texts
    assert not [str(path) for path in texts if forbidden.search(path.read_text("utf8", errors="ignore"))]


def test_the_engine_works_without_django() -> None:
    code = "import sys; sys.modules['django'] = None; import phucvu.cli.app, phucvu.main.score, phucvu.main.letter"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_public_functions_of_the_rooms_have_docstrings() -> None:
    without = []
    for path in MODULES:
        tree = ast.parse(path.read_text("utf8"))
        if tree.body and not ast.get_docstring(tree):
            without.append(str(path.relative_to(ROOT)))
    assert not without


def test_readme_has_an_english_twin() -> None:
    vi, en = ((ROOT / name).read_text("utf8") for name in ("README.md", "README.en.md"))
    assert vi.count("\n## ") == en.count("\n## ")
    assert re.findall(r"^```\n(.*?)^```", vi, re.M | re.S) == re.findall(r"^```\n(.*?)^```", en, re.M | re.S)
    for command in ("make demo", "make test"):
        assert command in vi
        assert command in en


def test_reference_pages_are_those_the_schemas_and_the_law_give(tmp_path: Path) -> None:
    for module in ("phucvu.main.reference", "phucvu.web.followup.diagram"):
        subprocess.run([sys.executable, "-m", module, tmp_path], check=True)
    pages = sorted(path.name for path in tmp_path.iterdir())
    assert pages == sorted(path.name for path in (ROOT / "docs" / "reference").iterdir())
    for name in pages:
        assert (tmp_path / name).read_text("utf8") == (ROOT / "docs" / "reference" / name).read_text("utf8"), (
            f"{name}: run make docs"
        )


def test_every_criterion_of_the_contract_has_an_indicator_a_rule_and_its_records() -> None:
    from phucvu.indicators import all_indicators
    from phucvu.rubric.loading import load

    contract = (ROOT / "docs" / "contract.md").read_text("utf8").split("## Criteria")[1].split("## ")[0]
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", contract))
    assert named == {each.criterion for each in all_indicators()}
    assert named == set(load().at(date(2026, 1, 1)).criteria)


def test_every_command_of_the_contract_is_there_or_reserved() -> None:
    from phucvu.cli.app import app

    contract = (ROOT / "docs" / "contract.md").read_text("utf8").split("## Commands")[1].split("\n\n")[1]
    reserved, available = set(), set()
    for line in contract.split("\n")[2:]:
        first, last = line.split("|")[1], line.split("|")[-2]
        names = re.findall(r"`([a-z]+)\b", first)
        (reserved if "reserved" in last else available).update(names)
    assert {str(command.name) for command in app.registered_commands} == available
    assert not reserved & available


@pytest.mark.parametrize(
    "page", ["README.md", "README.en.md", "docs/house.md", "docs/contract.md", "docs/letter-template.md"]
)
def test_links_of_the_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert links or not page.startswith("README")
    assert not [link for link in links if not ((ROOT / page).parent / link).exists()]


def test_the_proxy_of_the_guide_takes_what_the_site_takes() -> None:
    from django.conf import settings

    guide = (ROOT / "docs" / "running.md").read_text("utf8")
    (allowed,) = re.findall(r"client_max_body_size (\d+)m;", guide)
    assert int(allowed) << 20 == max(settings.BODY_MAX.values()) + settings.BODY_FORM
    (page,) = re.findall(r"error_page 413 /static/(\S+);", guide)
    told = (SOURCE / "web" / "static" / page).read_text("utf8")
    assert "Hãy chia nhỏ" in told
    assert f"location = /static/{page}" in guide
