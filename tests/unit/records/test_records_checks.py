"""Each check over the records: the row it must find, and the near miss it must leave alone, on both engines."""

from datetime import date, datetime
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa
import pytest

from phucvu.records.checks import Found, table_checks
from phucvu.records.kinds import finding_kinds
from phucvu.records.schema import record_type


def at(day: int, hour: int = 8, second: int = 0) -> datetime:
    return datetime(2023, 5, day, hour, 0, second)


SOUND: dict[str, Any] = {
    "prefix_code": "H52.67",
    "code_on": date(2023, 5, 4),
    "procedure_code": "1.1",
    "handling_name": "Sở Y tế",
    "status": 9,
    "filed_at": at(4, 7),
    "received_at": at(4),
    "promised_at": at(10),
    "finished_at": at(9),
    "extracted_at": at(31),
    "supplements": [],
}


def collect(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.collect("pyarrow").to_native().to_pylist()
    return rows


class Lake:
    """Tables of one engine, made from drawn rows."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.connection = duckdb.connect()

    def frame(self, record: str, rows: list[dict[str, Any]]) -> nw.LazyFrame[Any]:
        table = pa.Table.from_pylist(rows, schema=record_type(record).arrow())
        if self.engine == "polars":
            return nw.from_native(pl.DataFrame(table).lazy())
        return nw.from_native(self.connection.from_arrow(table))

    def found(self, dossiers: list[dict[str, Any]], **others: list[dict[str, Any]]) -> dict[str, Found]:
        records = {"history": "status_history", "applicants": "applicant", "readings": "dossier"}
        frames = {name: self.frame(records[name], rows) for name, rows in others.items()}
        return {one.kind.name: one for one in table_checks(self.frame("dossier", dossiers), collect, **frames)}


@pytest.fixture(params=["duckdb", "polars"])
def lake(request: pytest.FixtureRequest) -> Lake:
    return Lake(request.param)


def dossiers(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**SOUND, "dossier_code": f"D{number}", **row} for number, row in enumerate(rows, 1)]


def codes(found: Found) -> list[str]:
    return sorted(row["dossier_code"] for row in collect(found.codes))


def test_sound_dossiers_are_left_alone(lake: Lake) -> None:
    assert lake.found(dossiers({}, {"finished_at": None, "status": 4}, {"status": 10, "returned_at": at(9)})) == {}
    assert lake.found([]) == {}


ONE_ROW = [
    ("promised_before_received", {"promised_at": at(3)}, {"promised_at": at(4)}),
    ("ended_before_received", {"finished_at": at(3)}, {"finished_at": at(4)}),
    ("ended_before_received", {"handed_at": at(3)}, {"refused_at": at(3)}),
    ("returned_before_finished", {"returned_at": at(8)}, {"returned_at": at(9)}),
    ("received_before_filed", {"filed_at": at(5)}, {"filed_at": at(3)}),
    ("received_in_future", {"extracted_at": at(3)}, {"extracted_at": at(10)}),
    ("ended_in_future", {"done_at": at(31, 9)}, {"done_at": at(31, 8)}),
    ("code_day_far", {"code_on": date(2023, 3, 4)}, {"code_on": date(2023, 3, 6)}),
    ("code_day_far", {"code_on": date(2023, 7, 5)}, {"code_on": None}),
    (
        "supplement_out_of_order",
        {"supplement_requested_at": at(6), "supplement_received_at": at(5)},
        {"supplement_requested_at": at(6), "supplement_received_at": at(6)},
    ),
    ("ended_without_moment", {"finished_at": None}, {"finished_at": None, "done_at": at(9)}),
    ("ended_without_moment", {"finished_at": None, "status": 8}, {"finished_at": None, "status": 5}),
    ("open_with_end", {"status": 4}, {"status": 4, "finished_at": None}),
    ("done_at_reception", {"done_at": at(4)}, {"done_at": at(4, 8, 1)}),
    (
        "done_at_supplement",
        {"done_at": at(6), "supplement_requested_at": at(6)},
        {"done_at": at(7), "supplement_requested_at": at(6)},
    ),
    ("no_promise", {"promised_at": None}, {}),
    ("no_procedure", {"procedure_code": None}, {}),
]


@pytest.mark.parametrize(("kind", "odd", "near"), ONE_ROW)
def test_one_dossier_at_a_time(lake: Lake, kind: str, odd: dict[str, Any], near: dict[str, Any]) -> None:
    found = lake.found(dossiers(near, odd, {}))
    assert codes(found[kind]) == ["D2"]
    assert found[kind].count == 1


MANY = [
    ("finish_is_promise", {"finished_at": at(10)}, {}, 20, 380),
    ("filed_is_received", {"filed_at": at(4)}, {}, 99, 1),
    ("one_moment_many", {"finished_at": at(9, 9)}, {"finished_at": at(9, 10)}, 50, 48),
]


@pytest.mark.parametrize(("kind", "odd", "sound", "count", "others"), MANY)
def test_shares_speak_at_their_edge(
    lake: Lake, kind: str, odd: dict[str, Any], sound: dict[str, Any], count: int, others: int
) -> None:
    found = lake.found(dossiers(*[odd] * count, *[sound] * others))
    assert (found[kind].count, len(codes(found[kind]))) == (count, count)
    assert kind not in lake.found(dossiers(*[odd] * (count - 1), *[sound] * (others + 1)))


def test_dates_without_time_are_not_one_second(lake: Lake) -> None:
    assert "one_moment_many" not in lake.found(dossiers(*[{"finished_at": datetime(2023, 5, 9)}] * 60))


@pytest.mark.parametrize(("flag", "value"), [("has_digitised_component", True), ("is_vneid_verified", False)])
def test_flags_that_never_change(lake: Lake, flag: str, value: bool) -> None:
    found = lake.found(dossiers(*[{flag: value}] * 100, {}))["constant_flag"]
    label = record_type("dossier").column(flag).vi
    assert (found.detail, found.count) == (f"{label} = {int(value)}", 100)
    assert "constant_flag" not in lake.found(dossiers(*[{flag: value}] * 100, {flag: not value}))
    assert "constant_flag" not in lake.found(dossiers(*[{flag: value}] * 99))


def test_being_synchronised_is_no_flag(lake: Lake) -> None:
    assert "constant_flag" not in lake.found(dossiers(*[{"is_synchronised": True}] * 120))


def test_two_codes_for_one_case(lake: Lake) -> None:
    rows = dossiers({}, {"prefix_code": "G22.99"}, {"prefix_code": "G22.99", "filed_at": at(4, 6)})
    assert codes(lake.found(rows)["two_codes_one_case"]) == ["D1", "D2"]


def test_histories(lake: Lake) -> None:
    history = [
        {"dossier_code": "D1", "at": at(5), "status": 4},
        {"dossier_code": "D1", "at": at(9), "status": 9},
        {"dossier_code": "D2", "at": at(8), "status": 9},
        {"dossier_code": "D2", "at": at(9), "status": 4},
        {"dossier_code": "D9", "at": at(9), "status": 4},
        {"dossier_code": "D9", "at": at(9), "status": 5},
    ]
    found = lake.found(dossiers({}, {}), history=history)
    assert codes(found["history_without_dossier"]) == ["D9"]
    assert codes(found["done_then_working"]) == ["D2"]


@pytest.mark.parametrize("number", ["000000001", "000000000000", "111111111", "123456789", "012345678901"[:10]])
def test_placeholder_numbers_give_codes_never_numbers(lake: Lake, number: str) -> None:
    people = [
        {"dossier_code": "D1", "identity_number": number},
        {"dossier_code": "D2", "identity_number": "014085001234"},
        {"dossier_code": "D3", "identity_number": None},
    ]
    found = lake.found(dossiers({}, {}, {}), applicants=people)["placeholder_identity"]
    assert collect(found.codes) == [{"dossier_code": "D1"}]
    assert number not in found.detail


def test_a_finish_and_a_promise_moved_between_readings(lake: Lake) -> None:
    now = dossiers(
        {"finished_at": at(10)},
        {},
        {"promised_at": at(12)},
        {"promised_at": at(12)} | {"supplement_requested_at": at(6)},
    )
    earlier = dossiers({"finished_at": at(15)}, {"finished_at": at(8)}, {}, {})
    found = lake.found(now, readings=earlier + now)
    assert codes(found["finish_moved_to_promise"]) == ["D1"]
    assert codes(found["promise_moved"]) == ["D3"]


def test_errors_come_first(lake: Lake) -> None:
    found = list(lake.found(dossiers({"promised_at": None}, {"promised_at": None}, {"promised_at": at(3)})))
    assert found == ["promised_before_received", "no_promise"]


def test_every_table_kind_of_the_list_is_checked() -> None:
    tried = {row[0] for row in ONE_ROW} | {row[0] for row in MANY}
    tried |= {"constant_flag", "two_codes_one_case", "history_without_dossier", "done_then_working"}
    tried |= {"placeholder_identity", "finish_moved_to_promise", "promise_moved"}
    assert tried == {kind.name for kind in finding_kinds().values() if kind.of == "table"}
