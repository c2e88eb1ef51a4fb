"""The engine that counts is a setting of the workspace: the same figures, or a sentence why not."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from phucvu.lake import spark_session

from .conftest import Ran

Run = Callable[..., Ran]
SCORE = ("score", "--period", "2023-05", "--format", "json")


def set_engine(workspace: Path, **settings: object) -> None:
    path = workspace / "workspace.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf8")) | settings), "utf8")


def same_points(run: Run, office: Path, engine: str) -> None:
    expected = run(*SCORE).json
    set_engine(office, engine=engine, threads=1)
    assert run(*SCORE).json == expected
    assert any(row["points"] not in (None, "0.00") for row in expected)


def test_polars_gives_the_same_points(run: Run, office: Path) -> None:
    same_points(run, office, "polars")


@pytest.mark.skipif(spark_session.lacking() is not None, reason=str(spark_session.lacking()))
def test_spark_gives_the_same_points(run: Run, office: Path) -> None:
    same_points(run, office, "spark")


def test_an_unknown_engine_is_a_sentence(run: Run, office: Path) -> None:
    set_engine(office, engine="sparc")
    ran = run(*SCORE)
    assert (ran.code, ran.out) == (2, "")
    assert "ghi “sparc”. Hãy ghi duckdb, polars hoặc spark." in ran.err


def test_without_spark_its_set_up_is_named(run: Run, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda _: None)
    set_engine(office, engine="spark")
    ran = run(*SCORE)
    assert (ran.code, ran.out) == (2, "")
    assert "make setup-spark" in ran.err
