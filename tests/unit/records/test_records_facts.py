"""What the lists inside a message say; absent is never 0."""

from datetime import datetime
from typing import Any

import pytest
from drawn_messages import dossier

from phucvu.records.messages import facts
from phucvu.records.messages.shapes import shaped

FIRST_VERSION = dict.fromkeys(facts.VERSION_FIELDS, ...)
FILE = {"TenTepDinhKem": "don.pdf", "DuocSoHoa": "0", "DuocTaiSuDung": "0", "DuocLayTuKhoDMQG": "0"}


def message(**fields: Any) -> Any:
    return shaped(dossier(**fields))


COMPONENTS = [
    # TaiLieuNop, has_components, has_digitised, has_reused, uses_personal_store
    (..., None, None, None, None),
    (None, None, None, None, None),
    ([], False, False, False, False),
    ([FILE], True, False, False, False),
    ([FILE | {"DuocSoHoa": "1"}], True, True, False, False),
    ([FILE, FILE | {"DuocSoHoa": 1}], True, True, False, False),
    ([FILE | {"DuocTaiSuDung": "1"}], True, False, True, False),
    ([FILE | {"DuocTaiSuDung": 2}], True, False, True, False),
    ([FILE | {"DuocTaiSuDung": "3"}], True, False, False, False),
    ([FILE | {"DuocLayTuKhoDMQG": "1"}], True, False, False, True),
    ([FILE | {"DuocSoHoa": "1", "IsDeleted": "True"}], False, False, False, False),
    ([FILE | {"DuocSoHoa": "1", "IsDeleted": True}, FILE], True, False, False, False),
    ([FILE | {"DuocSoHoa": "1", "IsDeleted": "False"}], True, True, False, False),
    ([{"TenTepDinhKem": "don.pdf"}], True, None, None, None),
    ([{"TenTepDinhKem": " ", "DuocSoHoa": "1"}], False, True, None, None),
    ([{"DuongDanTaiTepTin": "https://x/1"}], True, None, None, None),
]


@pytest.mark.parametrize(("components", "has", "digitised", "reused", "store"), COMPONENTS)
def test_components(components: Any, has: Any, digitised: Any, reused: Any, store: Any) -> None:
    assert facts.component_facts(message(TaiLieuNop=components)) == (has, digitised, reused, store)


@pytest.mark.parametrize(("own", "said"), [("1", True), ("0", False), (..., None), ("", None)])
def test_the_dossiers_own_flag_speaks_where_components_do_not(own: Any, said: bool | None) -> None:
    silent = [{"TenTepDinhKem": "don.pdf"}]
    assert facts.component_facts(message(HoSoCoThanhPhanSoHoa=own))[1] is said
    assert facts.component_facts(message(HoSoCoThanhPhanSoHoa=own, TaiLieuNop=silent))[1] is said
    assert facts.component_facts(message(HoSoCoThanhPhanSoHoa=own, TaiLieuNop=[FILE]))[1] is False


def test_first_version_says_nothing_by_empty_lists() -> None:
    read = message(**FIRST_VERSION, TaiLieuNop=[], DanhSachLePhi=[], DSKetNoiCSDL=[])
    assert facts.is_first_version(read)
    assert facts.component_facts(read) == (False, None, None, None)
    assert facts.uses_population_data(read, frozenset()) is None
    assert facts.fee_total(read) == (None, None)
    assert not facts.is_first_version(message())


@pytest.mark.parametrize(
    ("fees", "total"),
    [
        (..., (None, None)),
        ([], (0, None)),
        ([{"Gia": "0"}, {"Gia": 0}], (0, None)),
        ([{"Gia": "50000"}, {"Gia": "20.000"}, {"Gia": 5.0}], (70_005, None)),
        ([{"Gia": "năm nghìn"}], (None, "DanhSachLePhi.Gia")),
        ([{"Gia": "50000"}, {}], (None, "DanhSachLePhi.Gia")),
        ([{"Gia": "-1"}], (None, "DanhSachLePhi.Gia")),
        ([{"Gia": "9" * 40}], (None, "DanhSachLePhi.Gia")),
    ],
)
def test_fees(fees: Any, total: Any) -> None:
    assert facts.fee_total(message(DanhSachLePhi=fees)) == total


@pytest.mark.parametrize(
    ("verified", "databases", "codes", "said"),
    [
        (..., ..., "", None),
        ("1", ..., "", True),
        ("0", ..., "", False),
        (..., [], "", False),
        (..., [{"MaCSDL": "7"}], "", None),
        (..., [{"MaCSDL": "7"}], "1", False),
        (..., [{"MaCSDL": 7}], "7", True),
        ("0", [{"MaCSDL": "7"}], "7", True),
        ("0", [{"MaCSDL": "7"}], "1", False),
    ],
)
def test_population_data(verified: Any, databases: Any, codes: str, said: bool | None) -> None:
    read = message(TaiKhoanDuocXacThucVoiVNeID=verified, DSKetNoiCSDL=databases)
    assert facts.uses_population_data(read, frozenset(codes)) is said


@pytest.mark.parametrize(
    ("results", "has"),
    [
        (..., None),
        ([], False),
        ([{"TenGiayTo": "GCN"}], False),
        ([{"DuongDanTepTinKetQua": " "}], False),
        ([{}, {"DuongDanTepTinKetQua": "https://x/1"}], True),
    ],
)
def test_result_file(results: Any, has: bool | None) -> None:
    assert facts.has_result_file(message(DanhSachGiayToKetQua=results)) is has


def test_supplements_come_in_order_of_their_requests() -> None:
    late = {"NgayBoSung": "20230508080000", "NgayHenTraMoi": "12/05/2023"}
    early = {
        "NgayBoSung": "20230505080000",
        "NgayTiepNhanBoSung": "20230506080000",
        "NgayHenTraTruoc": "20230510113000",
    }
    episodes, problem = facts.supplements(message(DanhSachHoSoBoSung=[late, early]))
    assert problem is None
    assert episodes == [
        {
            "requested_at": datetime(2023, 5, 5, 8),
            "received_at": datetime(2023, 5, 6, 8),
            "due_before_at": datetime(2023, 5, 10, 11, 30),
            "due_after_at": None,
        },
        {
            "requested_at": datetime(2023, 5, 8, 8),
            "received_at": None,
            "due_before_at": None,
            "due_after_at": datetime(2023, 5, 12, 23, 59, 59),
        },
    ]


def test_no_list_of_supplements_is_not_none_at_all() -> None:
    assert facts.supplements(message()) == (None, None)
    assert facts.supplements(message(DanhSachHoSoBoSung=[])) == ([], None)


def test_an_odd_moment_in_a_supplement_is_told_and_the_episode_kept() -> None:
    episodes, problem = facts.supplements(message(DanhSachHoSoBoSung=[{"NgayBoSung": "30/02/2023"}]))
    assert problem == "ngày không có thật"
    assert episodes is not None
    assert [episode["requested_at"] for episode in episodes] == [None]


@pytest.mark.parametrize(("result", "is_submitted"), [("https://x/1", True), ("https://x/2", False), (" ", False)])
def test_a_submitted_file_sent_as_the_result(result: str, is_submitted: bool) -> None:
    handed_in = [{"DuongDanTaiTepTin": "https://x/1"}, {"DuongDanTaiTepTin": " "}, {"DuongDanTaiTepTin": ["x"]}]
    read = message(TaiLieuNop=handed_in, DanhSachGiayToKetQua=[{"DuongDanTepTinKetQua": result}])
    assert facts.is_result_submitted_file(read) is is_submitted
