"""The forms of a saved answer: bare body, browser's log (HAR), folder of the fetcher. Told by content, not by name."""

import base64
import json
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.records.portal import Figure, Remark, read
from phucvu.records.portal.saved import period_of

UNIT = {"departmentId": "u1", "departmentCode": "H44.07", "departmentName": "Sở Công Thương", "childGroup": "AGENCY"}
TREE = {"totalReceived": 482, "totalOnTime": 332, "score": 13.78, "maxScore": 20}
PROVINCE = {"departmentCode": "H44", "departmentName": "Phú Thọ"} | TREE
MONTH = {"timeType": "month", "year": 2026, "month": 8}
PATH = "/api/v1/reporting/evaluation/dvc-progress-tree"


def answer(*children: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {"code": "OK", "data": {"children": list(children)} | data, "message": None}


def entry(document: Any, at: str = "2026-09-28T16:59:59.123Z", body: Any = MONTH, **response: Any) -> dict[str, Any]:
    """One request of a browser's log."""
    text = document if isinstance(document, str) else json.dumps(document)
    return {
        "startedDateTime": at,
        "request": {
            "method": "POST",
            "url": f"https://portal.example{PATH}?x=1",
            "postData": {"text": json.dumps(body)},
        },
        "response": {"status": 200, "content": {"text": text}} | response,
    }


def har(*entries: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def kept(folder: Path, name: str, content: Any, **told: Any) -> Path:
    """A raw answer with its line in the index."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf8")
    body = MONTH | {"currentPage": name}
    line = {"file": name, "path": PATH, "body": body, "read_at": "2026-09-28T08:00:00+07:00", "status": 200}
    line |= {"sha256": sha256(path.read_bytes()).hexdigest()} | told
    with (folder / "answers.jsonl").open("a", encoding="utf8") as index:
        index.write(json.dumps(line) + "\n")
    return path


def reading(*paths: Path, **asked: Any) -> tuple[list[Figure], list[Remark]]:
    remarks: list[Remark] = []
    return list(read(paths, on_remark=remarks.append, **asked)), remarks


def saved(folder: Path, content: str | bytes, name: str = "luu") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# ---- a bare body


@pytest.mark.parametrize("name", ["a_2026-10-10.json", "a_2026-10-10.txt", "a_2026-10-10.csv", "a_2026-10-10"])
def test_the_ending_of_the_name_does_not_matter(tmp_path: Path, name: str) -> None:
    text = "\ufeff\n " + json.dumps(answer(UNIT | TREE), indent=2)
    (figure,), remarks = reading(saved(tmp_path, text, name))
    assert (figure.day, figure.item, remarks) == (date(2026, 10, 10), "TDGQ", [])


@pytest.mark.parametrize(
    ("name", "asked", "day", "period", "read_at"),
    [
        ("a_2026-10-10", {}, "2026-10-10", "2026", "2026-10-10 23:59:59"),
        ("a_2026-08", {}, "2026-08-31", "2026-08", None),
        ("a", {"rubric_at": date(2026, 10, 10)}, "2026-10-10", "2026", None),
        ("a_2026-08", {"period": "2026-Q3"}, "2026-08-31", "2026-Q3", None),
        ("a", {"read_at": datetime(2026, 9, 1, 8)}, "2026-09-01", "2026", "2026-09-01 08:00:00"),
        ("a_2026-10-10", {"read_at": datetime(2026, 11, 1)}, "2026-10-10", "2026", "2026-10-10 23:59:59"),
    ],
)
def test_what_a_bare_body_does_not_tell(
    tmp_path: Path, name: str, asked: dict[str, Any], day: str, period: str, read_at: str | None
) -> None:
    """Day: in the name, else as said. Period: as said, else the month in the name, else the year of the day."""
    (figure,), _ = reading(saved(tmp_path, json.dumps(answer(UNIT | TREE)), name), **asked)
    assert (str(figure.day), figure.period) == (day, period)
    assert figure.read_at == (datetime.fromisoformat(read_at) if read_at else None)


def test_copies_and_pages_give_a_figure_once(tmp_path: Path) -> None:
    """Each page of a tree repeats its parent."""
    pages = [answer(UNIT | TREE, parent=PROVINCE), answer(UNIT | TREE | {"departmentCode": "H44.08"}, parent=PROVINCE)]
    paths = [saved(tmp_path, json.dumps(page), f"{n}_2026-08.json") for n, page in enumerate([*pages, pages[0]])]
    figures, _ = reading(*paths)
    assert [each.agency_code for each in figures] == ["H44", "H44.07", "H44.08"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
def test_another_encoding_is_a_sentence(tmp_path: Path, encoding: str) -> None:
    text = json.dumps(answer(UNIT | TREE | {"departmentName": "é"}), ensure_ascii=False)
    with pytest.raises(UserError, match=r"UTF-8.*tải lại"):
        reading(saved(tmp_path, text.encode(encoding), "a_2026-08.json"))


# ---- a browser's log


def test_a_log_tells_period_procedure_and_time(tmp_path: Path) -> None:
    (figure,), remarks = reading(saved(tmp_path, har(entry(answer(UNIT | TREE), body=MONTH | {"formalityID": "TT1"}))))
    assert (figure.file, figure.scope, figure.period) == ("luu", "TT1", "2026-08")
    assert (figure.day, figure.read_at) == (date(2026, 9, 28), datetime(2026, 9, 28, 23, 59, 59))
    assert remarks == []


def test_a_log_may_hold_base64(tmp_path: Path) -> None:
    text = base64.b64encode(json.dumps(answer(UNIT | TREE)).encode()).decode()
    good = entry("", content={"text": text, "encoding": "base64"})
    broken = entry("", content={"text": "@@@", "encoding": "base64"})
    figures, (remark,) = reading(saved(tmp_path, har(good, broken)))
    assert len(figures) == 1
    assert (remark.kind, remark.place, remark.is_rejected) == ("portal_unreadable", "log.entries[2]", True)


@pytest.mark.parametrize(
    "url", ["https://khac.example/api/v2/dvc-progress-tree", "https://portal.example/evaluation/x"]
)
def test_an_address_that_only_ends_alike_is_another_service(tmp_path: Path, url: str) -> None:
    other = entry(answer(UNIT | TREE | {"score": 1}))
    other["request"]["url"] = url
    (figure,), (remark,) = reading(saved(tmp_path, har(other, entry(answer(UNIT | TREE)))))
    assert (str(figure.points), remark.kind) == ("13.78", "portal_other_request")


def test_a_filter_that_nobody_knows_is_named(tmp_path: Path) -> None:
    """It may narrow the figures; known fields, and those left empty, do not."""
    body = MONTH | {"departmentType": "ADMINISTRATIVE_UNIT", "pageSize": 200, "fieldId": "DD01", "channel": None}
    _, (remark,) = reading(saved(tmp_path, har(entry(answer(UNIT | TREE), body=body))))
    assert (remark.kind, remark.place, remark.is_rejected) == ("portal_unknown_filter", "log.entries[1]", False)
    assert remark.sentence.endswith(": fieldId.")


@pytest.mark.parametrize(
    "text", ["[1]", "month=8", '{"year": Infinity, "month": 8}', '{"timeType": "week", "year": 2026}']
)
def test_a_request_whose_period_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    asked = entry(answer(UNIT | TREE))
    asked["request"]["postData"]["text"] = text
    (figure,), (remark,) = reading(saved(tmp_path, har(asked)))
    assert (figure.period, remark.kind) == ("2026", "portal_unread_period")


def test_other_requests_of_a_page_are_counted_in_one_remark(tmp_path: Path) -> None:
    picture = {"request": {"url": "https://portal.example/logo.png"}, "response": {"status": 200}}
    leave = entry("", status=204)
    leave["request"]["method"] = "OPTIONS"
    figures, (remark,) = reading(saved(tmp_path, har(picture, leave, entry(answer(UNIT | TREE)), "?")))
    assert len(figures) == 1
    assert (remark.kind, remark.is_rejected) == ("portal_other_request", False)
    assert remark.sentence.endswith(": 3.")


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (entry("", status=403), "portal_failed_request"),
        (entry("<html>đăng nhập</html>"), "portal_unreadable"),
        (entry({"code": "ERROR", "message": "hết phiên", "data": None}), "portal_unreadable"),
        (entry(answer()), "portal_unreadable"),
        (entry("", content={}), "portal_unreadable"),
    ],
)
def test_what_failed_in_a_log_does_not_take_the_rest_along(tmp_path: Path, bad: Any, kind: str) -> None:
    figures, (remark,) = reading(saved(tmp_path, har(bad, entry(answer(UNIT | TREE)))))
    assert [each.agency_code for each in figures] == ["H44.07"]
    assert (remark.kind, remark.place, remark.is_rejected) == (kind, "log.entries[1]", True)
    assert remark.sentence.startswith("Tệp “luu”, log.entries[1]")


def test_asked_twice_the_same_is_one_and_other_numbers_are_refused(tmp_path: Path) -> None:
    first, other = entry(answer(UNIT | TREE)), entry(answer(UNIT | TREE | {"score": 13.79}))
    assert len(reading(saved(tmp_path, har(first, first)))[0]) == 1
    with pytest.raises(UserError, match=r"H44\.07 TDGQ \(log\.entries\[1\] 1 và log\.entries\[2\] 1\)"):
        reading(saved(tmp_path, har(first, other)))


@pytest.mark.parametrize(
    ("body", "at", "kind"),
    [
        ({"timeType": "halfYear", "year": 2026}, "2026-09-28T08:00:00Z", "portal_unread_period"),
        ({"timeType": "year", "year": float("inf")}, "2026-09-28T08:00:00Z", "portal_unread_period"),
        (MONTH, "hôm qua", "portal_missing_field"),
        (MONTH, "0001-01-01T00:00:00+14:00", "portal_missing_field"),
    ],
)
def test_a_request_that_tells_no_period_or_time_is_remarked(tmp_path: Path, body: Any, at: str, kind: str) -> None:
    path = saved(tmp_path, har(entry(answer(UNIT | TREE), at, body)))
    figures, remarks = reading(path, rubric_at=date(2026, 9, 28))
    assert (len(figures), [each.kind for each in remarks]) == (1, [kind])


# ---- a folder of the fetcher


def test_a_folder_stands_for_its_files_and_its_index_tells_of_them(tmp_path: Path) -> None:
    kept(tmp_path, "a.bin", answer(UNIT | TREE))
    (figure,), remarks = reading(tmp_path)
    assert (figure.file, figure.period, figure.read_at) == ("a.bin", "2026-08", datetime(2026, 9, 28, 8))
    assert remarks == []


def test_a_changed_answer_is_refused(tmp_path: Path) -> None:
    kept(tmp_path, "a.json", answer(UNIT | TREE), sha256="0")
    with (tmp_path / "answers.jsonl").open("a") as index:
        index.write('{"file": "cut')
    with pytest.raises(UserError, match=r"“a\.json”.*mã băm.*tải lại"):
        reading(tmp_path)


@pytest.mark.parametrize(
    ("content", "status", "kind"),
    [
        ("<html>403 Forbidden</html>", 403, "portal_failed_request"),
        ("<html>đăng nhập</html>", 200, "portal_unreadable"),
        ({"code": "ERROR", "message": "bận", "data": None}, 200, "portal_unreadable"),
        ({"code": "OK", "data": {"children": []}}, 200, "portal_unreadable"),
        ("", 200, "portal_unreadable"),
    ],
)
def test_a_page_that_failed_is_named_and_the_others_are_read(
    tmp_path: Path, content: Any, status: int, kind: str
) -> None:
    kept(tmp_path, "a.json", answer(UNIT | TREE))
    kept(tmp_path, "b.json", content, status=status)
    figures, (remark,) = reading(tmp_path)
    assert (len(figures), remark.kind, remark.file, remark.is_rejected) == (1, kind, "b.json", True)


def test_of_a_page_asked_again_the_last_line_holds(tmp_path: Path) -> None:
    kept(tmp_path, "a.json", "<html>bận</html>", status=500)
    kept(tmp_path, "a.json", answer(UNIT | TREE))
    assert len(reading(tmp_path)[0]) == 1


def test_of_two_answers_to_one_request_the_later_holds(tmp_path: Path) -> None:
    kept(tmp_path, "a.json", answer(UNIT | TREE), body=MONTH)
    kept(tmp_path, "b.json", answer(UNIT | TREE | {"score": 13.79}), body=MONTH)
    (figure,), (remark,) = reading(tmp_path)
    assert (figure.file, remark.kind, remark.file) == ("b.json", "portal_asked_again", "a.json")
    assert not remark.is_rejected


def test_a_reading_past_midnight_is_one_reading(tmp_path: Path) -> None:
    kept(tmp_path, "a.json", answer(UNIT | TREE), read_at="2026-09-28T23:59:59+07:00")
    kept(tmp_path, "b.json", answer(PROVINCE), read_at="2026-09-29T00:00:02+07:00")
    figures, _ = reading(tmp_path)
    assert {each.day for each in figures} == {date(2026, 9, 28)}
    assert [str(each.read_at) for each in figures] == ["2026-09-28 23:59:59", "2026-09-29 00:00:02"]


def test_two_readings_of_one_day_stay_two(tmp_path: Path) -> None:
    for folder in ("sang", "chieu"):
        kept(tmp_path / folder, "a.json", answer(UNIT | TREE))
    assert len(reading(tmp_path)[0]) == 2


def test_an_index_alone_is_no_figure(tmp_path: Path) -> None:
    kept(tmp_path, "a.json", answer()).unlink()
    with pytest.raises(UserError, match="Không có tệp số liệu"):
        reading(tmp_path)
    with pytest.raises(UserError, match="Không có tệp số liệu"):
        reading(tmp_path / "answers.jsonl")


# ---- the period of a request


@pytest.mark.parametrize(
    ("body", "period"),
    [
        (MONTH, "2026-08"),
        ({"timeType": "month", "year": "2026", "month": "8"}, "2026-08"),
        ({"timeType": "quarter", "year": 2026, "quarter": 3}, "2026-Q3"),
        ({"timeType": "year", "year": 2026}, "2026"),
        ({"fromDate": "2026-08-01", "toDate": "2026-08-31"}, "2026-08"),
        ({"fromDate": "01/07/2026", "toDate": "30/09/2026"}, "2026-Q3"),
        ({"fromDate": "2025-01-01", "toDate": "2025-06-30"}, "2025-H1"),
        ({"fromDate": "2025-07-01", "toDate": "2025-12-31"}, "2025-H2"),
        ({"fromDate": "2025-01-01", "toDate": "2025-12-31"}, "2025"),
        ({"fromDate": "2026-07-31T17:00:00Z", "toDate": "2026-08-30T17:00:00Z"}, "2026-08"),
        ({"fromDate": "2026-08-01", "toDate": "2026-08-15"}, "2026-08-01/2026-08-15"),
        ({"fromDate": "2026-08-15", "toDate": "2026-08-01"}, None),
        ({"timeType": "month", "year": 2026, "month": 13}, None),
        ({"year": 2026, "month": 8}, "2026-08"),
        ({"year": 2026, "quarter": 3}, "2026-Q3"),
        ({"timeType": "MONTH", "year": "2026", "month": "8"}, "2026-08"),
        ({"timeType": "ever", "year": "x"}, None),
        ({}, None),
    ],
)
def test_the_period_a_request_asked_for(body: dict[str, Any], period: str | None) -> None:
    assert period_of(body) == period
