"""The law is read strictly: what contradicts itself never loads."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.indicators import all_indicators
from phucvu.records.limits import Limits
from phucvu.rubric import load
from phucvu.rubric.checking import LawError
from phucvu.rubric.loading import read

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "rubric"
    shutil.copytree(str(files("phucvu.rubric")), copy)
    return copy


@pytest.fixture
def edit(folder: Path) -> Edit:
    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text("utf8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf8")

    return replace


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("progress.yaml", "max: 20\n", "max: 20\n        maximum: 20\n", "maximum"),
        ("progress.yaml", "max: 20\n", "max: 19\n", "progress on"),
        (
            "progress.yaml",
            "- &on_time\n        from: 2026-01-01",
            "- &on_time\n        from: 2025-06-01",
            "two rules on",
        ),
        ("progress.yaml", "- &on_time\n        from: 2026-01-01", "- &on_time\n        from: 2026-03-01", "no rule on"),
        ("progress.yaml", "        max: 20\n", "        max: 20\n        to: 2026-12-31\n", "no rule after"),
        ("progress.yaml", "        max: 20\n", "        max: 20\n        max: 20\n", "given twice"),
        ("progress.yaml", "full_at: 1\n", "full_at: 1.2\n", "full_at"),
        ("progress.yaml", "mark: R\n", "mark: Q\n", "Invalid enum value"),
        ("progress.yaml", "district: own, commune: own}\n", "district: own}\n", "every level"),
        ("progress.yaml", "scope: {province: own", "scope: {province: inherited", "inherits from nobody"),
        ("progress.yaml", "  progress.on_time:\n", "  speed.on_time:\n", "stands in group"),
        ("readings.yaml", "default: portal", "default: porta", "no reading"),
        ("readings.yaml", "options: [withdrawn_on_time]", "options: [withdrawn_in_time]", "Invalid enum value"),
        (
            "readings.yaml",
            "          progress.on_time: {vi",
            "          progress.in_time: {vi",
            "changes progress.in_time",
        ),
        ("digitization.yaml", "by_reading: {text: {full_at", "by_reading: {texts: {full_at", "no reading texts"),
        ("digitization.yaml", 'text: {full_at: "0.80"}', 'text: {full_at: "1.80"}', "1.80 under text"),
        (
            "digitization.yaml",
            "text: {scope: {department",
            "text: {scope: {province: inherited, department",
            "nor under",
        ),
        ("limits.yaml", "amount: 15", "amount: fifteen", "Expected `int`"),
        ("classes.yaml", "at_least: 90}", "atleast: 90}", "atleast"),
    ],
)
def test_a_contradiction_is_refused(folder: Path, edit: Edit, name: str, old: str, new: str, fault: str) -> None:
    edit(name, old, new)
    with pytest.raises(LawError, match=fault):
        read(folder)


def test_groups_that_do_not_give_a_hundred_are_refused(folder: Path, edit: Edit) -> None:
    edit("progress.yaml", "max: 20, source", "max: 21, source")
    edit("progress.yaml", "        max: 20\n", "        max: 21\n")
    with pytest.raises(LawError, match="do not give 100"):
        read(folder)


def test_the_law_as_shipped_adds_up_on_every_day_of_change() -> None:
    for day in (date(2022, 8, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 7, 1), date(2026, 10, 10)):
        rubric = load().at(day)
        assert len(rubric.criteria) == 21
        assert sum(group.max_points for group in rubric.groups) == 100
        for group in rubric.groups:
            assert sum(criterion.max_points for criterion in group.criteria) == group.max_points


def test_before_the_index_there_is_no_law() -> None:
    with pytest.raises(UserError, match=r"31/07/2022.*01/08/2022"):
        load().at(date(2022, 7, 31))


def test_the_version_is_that_of_the_content() -> None:
    versions = {
        day: load().at(day).version
        for day in (date(2026, 1, 1), date(2026, 12, 31), date(2023, 5, 1), date(2025, 7, 1))
    }
    assert versions[date(2026, 1, 1)] == versions[date(2026, 12, 31)]
    assert len(set(versions.values())) == 3
    assert versions[date(2023, 5, 1)].startswith("2022-08-01.")
    assert versions[date(2026, 1, 1)].startswith("2026-01-01.")


def test_the_version_changes_with_a_rule_and_not_otherwise(folder: Path, edit: Edit) -> None:
    day = date(2026, 8, 31)
    assert read(folder).at(day).version == load().at(day).version
    edit("satisfaction.yaml", 'full_at: "0.90"', 'full_at: "0.91"')
    assert read(folder).at(day).version != load().at(day).version


def test_criteria_are_those_that_are_counted() -> None:
    assert {indicator.criterion for indicator in all_indicators()} | {"digitization.certified_copy"} == set(
        load().at(date(2026, 8, 31)).criteria
    )


def test_limits_are_those_the_records_ask_for() -> None:
    limits = load().at(date(2026, 8, 31)).limits
    assert Limits(**{name: limit.amount for name, limit in limits.items()}) == Limits()


def test_criteria_and_groups_are_found_by_either_code() -> None:
    rubric = load().at(date(2026, 8, 31))
    assert rubric.criterion("ON_TIME").code == rubric.criterion("progress.on_time").code
    assert rubric.group("CLGQ").code == rubric.group("ONLINE").code == "online"
    for ask in (rubric.criterion, rubric.group):
        with pytest.raises(UserError, match="progress"):
            ask("nothing")


def test_readings() -> None:
    rubric = load().at(date(2026, 8, 31))
    assert rubric.reading(None).name == "portal"
    assert [rubric.reading(name).compare for name in ("portal", "same_day")] == ["moment", "day"]
    with pytest.raises(UserError, match="same_day"):
        rubric.reading("tomorrow")


def test_the_charged_agency_changed_when_districts_ended() -> None:
    assert load().at(date(2025, 6, 30)).charging.order[0] == "prefix"
    assert load().at(date(2025, 7, 1)).charging.order[0] == "handling"


def test_every_rule_names_its_source_and_its_mark() -> None:
    for rule in load().at(date(2026, 8, 31)).rules:
        assert rule.source
        assert rule.mark in "VRSI"


def test_older_rules_are_marked_inferred() -> None:
    for criterion in load().at(date(2023, 5, 31)).criteria.values():
        assert criterion.mark == "I"


def test_classes_are_best_first() -> None:
    thresholds = [each.at_least for each in load().at(date(2026, 8, 31)).classes]
    assert thresholds == [Decimal(90), Decimal(80), Decimal(70), Decimal(50), Decimal(0)]
