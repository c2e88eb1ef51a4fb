"""The portal's answers by example: each shape, and each fault as a sentence; nothing else ever comes out."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

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


def test_letters_without_a_maximum_keep_their_group(reading: Reading) -> None:
    """A plain number tells no maximum: TTTT is payment and CLGQ online, each with the rubric's."""
    scores = {"TTTT": 6.34, "CLGQ": 8.18}
    figures, remarks = reading(answer(evaluation=[UNIT | {"groupScores": scores, "totalScore": 14.52}]))
    assert [(each.item, each.max_points) for each in figures][:2] == [("TTTT", 10), ("CLGQ", 12)]
    assert remarks == []


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


def test_a_unit_without_a_level_gets_it_by_its_code_from_another_answer(reading: Reading) -> None:
    bare = {"departmentCode": "000.00.07.H44", "departmentName": "Sở CT"} | TREE
    figures, remarks = reading(answer(children=[bare]), answer(evaluation=[UNIT | {"groupScores": {}, "score": 1}]))
    assert {(each.agency_code, each.level, each.is_level_told) for each in figures} == {("H44.07", "department", True)}
    assert remarks == []


def test_two_answers_that_name_an_id_differently_name_nobody(reading: Reading) -> None:
    other = UNIT | {"departmentCode": "H44.08"} | TREE
    _, remarks = reading(
        answer(children=[UNIT | TREE]), answer(children=[other]), answer(children=[TREE | {"id": "u1"}])
    )
    assert [(each.kind, each.file) for each in remarks] == [("portal_unknown_unit", "3.json")]


def test_a_level_that_nobody_tells_is_said_once(reading: Reading) -> None:
    bare = [{"departmentCode": f"H44.0{n}", "departmentName": "Sở"} | TREE for n in (1, 2)]
    figures, (remark,) = reading(answer(children=bare))
    assert [each.is_level_told for each in figures] == [False, False]
    assert (remark.kind, remark.is_rejected) == ("portal_unknown_level", False)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"childGroup": "COMMUNE"}, "commune"),
        ({"childGroup": "AGENCY", "level": "COMMUNE"}, "department"),
        ({"childGroup": None, "level": "PROVINCE"}, "department"),
        ({"departmentType": "DISTRICT"}, "district"),
        ({"departmentType": "ADMINISTRATIVE_UNIT", "departmentCode": "000.00.00.H44"}, "province"),
    ],
)
def test_the_level_of_a_unit(reading: Reading, told: dict[str, Any], level: str) -> None:
    (figure,), _ = reading(answer(children=[{"departmentCode": "H44.07", "departmentName": "x"} | TREE | told]))
    assert (figure.level, figure.is_level_told) == (level, True)


def test_an_overview_is_a_unit_only_with_a_code_of_its_own(reading: Reading) -> None:
    metrics, province = {"metrics": [METRIC]}, {"departmentCode": "H44", "departmentName": "Phú Thọ"}
    listed = [UNIT | metrics]
    for overview, codes in (
        (metrics, ["H44.07"]),
        (UNIT | metrics, ["H44.07"]),
        (province | metrics, ["H44", "H44.07"]),
        (province, ["H44.07"]),
    ):
        figures, _ = reading(answer(overview=overview, evaluation=listed))
        assert [each.agency_code for each in figures] == codes


def test_a_unit_that_nobody_names_is_left_out_and_said(reading: Reading) -> None:
    figures, (remark,) = reading(answer(children=[UNIT | TREE, {"departmentName": "Sở lạ"} | TREE]))
    assert len(figures) == 1
    assert (remark.kind, remark.is_rejected) == ("portal_unknown_unit", True)
    assert "1.json" in remark.sentence
    assert "data.children[2]" in remark.sentence
    assert "Sở lạ" in remark.sentence


def test_a_text_for_a_number_is_said_once_a_field(reading: Reading) -> None:
    texts = [UNIT | TREE | {"departmentCode": f"H44.{n}", "score": "13.78", "maxScore": "20"} for n in range(10, 15)]
    figures, remarks = reading(answer(children=texts))
    assert [each.points for each in figures] == [Decimal("13.78")] * 5
    assert {each.place for each in remarks} == {"data.children[1].score", "data.children[1].maxScore"}
    assert len(remarks) == 2


def test_a_number_too_fine_to_be_points_is_refused_at_once(reading: Reading) -> None:
    """Dividing with it would take hours."""
    text = json.dumps(answer(children=[UNIT | TREE])).replace("13.78", "1e-999999999")
    figures, (remark,) = reading(text)
    assert (figures, remark.is_rejected) == ([], True)


def test_half_a_letter_in_a_name_can_still_be_printed(reading: Reading) -> None:
    (figure,), _ = reading(json.dumps(answer(children=[UNIT | TREE | {"departmentName": "Sở \ud800\n CT"}])))
    assert figure.agency_name.encode() == "Sở    CT".encode()


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
        {"totalOnTime": "9" * 5000},
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
        ("\n<!doctype html><html>403 Forbidden</html>", "HTML"),
        ('{"code":"OK","data":{"children":[', "bị cắt"),
        ("[1,2]", "không phải câu trả lời"),
        ('{"code":"ERROR","message":"hết phiên","data":null}', "hết phiên"),
        ('{"code":"OK","data":null}', "data trống"),
        ('{"code":"OK","data":[]}', "không đúng dạng"),
        ('{"code":"OK","data":{"evaluation":[]}}', "không có đơn vị nào"),
        ('{"code":"OK","data":{"children":[{"departmentCode":"H44.07","x":1}]}}', "dịch vụ nào"),
        ('{"code":"OK","data":{"children":[NaN]}}', "bị cắt"),
        ('{"code":"OK","data":' + "[" * 99_999, "bị cắt"),
        ('{"code":"OK","data":{"parent":null,"children":[],"evaluation":null}}', "không có đơn vị nào"),
        ('{"log":{"entries":[{"request":{"url":"https://portal.example/logo.png"}}]}}', "HAR"),
    ],
)
def test_what_is_no_answer_is_one_sentence(reading: Reading, content: str, words: str) -> None:
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


def test_a_spelling_that_is_null_does_not_hide_another(reading: Reading) -> None:
    twice = {"departmentCode": None, "unitCode": "H44.07", "score": None, "totalScore": 13.78}
    (figure,), remarks = reading(answer(children=[UNIT | TREE | twice]))
    assert (figure.agency_code, figure.points, remarks) == ("H44.07", Decimal("13.78"), [])


@pytest.mark.parametrize("metrics", [[], None])
def test_a_unit_without_any_metric_is_said(reading: Reading, metrics: Any) -> None:
    others = UNIT | {"departmentCode": "H44.08", "metrics": [METRIC]}
    figures, (remark,) = reading(answer(evaluation=[UNIT | {"metrics": metrics}, others]))
    assert [each.agency_code for each in figures] == ["H44.08"]
    assert (remark.kind, remark.place) == ("portal_missing_field", "data.evaluation[1]")


def test_unknown_fields_are_named_wherever_they_stand(reading: Reading) -> None:
    node = UNIT | {"metrics": [METRIC | {"weight": 1}], "colour": "red"}
    _, (remark,) = reading(answer(evaluation=[node], summary={}) | {"traceId": "x"})
    assert remark.sentence.endswith(": colour, summary, traceId, weight.")


def test_units_below_units_are_not_passed_over_in_silence(reading: Reading) -> None:
    """None are known. An empty list, as trees often carry, says nothing."""
    leaf = UNIT | TREE | {"children": []}
    assert reading(answer(children=[leaf]))[1] == []
    figures, (remark,) = reading(answer(children=[UNIT | TREE | {"children": [leaf]}]))
    assert (len(figures), remark.kind) == (1, "portal_unknown_field")
    assert remark.sentence.endswith(": children.")


def test_a_child_that_should_show_counts_and_does_not_is_said(reading: Reading) -> None:
    """Of the trees only the online one has units with points and nothing else."""
    online = {"departmentCode": "H44", "authorityCount": 56, "partialCount": 31, "fullCount": 21}
    online |= {
        "onlineDossierCount": 1,
        "onlineServiceTotal": 2,
        "channelOnlineSum": 1,
        "channelTotalSum": 2,
        "score": 8,
    }
    assert reading(answer(parent=online, children=[UNIT | {"score": 6, "maxScore": 12}]))[1] == []
    whole = UNIT | TREE | {"departmentCode": "H44.08"}
    _, remarks = reading(answer(children=[UNIT | {"score": 6, "maxScore": 20}, whole]))
    assert {each.place for each in remarks} == {"data.children[1]"}
    assert {each.kind for each in remarks} == {"portal_missing_field"}


def test_a_number_beyond_all_numbers_takes_its_element_out(reading: Reading) -> None:
    text = json.dumps(answer(children=[UNIT | TREE, UNIT | TREE | {"departmentCode": "H44.08"}]))
    figures, (remark,) = reading(text.replace("13.78", "1e99999999999999999999", 1))
    assert [each.agency_code for each in figures] == ["H44.08"]
    assert (remark.kind, remark.place) == ("portal_unreadable", "data.children[1].score")
