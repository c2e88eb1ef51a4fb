"""The commands of the contract, typed at a terminal without a person: formats, exit codes, sentences."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from phucvu.indicators import all_indicators
from phucvu.rubric import load

from .conftest import DOSSIERS, Ran, message, write_messages

Run = Callable[..., Ran]
ROW_KEYS = (
    *("period", "as_at", "known_at", "reading", "rubric_version", "agency_code", "agency_name", "level", "group"),
    *("criterion", "numerator", "denominator", "ratio", "points", "max_points", "state", "flags", "source"),
)


def rows_of(run: Run, *words: object) -> list[dict[str, object]]:
    ran = run(*words, "--format", "json")
    assert ran.code == 0, ran.err
    return list(ran.json)


def test_score_rows_carry_the_keys_of_the_contract(office: Path, run: Run) -> None:
    rows = rows_of(run, "score", "--period", "2023-05", "--agency", "H52.67")
    assert all(set(ROW_KEYS) <= set(row) for row in rows)
    assert {row["criterion"] for row in rows if row["criterion"]} == {each.criterion for each in all_indicators()}
    (on_time,) = [row for row in rows if row["criterion"] == "progress.on_time"]
    assert (on_time["numerator"], on_time["denominator"], on_time["ratio"]) == (2, 4, "0.500000")
    assert (on_time["points"], on_time["max_points"], on_time["state"]) == ("10.00", "20.00", "measured")
    assert on_time["as_at"] == "2023-05-31T16:30:00+07:00"


def test_the_four_states_stay_four(office: Path, run: Run) -> None:
    rows = rows_of(run, "score", "--period", "2023-05")
    state = {(row["agency_code"], row["criterion"]): row["state"] for row in rows}
    assert state["H52.67", "progress.on_time"] == "measured"
    assert state["H52.67", "satisfaction.petition_on_time"] == "not_received"  # nobody sent petitions
    assert state["H52.16", "progress.on_time"] == "not_received"  # no dossier of it has a due date
    assert state["H52.67", "online.offered"] == "not_applicable"  # not given below the province
    june = {
        row["criterion"]: row["state"]
        for row in rows_of(run, "score", "--period", "2023-06", "--agency", "H52.68", "--as-at", "2023-06-30")
    }
    assert june["progress.on_time"] == "not_received"  # nothing was extracted after May


def test_overdue_dossiers_are_listed_with_their_dates(office: Path, run: Run) -> None:
    rows = rows_of(run, "dossiers", "--period", "2023-05", "--criterion", "progress.on_time", "--state", "failed")
    assert [row["printed_code"][-4:] for row in rows] == ["0002", "0003"]
    assert rows[0]["ended_at"] == "2023-05-12T09:00:00+07:00"
    assert rows[1]["ended_at"] is None
    excluded = rows_of(run, "dossiers", "--period", "2023-05", "--criterion", "progress.on_time", "--state", "excluded")
    assert [row["reason_code"] for row in excluded] == ["no_due_date"]


def test_reading_same_day_and_earlier_clock_change_the_count(office: Path, run: Run) -> None:
    early = rows_of(
        run, "dossiers", "--period", "2023-05", "--criterion", "progress.on_time", "--as-at", "2023-05-10T12:00"
    )
    assert early == []
    same_day = rows_of(
        run, "dossiers", "--period", "2023-05", "--criterion", "progress.on_time",
        "--reading", "same_day", "--as-at", "2023-05-10T18:00",
    )  # fmt: skip
    assert same_day == []


def test_rank_shares_places_and_leaves_the_silent_without(office: Path, run: Run) -> None:
    rows = rows_of(run, "rank", "--period", "2023-05", "--level", "district")
    assert [row["place"] for row in rows] == [1, 2]
    assert rows[0]["agency_code"] == "H52.68"


def test_explain_walks_back_to_the_dossiers(office: Path, run: Run) -> None:
    told = run("explain", "--period", "2023-05", "--agency", "Sông Mã", "--criterion", "progress.on_time")
    assert told.code == 0
    assert "2 / 4 = 50,00 %" in told.out
    assert "000.00.67.H52-230502-0002" in told.out


def test_explain_as_json_carries_the_law_in_both_languages(office: Path, run: Run) -> None:
    words = ("explain", "--period", "2023-05", "--agency", "Sông Mã", "--criterion", "digitization.dossier")
    law = run(*words, "--format", "json").json["law"]
    assert law["text"]["vi"].startswith("4 điểm nhân với tỷ lệ hồ sơ được số hóa.")
    assert law["text"]["en"].startswith("4 points times the share of digitised dossiers.")
    assert law["formula"] == {"vi": "min(4; R × 4)", "en": "min(4, R × 4)"}
    assert (law["mark"], law["valid_from"], law["valid_to"]) == ("I", "2022-08-01", "2025-12-31")
    assert all(set(doubt) == {"vi", "en"} for doubt in law["doubts"])
    by_text = run(*words, "--format", "json", "--reading", "text").json["law"]
    assert by_text["formula"]["vi"] == "min(4; R / 0,8 × 4)"
    assert by_text["change"] == {"vi": "đủ điểm khi đạt 80 %", "en": "in full at 80 %"}


def test_explain_of_a_sum_has_no_law_of_its_own(office: Path, run: Run) -> None:
    told = run("explain", "--period", "2023-05", "--agency", "Sông Mã", "--format", "json").json
    assert told["law"] is None
    assert told["dossiers"] == {}


def test_dossier_tells_the_whole_story(office: Path, run: Run) -> None:
    told = run("dossier", "h52.67-230502-0002", "--as-at", "2023-05-31T16:30")
    assert told.code == 0, told.err
    for words in ("QUÁ HẠN", "nghỉ", "messages.jsonl, dòng 2", "1 ngày 16 giờ", "giờ làm việc"):
        assert words in told.out or words == "nghỉ"
    (story,) = run("dossier", "000.00.67.H52-230502-0003", "--format", "json", "--as-at", "2023-05-31").json
    readings = load().at(date(2023, 5, 31)).readings
    assert {each["reading"]: each["is_overdue"] for each in story["verdicts"]} == dict.fromkeys(readings, True)
    assert "Người Thử Nghiệm" not in told.out + json.dumps(story, ensure_ascii=False)


def test_unknown_dossier_is_a_sentence(office: Path, run: Run) -> None:
    ran = run("dossier", "H52.67-230502-9999")
    assert ran.code == 2
    assert "H52.67-230502-9999" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["score", "--period", "tháng năm"], "Không hiểu kỳ"),
        (["score", "--period", "2023-05", "--agency", "H52.99"], "H52.99"),
        (["score", "--period", "2023-05", "--reading", "khác"], "cách hiểu"),
        (["score", "--period", "2023-05", "--as-at", "hôm qua"], "--as-at"),
        (["score", "--period", "2023-05", "--known-at", "99"], "phiên bản"),
        (["dossiers", "--period", "2023-05", "--criterion", "không.có"], "không.có"),
        (["import", "/không/có/tệp.json"], "tệp"),
        (["import", "--undo", "abc"], "abc"),
        (["import"], "tệp"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_code_2(office: Path, run: Run, words: list[str], said: str) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_without_a_workspace_the_sentence_says_how(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHUCVU_HOME", raising=False)
    ran = run("score", "--period", "2023-05")
    assert (ran.code, "PHUCVU_HOME" in ran.err) == (2, True)


def test_import_result_adds_up_and_repeats_change_nothing(office: Path, run: Run, tmp_path: Path) -> None:
    broken = write_messages(tmp_path / "more.jsonl", [message("000.00.67.H52-230503-0009", "20230505", "20230511")])
    broken.write_text(broken.read_text("utf8") + '{"MaTTHC": "1.000001"}\nkhông phải JSON\n', "utf8")
    result = run("import", broken, "--format", "json").json
    assert (result["accepted"], result["unchanged"], result["rejected"]) == (1, 0, 2)
    again = run("import", broken, "--format", "json").json
    assert (again["accepted"], again["unchanged"], again["rejected"]) == (0, 1, 2)
    assert again["import_id"] == result["import_id"]


def test_strict_leaves_with_1_when_a_person_must_look(office: Path, run: Run, tmp_path: Path) -> None:
    odd = write_messages(tmp_path / "odd.jsonl", [message("TN02-CX-7", "30230505", "20230511")])
    assert run("import", odd, "--strict").code == 1


def test_undo_leaves_the_scores_as_they_were(office: Path, run: Run, tmp_path: Path) -> None:
    def figures() -> list[dict[str, object]]:
        return [
            {**row, "known_at": ""}
            for row in rows_of(run, "score", "--period", "2023-05", "--as-at", "2023-05-31T16:30")
        ]

    before = figures()
    late = write_messages(tmp_path / "late.jsonl", [message("000.00.68.H52-230503-0009", "20230505", "20230511")])
    import_id = run("import", late, "--format", "json").json["import_id"]
    assert figures() != before
    assert run("import", "--undo", import_id).code == 0
    assert figures() == before


def test_known_at_shows_the_lake_as_it_was(office: Path, run: Run, tmp_path: Path) -> None:
    rows = rows_of(run, "score", "--period", "2023-05", "--as-at", "2023-05-31T16:30")
    late = write_messages(tmp_path / "late.jsonl", [message("000.00.68.H52-230503-0009", "20230505", "20230511")])
    assert run("import", late).code == 0
    then = rows_of(
        run, "score", "--period", "2023-05", "--as-at", "2023-05-31T16:30", "--known-at", rows[0]["known_at"]
    )
    assert then == rows


def test_json_is_one_document_and_csv_has_a_heading(office: Path, run: Run) -> None:
    ran = run("score", "--period", "2023-05", "--format", "csv")
    lines = ran.out.strip().split("\n")
    assert tuple(lines[0].split(",")[: len(ROW_KEYS)]) == ROW_KEYS
    assert len(lines) == 1 + len(run("score", "--period", "2023-05", "--format", "json").json)


def test_a_real_process_says_it_the_same_way(office: Path) -> None:
    program = Path(sys.executable).parent / "phucvu"
    ran = subprocess.run(
        [program, "score", "--period", "sai", "--workspace", office], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Không hiểu kỳ" in ran.stderr


def test_demo_dossiers_are_six() -> None:
    assert len({dossier["MaHoSo"] for dossier in DOSSIERS}) == 6


def test_an_agency_that_fell_silent_is_named_and_not_received(office: Path, run: Run, tmp_path: Path) -> None:
    june = write_messages(tmp_path / "june.jsonl", [message("000.00.67.H52-230601-0001", "20230605", "20230611")])
    assert run("import", june, "--extracted-at", "2023-06-30T16:30").code == 0
    ran = run("score", "--period", "2023-06", "--format", "json")
    state = {row["agency_code"]: row["state"] for row in ran.json if row["criterion"] == "progress.on_time"}
    assert state["H52.67"] == "measured"
    assert state["H52.68"] == "not_received"  # sent in May, nothing in June
    assert "UBND huyện Sốp Cộp" in ran.err
    named = write_messages(tmp_path / "named.jsonl", [message("000.00.67.H52-230601-0002", "20230605", "20230611")])
    flags = ["--agencies", "H52.67,H52.68", "--period", "2023-06", "--extracted-at", "2023-06-30T16:30"]
    assert run("import", named, *flags).code == 0
    rows = rows_of(run, "score", "--period", "2023-06", "--agency", "H52.68")
    assert {row["state"] for row in rows if row["criterion"] == "progress.on_time"} == {"no_cases"}


def test_unknown_agency_and_procedure_are_accepted_with_a_finding(office: Path, run: Run, tmp_path: Path) -> None:
    catalogue = tmp_path / "procedures.csv"
    catalogue.write_text("procedure_code,name\n1.000001,Đăng ký khai sinh\n", "utf8")
    assert run("import", catalogue).code == 0
    odd = message("000.00.99.H52-230503-0001", "20230505", "20230511", MaTTHC="9.999999")
    result = run("import", write_messages(tmp_path / "odd.jsonl", [odd]), "--format", "json").json
    assert result["accepted"] == 1
    assert {"unknown_agency", "unknown_procedure"} <= {finding["kind"] for finding in result["findings"]}
    rows = rows_of(run, "score", "--period", "2023-05", "--as-at", "2023-05-31T16:30")
    received = {row["agency_code"]: row["denominator"] for row in rows if row["criterion"] == "progress.on_time"}
    assert (received["H52"], received["H52.67"] + received["H52.68"]) == (6, 5)  # counts at the province only
