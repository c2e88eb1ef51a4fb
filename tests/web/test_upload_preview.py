"""The counts somebody sees before yes are the counts the import then reports: for every file of the example."""

from pathlib import Path

from phucvu.main import init, intake, preview

FILES = ("lists/input", "messages/input")


def test_preview_and_import_count_alike(example: Path, tmp_path: Path) -> None:
    """Into an empty workspace, lists before messages, so that some rows are new, some change, some repeat."""
    home = tmp_path / "home"
    init.init(home, "H52")
    seen = set()
    for path in [path for folder in FILES for path in sorted((example.parents[1] / folder).iterdir())]:
        proposal = intake.propose(home, [path], intake.Flags())
        before = intake.imports(home)
        told = preview.preview(proposal, lambda *_: None)
        assert intake.imports(home) == before
        done = intake.accept(proposal, lambda *_: None)
        assert told["new"] + told["changed"] == done["accepted"], path.name
        assert (told["unchanged"], told["rejected"]) == (done["unchanged"], done["rejected"]), path.name
        known = [each for each in done["findings"] if not each["kind"].startswith("unknown_")]
        assert [each for each in told["findings"] if not each["kind"].startswith("unknown_")] == known, path.name
        seen |= {name for name in ("new", "changed", "unchanged") if told[name]}
    assert seen == {"new", "changed", "unchanged"}
    assert not [path for path in (home / "tmp").iterdir() if path.name != "diem"]


def test_a_preview_of_what_would_replace_an_import_counts_without_it(example: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    init.init(home, "H52")
    path = example.parents[1] / "lists" / "input" / "ho-so-qua-han-da-xu-ly.xls"
    done = intake.accept(intake.propose(home, [path], intake.Flags()), lambda *_: None)
    again = intake.propose_again(home, done["import_id"], intake.Flags(scope="overdue"))
    told = preview.preview(again, lambda *_: None)
    assert (told["new"], told["changed"], told["unchanged"]) == (251, 0, 0)
    assert intake.accept(again, lambda *_: None)["accepted"] == 251
