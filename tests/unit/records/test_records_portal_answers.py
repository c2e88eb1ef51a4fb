"""The portal's answers by example: each shape, and each fault as a sentence; nothing else ever comes out."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.records.portal import Figure, Remark, read

DAY = date(2026, 9, 26)
UNIT = {"departmentId": "u1", "departmentCode": "H44.07", "departmentName": "Sở Công Thương", "childGroup": "AGENCY"}
TREE = {"totalReceived": 482, "totalOnTime": 332, "totalOverdue": 150, "score": 13.78, "maxScore": 20}
METRIC = {
    "code": "ORIGINAL_RESULT_AVAILABLE",
    "name": "Kết quả điện tử",
    "numerator": 99,
    "denominator": 100,
    "ratio": 99,
    "score": 5.94,
    "maxScore": 6,
    "dataQualityStatus": None,
    "dataQualityMessage": None,
}


def answer(**data: Any) -> dict[str, Any]:
    return {"code": "OK", "data": data, "message": None}


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., tuple[list[Figure], list[Remark]]]:
    """reading(document, …) -> figures and remarks of files 1.json, 2.json, …"""

    def read_them(*documents: Any, day: date | None = DAY) -> tuple[list[Figure], list[Remark]]:
        paths = []
        for number, document in enumerate(documents, 1):
            path = tmp_path / f"{number}.json"
            path.write_text(document if isinstance(document, str) else json.dumps(document), "utf8")
            paths.append(path)
        remarks: list[Remark] = []
        return list(read(paths, day, on_remark=remarks.append)), remarks

    return read_them


Reading = Callable[..., tuple[list[Figure], list[Remark]]]


def test_a_tree_gives_the_group_with_its_counts(reading: Reading) -> None:
    (figure,), remarks = reading(answer(parent=None, children=[UNIT | TREE]))
    assert (figure.agency_code, figure.level, figure.item, figure.row) == ("H44.07", "department", "TDGQ", 1)
    assert (figure.points, figure.max_points) == (Decimal("13.78"), 20)
    assert figure.counts == {"progress.on_time": (332, 482)}
    assert (figure.day, figure.period, figure.scope, remarks) == (DAY, "2026", "all", [])


def test_metrics_give_criteria_with_flags_and_the_groups_own_points(reading: Reading) -> None:
    flagged = METRIC | {"code": "SO_HOA_GIAY_TO_GIAI_QUYET", "dataQualityStatus": "TEMP"}
    node = UNIT | {"metrics": [METRIC, flagged], "totalScore": 9.9, "totalMaxScore": 22}
    figures, remarks = reading(answer(evaluation=[node]))
    assert [(each.item, each.group, each.points, each.flags) for each in figures] == [
        ("ORIGINAL_RESULT_AVAILABLE", "MDSH", Decimal("5.94"), ()),
        ("SO_HOA_GIAY_TO_GIAI_QUYET", "MDSH", Decimal("5.94"), ("TEMP",)),
        ("MDSH", "MDSH", Decimal("9.9"), ()),
    ]
    assert remarks == []


@pytest.mark.parametrize("scores", [{"TDGQ": 13.78, "MDHL": None}, {"TDGQ": {"score": 13.78}, "MDHL": {"score": None}}])
def test_group_scores_are_numbers_or_objects(reading: Reading, scores: dict[str, Any]) -> None:
    figures, _ = reading(answer(evaluation=[UNIT | {"groupScores": scores, "totalScore": 50.5, "totalMaxScore": 100}]))
    assert [(each.item, each.points, each.max_points) for each in figures] == [
        ("TDGQ", Decimal("13.78"), 20),
        ("MDHL", None, 18),  # the maximum is the rubric's where the portal shows none
        ("TOTAL", Decimal("50.5"), 100),
    ]


def test_letters_of_two_groups_are_told_by_their_maxima(reading: Reading) -> None:
    scores = {"CLGQ": {"score": 4, "maxScore": 10}, "TTTT": {"score": 6.7, "maxScore": 12}}
    figures, remarks = reading(answer(evaluation=[UNIT | {"groupScores": scores, "totalScore": 10.7}]))
    assert [(each.item, each.points) for each in figures][:2] == [("TTTT", 4), ("ONLINE", Decimal("6.7"))]
    assert [each.kind for each in remarks] == ["portal_swapped_groups"] * 2


def test_exact_ties_stay_exact(reading: Reading) -> None:
    (figure,), _ = reading('{"code":"OK","data":{"children":[' + json.dumps(UNIT | TREE)[:-1] + ',"score":18.125}]}}')
    assert figure.points == Decimal("18.125")


def test_children_of_the_online_tree_carry_points_only(reading: Reading) -> None:
    counts = {"authorityCount": 56, "partialCount": 31, "fullCount": 21, "onlineDossierCount": 406}
    counts |= {"onlineServiceTotal": 1968, "channelOnlineSum": 150956, "channelTotalSum": 152595}
    province = {"departmentCode": "H44", "departmentName": "Phú Thọ", "score": 8.83, "maxScore": 12} | counts
    figures, remarks = reading(answer(parent=province, children=[UNIT | {"score": 6.5, "maxScore": 12}]))
    assert figures[0].counts["online.offered"] == (52, 56)
    assert (figures[0].level, figures[1].counts, remarks) == ("province", {}, [])


def test_a_unit_known_by_its_id_only_is_named_by_another_answer(reading: Reading) -> None:
    bare = {"departmentId": "u1", "departmentName": "Sở CT"} | TREE
    listed = answer(evaluation=[UNIT | {"groupScores": {}, "totalScore": None}])
    figures, remarks = reading(answer(children=[bare]), listed)
    assert [(each.agency_code, each.level) for each in figures] == [("H44.07", "department")] * 2
    assert remarks == []


def test_a_unit_that_nobody_names_is_left_out_and_said(reading: Reading) -> None:
    figures, (remark,) = reading(answer(children=[UNIT | TREE, {"departmentName": "Sở lạ"} | TREE]))
    assert len(figures) == 1
    assert (remark.kind, remark.is_rejected) == ("portal_unknown_unit", True)
    assert "1.json" in remark.sentence
    assert "data.children[2]" in remark.sentence
    assert "Sở lạ" in remark.sentence


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"totalReceived": "482"}, "portal_number_as_text", "“482”"),
        ({"score": "13,78"}, "portal_number_as_text", "“13,78”"),
        ({"tongSo": 1, "khac": 2}, "portal_unknown_field", "khac, tongSo"),
    ],
)
def test_oddities_are_read_and_said(reading: Reading, change: dict[str, Any], kind: str, words: str) -> None:
    (figure,), (remark,) = reading(answer(children=[UNIT | TREE | change]))
    assert (figure.points, figure.counts["progress.on_time"]) == (Decimal("13.78"), (332, 482))
    assert (remark.kind, remark.is_rejected) == (kind, False)
    assert words in remark.sentence
    assert remark.remedy


@pytest.mark.parametrize(
    "change",
    [
        {"totalReceived": "bốn trăm"},
        {"totalReceived": "184.513"},
        {"totalReceived": -1},
        {"totalReceived": 4.5},
        {"totalReceived": True},
        {"totalReceived": [1]},
        {"score": "NaN"},
        {"score": -3},
        {"score": {}},
        {"maxScore": "hai mươi"},
        {"totalOnTime": 10**30},
    ],
)
def test_a_number_that_is_none_leaves_its_element_out(reading: Reading, change: dict[str, Any]) -> None:
    figures, (remark,) = reading(answer(children=[UNIT | TREE | change, UNIT | TREE | {"departmentCode": "H44.08"}]))
    assert [each.agency_code for each in figures] == ["H44.08"]
    assert (remark.kind, remark.is_rejected, remark.row) == ("portal_unreadable", True, 1)
    assert f"data.children[1].{next(iter(change))}" in remark.sentence


def test_a_bad_metric_does_not_take_the_others_along(reading: Reading) -> None:
    node = UNIT | {"metrics": [METRIC | {"numerator": "x"}, METRIC | {"code": None}, "chữ", METRIC]}
    figures, remarks = reading(answer(evaluation=[node]))
    assert [each.item for each in figures] == ["ORIGINAL_RESULT_AVAILABLE"]
    assert [each.kind for each in remarks] == ["portal_unreadable"] * 3


def test_null_is_null_and_a_missing_field_is_said_once(reading: Reading) -> None:
    short = {name: value for name, value in (UNIT | TREE).items() if name != "totalOnTime"}
    others = [short | {"departmentCode": f"H44.1{n}", "departmentId": f"u1{n}"} for n in range(3)]
    figures, remarks = reading(answer(children=[UNIT | TREE | {"totalReceived": None}, *others]))
    assert [each.counts for each in figures] == [{"progress.on_time": None}] * 4
    assert [(each.kind, each.place) for each in remarks] == [("portal_missing_field", "data.children[2]")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<!doctype html><html>403 Forbidden</html>", "HTML"),
        ('{"code":"OK","data":{"children":[', "bị cắt"),
        ("[1,2]", "không phải câu trả lời"),
        ('{"code":"ERROR","message":"hết phiên","data":null}', "hết phiên"),
        ('{"code":"OK","data":null}', "data trống"),
        ('{"code":"OK","data":[]}', "không đúng dạng"),
        ('{"code":"OK","data":{"evaluation":[]}}', "không có đơn vị nào"),
        ('{"code":"OK","data":{"children":[{"departmentCode":"H44.07","x":1}]}}', "dịch vụ nào"),
        ('{"code":"OK","data":{"children":[NaN]}}', "bị cắt"),
        ('{"log":{"entries":[{"request":{"url":"https://portal.example/logo.png"}}]}}', "HAR"),
    ],
)
def test_what_is_no_answer_is_one_sentence(reading: Reading, content: str, words: str) -> None:
    if content.startswith("<"):
        content = "{" + content  # looked at as an answer only when it opens like one
        words = "bị cắt"
    with pytest.raises(UserError, match=words) as error:
        reading(content)
    assert "1.json" in str(error.value)
    assert "ãy " in str(error.value)


def test_two_figures_that_contradict_each_other_are_refused(reading: Reading) -> None:
    twice = answer(children=[UNIT | TREE, UNIT | TREE])
    assert len(reading(twice)[0]) == 1
    with pytest.raises(UserError, match=r"H44\.07 TDGQ"):
        reading(answer(children=[UNIT | TREE, UNIT | TREE | {"score": 13.79}]))


def test_without_a_day_the_remedy_is_told(reading: Reading) -> None:
    with pytest.raises(UserError, match="--rubric-at"):
        reading(answer(children=[UNIT | TREE]), day=None)


def test_a_changed_raw_answer_is_refused(reading: Reading, tmp_path: Path) -> None:
    entry = {"file": "1.json", "path": "/x/dvc-progress-tree", "body": {}, "read_at": "2026-09-26T08:00:00+07:00"}
    entry |= {"status": 200, "sha256": "0"}
    (tmp_path / "answers.jsonl").write_text(json.dumps(entry) + "\n{cut", "utf8")
    with pytest.raises(UserError, match="mã băm"):
        reading(answer(children=[UNIT | TREE]))


@pytest.mark.parametrize(
    ("body", "period"),
    [
        ({"timeType": "month", "year": 2026, "month": 8}, "2026-08"),
        ({"timeType": "quarter", "year": 2026, "quarter": 3}, "2026-Q3"),
        ({"timeType": "year", "year": 2026}, "2026"),
        ({"fromDate": "2026-08-01", "toDate": "2026-08-31"}, "2026-08"),
        ({"fromDate": "01/07/2026", "toDate": "30/09/2026"}, "2026-Q3"),
        ({"fromDate": "2026-08-01", "toDate": "2026-08-15"}, "2026-08-01/2026-08-15"),
        ({"timeType": "month", "year": 2026, "month": 13}, None),
        ({"timeType": "ever", "year": "x"}, None),
        ({}, None),
    ],
)
def test_the_period_a_request_asked_for(body: dict[str, Any], period: str | None) -> None:
    from phucvu.records.portal.saved import period_of

    assert period_of(body) == period


def test_reading_time_and_procedure_of_a_har(reading: Reading) -> None:
    body = json.dumps({"timeType": "month", "year": 2026, "month": 8, "formalityId": "TT1"})
    entry = {
        "startedDateTime": "2026-09-28T16:59:59.123Z",
        "request": {"url": "https://portal.example/a/dvc-progress-tree?x=1", "postData": {"text": body}},
        "response": {"status": 200, "content": {"text": json.dumps(answer(children=[UNIT | TREE]))}},
    }
    refused = entry | {"response": {"status": 403}}
    (figure,), (remark,) = reading({"log": {"entries": [entry, refused]}}, day=None)
    assert (figure.scope, figure.period, figure.read_at) == ("TT1", "2026-08", datetime(2026, 9, 28, 23, 59, 59))
    assert figure.day == date(2026, 9, 28)
    assert remark.kind == "portal_failed_request"


WHOLE = json.dumps(
    answer(
        parent=UNIT | TREE,
        evaluation=[UNIT | {"departmentCode": "H44.01", "metrics": [METRIC], "groupScores": {"TDGQ": {"score": 1}}}],
    )
)
JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just([]), st.just({}))


def places(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(place for key, value in inside for place in places(value, (*here, key)))]


@settings(max_examples=150)
@given(st.data())
def test_any_damage_gives_figures_and_remarks_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    document = json.loads(WHOLE)
    *path, last = data.draw(st.sampled_from(places(document)[1:]))
    node = document
    for key in path:
        node = node[key]
    node[last] = data.draw(JUNK)
    text = json.dumps(document)
    cut = data.draw(st.one_of(st.just(len(text)), st.integers(1, len(text))))
    file = tmp_path_factory.mktemp("damaged") / "1.json"
    file.write_text(text[:cut], "utf8")
    remarks: list[Remark] = []
    try:
        figures = list(read([file], DAY, on_remark=remarks.append))
    except UserError as error:
        assert "1.json" in str(error)
    else:
        assert all(isinstance(each, Figure) for each in figures)
        assert all(each.sentence.startswith("Tệp “1.json") for each in remarks)
