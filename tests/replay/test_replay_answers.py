"""The portal's own answers give the same figures as the tables typed from them, whatever they are saved as."""

import json
from collections import Counter
from pathlib import Path

import pytest
from answered import converted, dumped, overview, rows

from phucvu.main.replay import Result, replay

PUBLISHED = sorted((Path(__file__).parent / "published").glob("*.csv"))
SHARED = Path(__file__).parents[3] / "shared" / "data" / "portal"


def verdicts(result: Result) -> Counter[tuple[object, ...]]:
    """What was compared with what outcome; ON_TIME as a metric is the same as the progress tree's group."""
    return Counter(
        (*each.figure.subject[:3], each.group, each.criterion, each.official, each.ours)
        for each in result.compared
        if each.criterion != "progress.on_time"
    )


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return converted(PUBLISHED, tmp_path_factory.mktemp("answers"))


def test_all_seven_services_are_here(answered: list[Path]) -> None:
    assert {path.name.split("_")[0].split(".")[0] for path in answered} == {
        "service-results",
        "transparency",
        "dossier-digitized",
        "handling-satisfaction",
        "dvc-progress-tree",
        "provide-online-tree",
        "formality-online-payment-tree",
    }


def test_answers_rebuild_as_the_tables_do(answered: list[Path]) -> None:
    tables, from_answers = replay(PUBLISHED), replay(answered)
    assert from_answers.unexplained == 0
    assert not verdicts(tables) - verdicts(from_answers)
    assert from_answers.equal == len(from_answers.compared) - 1  # H55, known


def test_a_folder_stands_for_its_answers(answered: list[Path]) -> None:
    assert replay([answered[0].parent]).closing == replay(answered).closing


def test_tables_and_answers_lend_each_other_counts(tmp_path: Path) -> None:
    (groups,) = (path for path in PUBLISHED if path.name.startswith("groups_"))
    path = tmp_path / "service-results_2026-10-10.json"
    path.write_text(dumped(overview(rows(groups))), "utf8")
    others = [each for each in PUBLISHED if each != groups]
    alone, together = replay([path]), replay([path, *others])
    of_file = [each for each in together.compared if each.figure.file == path.name]
    assert {each.group for each in alone.compared} == {"total"}
    assert {"disclosure", "progress", "digitization", "satisfaction"} < {each.group for each in of_file}


def test_a_browsers_har_is_read(answered: list[Path], tmp_path: Path) -> None:
    """The request tells service, period and reading time: nothing need be said on the command line."""
    path = next(path for path in answered if path.name.startswith("transparency_metrics_units"))
    body = {"timeType": "month", "year": 2026, "month": 8}
    entry = {
        "startedDateTime": "2026-09-26T01:02:03.000Z",
        "request": {
            "url": "https://portal.example/api/v1/reporting/evaluation/transparency",
            "postData": {"text": json.dumps(body)},
        },
        "response": {"status": 200, "content": {"text": path.read_text("utf8")}},
    }
    other = {"request": {"url": "https://portal.example/logo.png"}, "response": {"status": 200}}
    har = tmp_path / "cong.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": [other, entry]}}), "utf8")
    result = replay([har])
    assert result.unexplained == 0
    (period,) = {each.figure.period for each in result.compared}
    assert period == "2026-08"
    assert {str(each.figure.read_at) for each in result.compared} == {"2026-09-26 08:02:03"}
    assert [each.kind for each in result.remarks] == ["portal_other_request"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the official figures are not beside the checkout")
def test_all_official_figures_as_answers(tmp_path: Path) -> None:
    tables = sorted(SHARED.glob("*.csv"))
    from_tables, from_answers = replay(tables), replay(converted(tables, tmp_path))
    assert from_answers.unexplained == 0
    assert not verdicts(from_tables) - verdicts(from_answers)
    assert len(from_answers.compared) - from_answers.equal == 2  # H55 and H56, known
