"""Asking the portal: what is asked in which order, how fast, what is kept, and what happens when it does not answer."""

import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

import phucvu
from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main import fetching, official_files
from phucvu.records import portal as portal_records
from phucvu.records.portal.index import INDEX, entries

from .conftest import Ran
from .recorded_portal import RECORDED, Portal, Reply, page_of, recorded_portal, said

Run = Callable[..., Ran]
SERVICES = [
    *("service-results", "transparency", "dvc-progress-tree", "provide-online-tree"),
    *("formality-online-payment-tree", "dossier-digitized", "handling-satisfaction"),
]
EVERYTHING = [f"{service}.{whose}.1" for whose in ("provinces", "units") for service in SERVICES]
MORNING = datetime(2026, 9, 28, 10, 0)


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with recorded_portal() as recorded:
        yield recorded


@dataclass
class Office:
    """A workspace of Phú Thọ whose clock goes on by a minute with every look and whose pauses take no time."""

    workspace: Workspace
    portal: Portal
    pauses: list[float] = field(default_factory=list)
    clock: datetime = MORNING

    def fetch(self, period: str = "2026-08", **settings: Any) -> fetching.Fetched:
        path = self.workspace.path / "workspace.yaml"
        given = {"portal_url": self.portal.url, "portal_pause_seconds": 2} | settings
        path.write_text(yaml.safe_dump(self.workspace.settings | given), "utf8")
        return fetching.fetch(self.workspace.path, period, None, lambda *_: None, self.pauses.append, self.now)

    def now(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def entries(self) -> list[dict[str, Any]]:
        (folder,) = (self.workspace.path / "portal" / "2026-08").iterdir()
        return [json.loads(line) for line in (folder / "answers.jsonl").read_text("utf8").splitlines()]


@pytest.fixture
def office(tmp_path: Path, portal: Portal) -> Office:
    return Office(Workspace.create(tmp_path / "ws", "H44"), portal)


# ---- what is asked


def test_seven_services_for_all_provinces_then_for_the_units_of_ours(office: Office, portal: Portal) -> None:
    office.fetch()
    assert portal.names == EVERYTHING
    first, *_, last = [each.body for each in portal.asked]
    assert first == {
        **{"timeType": "month", "year": 2026, "month": 8},
        **{"departmentType": "ADMINISTRATIVE_UNIT", "currentPage": 1, "pageSize": 200},
    }
    # This service knows no kind of period: it is asked with the first and last day.
    assert last == {
        **{"fromDate": "2026-08-01", "toDate": "2026-08-31"},
        **{"rootDepartmentId": "id-h44", "currentPage": 1, "pageSize": 200},
    }


@pytest.mark.parametrize(
    ("period", "fields", "days"),
    [
        ("2026-Q3", {"timeType": "quarter", "year": 2026, "quarter": 3}, ("2026-07-01", "2026-09-30")),
        ("2026", {"timeType": "year", "year": 2026}, ("2026-01-01", "2026-12-31")),
    ],
)
def test_quarters_and_years(
    office: Office, portal: Portal, period: str, fields: dict[str, Any], days: tuple[str, str]
) -> None:
    office.fetch(period)
    assert fields.items() <= portal.asked[0].body.items()
    last = portal.asked[-1].body
    assert (last["fromDate"], last["toDate"]) == days


def test_pages_are_asked_until_one_is_not_full(office: Office, portal: Portal) -> None:
    portal.replies["service-results.provinces.1"] = [page_of(0, 200)]
    portal.replies["service-results.provinces.2"] = [said(RECORDED["service-results.provinces"])]
    office.fetch()
    assert portal.names[:3] == [
        "service-results.provinces.1",
        "service-results.provinces.2",
        "transparency.provinces.1",
    ]
    assert "service-results.units.1" in portal.names  # our province stood on the second page


def test_a_portal_that_gives_the_same_page_again_is_not_asked_for_ever(office: Office, portal: Portal) -> None:
    portal.replies["transparency.provinces.1"] = [page_of(0, 200)]
    portal.replies["transparency.provinces.2"] = [page_of(0, 200)]
    office.fetch()
    assert [name for name in portal.names if name.startswith("transparency.provinces")] == [
        "transparency.provinces.1",
        "transparency.provinces.2",
    ]


def test_without_our_province_in_the_answers_no_units_are_asked(office: Office, portal: Portal) -> None:
    for service in SERVICES:
        portal.replies[f"{service}.provinces.1"] = [page_of(50, 3)]
    told = office.fetch().sentences
    assert all(each.whose == "provinces" for each in portal.asked)
    assert "Không thấy H44" in told[-1]


# ---- politely


def test_one_at_a_time_with_a_pause_between_and_an_honest_name(office: Office, portal: Portal) -> None:
    office.fetch(portal_pause_seconds=7)
    assert portal.busiest == 1
    assert office.pauses == [7.0] * (len(EVERYTHING) - 1)
    assert {each.agent for each in portal.asked} == {f"phucvu/{phucvu.__version__}"}


@pytest.mark.parametrize(("status", "words"), [(403, "từ chối truy cập"), (429, "quá nhiều yêu cầu")])
def test_a_refusal_stops_at_once_and_says_how_to_go_on(office: Office, portal: Portal, status: int, words: str) -> None:
    portal.replies["dvc-progress-tree.provinces.1"] = [Reply(b"no", status)]
    with pytest.raises(UserError) as refused:
        office.fetch()
    assert portal.names == EVERYTHING[:3]  # nothing is asked after it
    told = str(refused.value)
    assert all(each in told for each in (str(status), words, "dvc-progress-tree", "Đã giữ 2 câu", "chưa nhập gì"))
    assert [entry["status"] for entry in office.entries()] == [200, 200, status]


def test_a_server_in_trouble_is_asked_again_later_and_later(office: Office, portal: Portal) -> None:
    portal.replies["service-results.provinces.1"] = [Reply(b"", 500), Reply(b"", 503)]
    office.fetch()
    assert portal.names[:3] == ["service-results.provinces.1"] * 3
    assert office.pauses[:3] == [4.0, 10.0, 2.0]
    assert [entry["status"] for entry in office.entries()] == [200] * len(EVERYTHING)


def test_a_server_that_stays_in_trouble_ends_in_a_sentence(office: Office, portal: Portal) -> None:
    portal.replies["transparency.provinces.1"] = [Reply(b"", 502)] * 9
    with pytest.raises(UserError, match=r"báo lỗi 502, đã hỏi 4 lần.*Đã giữ 1 câu trả lời"):
        office.fetch()
    assert len(portal.asked) == 1 + 4
    pauses = [2.0, 4.0, 10.0, 30.0]
    assert office.pauses == pauses
    assert all(later > sooner for sooner, later in pairwise(pauses))


def test_a_line_that_breaks_half_way_is_asked_again(office: Office, portal: Portal) -> None:
    whole = said(RECORDED["transparency.provinces"])
    portal.replies["transparency.provinces.1"] = [Reply(whole.body, cut=True)]
    office.fetch()
    assert portal.names.count("transparency.provinces.1") == 2
    assert len(office.entries()) == len(EVERYTHING)


def test_nobody_there_is_a_sentence(office: Office, portal: Portal) -> None:
    with pytest.raises(UserError, match="không nối được"):
        office.fetch(portal_url="http://127.0.0.1:9")


def test_another_host_is_not_followed(office: Office, portal: Portal) -> None:
    portal.replies["transparency.provinces.1"] = [Reply(b"", 302, {"Location": "http://example.invalid/login"})]
    with pytest.raises(UserError, match=r"302, chuyển sang http://example\.invalid/login \(không theo\)"):
        office.fetch()
    assert len(portal.asked) == 2


# ---- what is kept


def test_answers_are_kept_byte_for_byte_with_hash_time_and_request(office: Office, portal: Portal) -> None:
    fetched = office.fetch()
    entries = office.entries()
    assert len(entries) == len(EVERYTHING)
    assert set(entries[0]) == {"file", "path", "body", "read_at", "status", "sha256"}
    for entry, asked in zip(entries, portal.asked, strict=True):
        content = (fetched.folder / entry["file"]).read_bytes()
        assert content == portal.reply(asked).body
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert entry["path"].endswith(f"/evaluation/{asked.service}")
        assert entry["body"] == asked.body
    assert entries[0]["read_at"] == "2026-09-28T10:02:00+07:00"
    assert {stat.S_IMODE(path.stat().st_mode) for path in fetched.folder.iterdir()} == {0o600}
    assert stat.S_IMODE(fetched.folder.stat().st_mode) == 0o700


def test_what_is_no_answer_is_kept_and_asked_again_the_same_day(office: Office, portal: Portal) -> None:
    portal.replies["transparency.provinces.1"] = [Reply(b"<html>Login</html>")]
    portal.replies["dossier-digitized.units.1"] = [said({"code": "ERROR", "data": None, "message": "x"})]
    fetched = office.fetch()
    assert (fetched.folder / office.entries()[1]["file"]).read_bytes() == b"<html>Login</html>"
    portal.asked.clear()
    assert office.fetch().folder == fetched.folder
    assert portal.names == ["transparency.provinces.1", "dossier-digitized.units.1"]


def test_a_stopped_fetch_goes_on_without_asking_again(office: Office, portal: Portal) -> None:
    portal.replies["transparency.units.1"] = [Reply(b"", 429)]
    with pytest.raises(UserError):
        office.fetch()
    portal.asked.clear()
    fetched = office.fetch()
    assert portal.names == EVERYTHING[EVERYTHING.index("transparency.units.1") :]
    assert f"{len(EVERYTHING) + 1} câu trả lời của Cổng DVCQG (9 câu trả lời có từ lần trước)" in fetched.sentences[0]


def test_a_line_torn_by_a_crash_and_a_file_cut_short_are_asked_again(office: Office, portal: Portal) -> None:
    folder = office.fetch().folder
    index, first = folder / "answers.jsonl", office.entries()[0]["file"]
    index.write_bytes(index.read_bytes()[:-30])
    (folder / first).write_bytes(b"{")
    portal.asked.clear()
    assert office.fetch().folder == folder
    assert portal.names == [EVERYTHING[0], EVERYTHING[-1]]
    assert len(office.entries()) == len(EVERYTHING) + 1  # every line can be read


def test_a_finished_reading_is_followed_by_a_new_one(office: Office, portal: Portal) -> None:
    first = office.fetch().folder
    portal.asked.clear()
    second = office.fetch().folder
    assert second != first
    assert portal.names == EVERYTHING


def test_an_unfinished_reading_of_yesterday_is_left_alone(office: Office, portal: Portal) -> None:
    portal.replies["transparency.units.1"] = [Reply(b"", 429)]
    with pytest.raises(UserError):
        office.fetch()
    portal.asked.clear()
    office.clock += timedelta(days=1)
    office.fetch()
    assert portal.names == EVERYTHING


def test_two_fetches_at_once_would_ask_twice_as_fast(office: Office, portal: Portal) -> None:
    with fetching._alone(office.workspace), pytest.raises(UserError, match="Đang có một lần tải"):
        office.fetch()
    assert not portal.asked


def test_only_this_module_of_the_verbs_knows_an_http_client() -> None:
    folder = Path(fetching.__file__).parent
    assert [path.name for path in sorted(folder.glob("*.py")) if "import httpx" in path.read_text("utf8")] == [
        "fetching.py"
    ]


# ---- at the terminal


@pytest.fixture
def ws(tmp_path: Path, run: Run, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PHUCVU_HOME", str(tmp_path / "ws"))
    assert run("init", tmp_path / "ws", "--province", "H44").code == 0
    settings = tmp_path / "ws" / "workspace.yaml"
    text = settings.read_text("utf8").replace("portal_pause_seconds: 2", "portal_pause_seconds: 0")
    settings.write_text(text.replace("portal_url: null", f"portal_url: {portal.url}"), "utf8")
    return tmp_path / "ws"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--fetch"], "--period"),
        (["--fetch", "--period", "2026-W35"], "tháng, quý, năm"),
        (["--fetch", "--period", "2026-08", "--portal-url", "cong"], "workspace.yaml"),
        (["--fetch", "--period", "2026-08", "--portal-url", "http://a:99999"], "workspace.yaml"),
        (["--fetch", "--period", "2026-08", "--source", "list"], "--fetch"),
        (["tep.csv", "--fetch", "--period", "2026-08"], "--fetch"),
    ],
)
def test_wrong_use_is_a_sentence(ws: Path, run: Run, portal: Portal, words: list[str], told: str) -> None:
    ran = run("import", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not portal.asked


def test_there_is_no_address_in_the_code(ws: Path, run: Run) -> None:
    (ws / "workspace.yaml").write_text("province_code: H44\n", "utf8")
    ran = run("import", "--source", "portal", "--fetch", "--period", "2026-08")
    assert ran.code == 2
    assert "Chưa biết địa chỉ của Cổng DVCQG" in ran.err
    assert "portal_url" in ran.err


def test_a_refusal_at_the_terminal_brings_nothing_into_the_lake(ws: Path, run: Run, portal: Portal) -> None:
    portal.replies["service-results.provinces.1"] = [Reply(b"", 403)]
    ran = run("import", "--fetch", "--period", "2026-08", "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert "403" in ran.err
    assert run("import", "--list", "--format", "json").json == []


def test_kept_answers_lie_beside_their_index_to_be_read_again(office: Office) -> None:
    """Raw files lie apart, each under its hash; two readings may share names and even bytes."""
    raw: list[Path] = []
    for fetched in (office.fetch(), office.fetch()):
        for path in fetched.files:
            home = office.workspace.raw / hashlib.sha256(path.read_bytes()).hexdigest()
            home.mkdir(exist_ok=True)
            (home / path.name).write_bytes(path.read_bytes())
            raw.append(home / path.name)
    found = official_files.beside_their_index(office.workspace, "thu", raw)
    for path in found:
        named = {entry.file: entry.sha256 for entry in entries(path.parent)}
        if path.name != INDEX:
            assert named[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()
    # Every answer of the recorded portal has the same bytes in both readings, and stands in both.
    assert len(found) == len({path.parent for path in found}) * (len(EVERYTHING) + 1) == len(raw)


def _reads_answers(folder: Path) -> bool:
    """Whether the reader of official figures understands JSON."""
    path = folder / "doc-thu.json"
    path.write_bytes(said(RECORDED["service-results.provinces"]).body)
    try:
        return bool(list(portal_records.read([path], MORNING.date())))
    except UserError:
        return False


def test_the_whole_command_fetches_imports_and_prints_the_official_total(
    ws: Path, run: Run, portal: Portal, tmp_path: Path
) -> None:
    if not _reads_answers(tmp_path):
        pytest.skip("the reader of official figures takes tables only")
    portal.replies["transparency.provinces.1"] = [Reply(b"<html>Login</html>")]
    ran = run("import", "--source", "portal", "--fetch", "--period", "2026-08", "--format", "json")
    assert ran.code == 0, ran.err
    result = ran.json
    assert result["rejected"] == 0
    assert result["accepted"] + result["unchanged"] > 10
    assert "trang HTML" in ran.err
    made = run(
        "letter", "--period", "2026-08", "--out", tmp_path / "letter", "--as-at", "2026-09-05", "--format", "json"
    )
    assert made.code == 0, made.err
    official = next((tmp_path / "letter").rglob("*official*.csv")).read_text("utf8")
    assert "80.12" in official
    assert "98.9" in official  # 150.956 of 152.595 filed online
    # The kept answers are read again by themselves, with their index beside them.
    before = Snapshot.open(Workspace.open(ws)).rows("official_reading")
    again = run("import", "--again", result["import_id"], "--format", "json")
    assert again.code == 0, again.err
    assert Snapshot.open(Workspace.open(ws)).rows("official_reading") == before
    assert run("import", "--undo", again.json["import_id"]).code == 0
