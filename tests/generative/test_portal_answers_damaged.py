"""Saved answers damaged in any way give figures and remarks, or one sentence; never anything else."""

import json
import re
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.main.replay import replay

UNIT = {"departmentId": "u1", "departmentCode": "H44.07", "departmentName": "Sở", "childGroup": "AGENCY"}
METRICS = [
    {
        "code": code,
        "name": code,
        "numerator": 1,
        "denominator": 4,
        "score": 1.5,
        "maxScore": 6,
        "dataQualityStatus": "X",
    }
    for code in ("PUBLISH_ON_TIME", "ORIGINAL_RESULT_AVAILABLE", "PETITION_PROCESSING_ON_TIME")
]
GROUPS = {"CKMB": 1, "TDGQ": {"score": 10, "maxScore": 20}, "CLGQ": {"score": 1, "maxScore": 10}, "TTTT": 2.5}
PROGRESS = {"totalReceived": 4, "totalOnTime": 2, "totalOverdue": 2, "score": 10, "maxScore": 20}
ONLINE = {"authorityCount": 4, "partialCount": 1, "fullCount": 1, "onlineDossierCount": 1, "onlineServiceTotal": 2}
ONLINE |= {"channelOnlineSum": 1, "channelTotalSum": 2, "score": 8.5, "maxScore": 12}
PAYMENT = {"totalDossierOnlinePaymentSuccess": 1, "totalDossierFinancialObligation": 2, "totalFeeFormality": 4}
PAYMENT |= {"totalDossierOnlineFormalityPaymentSuccess": 1, "totalFeeDossierFormality": 1, "score": 4, "maxScore": 10}
DATA: dict[str, dict[str, Any]] = {
    "service-results": {"evaluation": [UNIT | {"groupScores": GROUPS, "totalScore": 9, "totalMaxScore": 100}]},
    "transparency": {"overview": UNIT | {"metrics": METRICS}, "evaluation": [UNIT | {"metrics": METRICS}]},
    "dvc-progress-tree": {"parent": UNIT | PROGRESS, "children": [UNIT | PROGRESS]},
    "provide-online-tree": {"parent": UNIT | ONLINE, "children": [UNIT | {"score": 4, "maxScore": 12}]},
    "formality-online-payment-tree": {"parent": None, "children": [UNIT | PAYMENT]},
}
BODY = {"timeType": "month", "year": 2026, "month": 8, "formalityId": None, "fromDate": None, "toDate": None}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(
        ["", "18.125", "307.000", "-1", "9" * 5000, "\ud800", "G22.99", "DISTRICT", "2023-05-31T00:00:00Z"]
    ),
    st.sampled_from([10**25, 1e-300, 1e300, -0.0, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
    st.text(max_size=9),
    st.just([]),
    st.just({}),
    st.just([[1], {"code": {}}]),
)


def request(service: str) -> dict[str, Any]:
    """An answer as an entry of a browser's log."""
    return {
        "startedDateTime": "2026-09-26T08:00:00+07:00",
        "request": {
            "method": "POST",
            "url": f"https://portal.example/api/v1/reporting/evaluation/{service}",
            "postData": {"text": json.dumps(BODY)},
        },
        "response": {"status": 200, "content": {"text": json.dumps({"code": "OK", "data": DATA[service]})}},
    }


def places(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(place for key, value in inside for place in places(value, (*here, key)))]


def damage(document: Any, data: st.DataObject) -> None:
    """Put junk somewhere, take something away, or put a part in the place of another."""
    spots = places(document)[1:]
    if not spots:
        return
    *path, last = data.draw(st.sampled_from(spots))
    node = document
    for key in path:
        node = node[key]
    if data.draw(st.booleans()):
        node[last] = deepcopy(data.draw(JUNK))
    else:
        del node[last]


def replayed(folder: Path) -> None:
    """What comes out can be printed; what is refused is a sentence about a file of the folder."""
    try:
        result = replay([folder], "2026-09-26")
        text = json.dumps(result.document, ensure_ascii=False)
    except UserError as error:
        text = str(error)
        assert re.search(r"[Hh]ãy |Tải lại|Đưa kèm", text)
    text.encode()


@settings(max_examples=120)
@given(st.data())
def test_a_bare_body(data: st.DataObject) -> None:
    document = {"code": "OK", "data": json.loads(json.dumps(data.draw(st.sampled_from(list(DATA.values())))))}
    for _ in range(data.draw(st.integers(1, 4))):
        damage(document, data)
    content = bytearray(json.dumps(document).encode())
    for _ in range(data.draw(st.sampled_from([0, 0, 1, 3]))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "1.json"
        path.write_bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
        replayed(Path(folder))


@settings(max_examples=80)
@given(st.data())
def test_a_browsers_log(data: st.DataObject) -> None:
    document = {"log": {"version": "1.2", "entries": [request(service) for service in DATA]}}
    for _ in range(data.draw(st.integers(1, 4))):
        damage(document, data)
    with TemporaryDirectory() as folder:
        (Path(folder) / "1.har").write_text(json.dumps(document), "utf8")
        replayed(Path(folder))


@settings(max_examples=80)
@given(st.data())
def test_a_folder_of_the_fetcher(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        lines = []
        for service, its in DATA.items():
            path = Path(folder) / f"{service}.json"
            document = {"code": "OK", "data": json.loads(json.dumps(its))}
            damage(document, data)
            path.write_text(json.dumps(document), "utf8")
            line = {"file": path.name, "path": service, "body": dict(BODY), "read_at": "2026-09-26T08:00:00+07:00"}
            line |= {"status": 200, "sha256": sha256(path.read_bytes()).hexdigest()}
            if data.draw(st.booleans()):
                damage(line, data)
            lines.append(json.dumps(line))
        (Path(folder) / "answers.jsonl").write_text("\n".join(lines), "utf8")
        replayed(Path(folder))
