"""Names and codes as people write them; what is not certain stays undecided."""

import unicodedata
from datetime import date

import pytest

from phucvu.registry.agency import Agency
from phucvu.registry.resolve import AgencyMapping, Resolver, is_misspelling

BEFORE, AFTER = date(2023, 5, 1), date(2025, 8, 1)


@pytest.fixture(scope="module")
def resolver(cast: list[Agency]) -> Resolver:
    return Resolver(cast)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sở Lao động, TBXH", "H52.24"),
        ("Sở LĐ-TB&XH", "H52.24"),
        ("SỞ LĐTBXH TỈNH SƠN LA", "H52.24"),
        ("Sở Văn hóa, TT&DL", "H52.25"),
        ("Sở VHTTDL", "H52.25"),
        ("Sở Văn hoá Thể thao và Du lịch", "H52.25"),
        ("Sở Nông nghiệp&PTNT", "H52.26"),
        ("So NN va PTNT", "H52.26"),
        ("Sở TT&TT", "H52.27"),
        ("Sở TN&MT", "H52.20"),
        ("so tai nguyen va moi truong", "H52.20"),
        ("Sở Tư pháp - Tỉnh Sơn La", "H52.23"),
        ("Sở Tư pháp Sơn La", "H52.23"),
        ("Sở Nội vụ", "H52.21"),
        ("Sở Ngoại vụ", "H52.22"),
        ("Ban QL các KCN", "H52.28"),
        ("BQL khu công nghiệp tỉnh", "H52.28"),
        ("VP UBND tỉnh", "H52.29"),
        ("Văn phòng Ủy ban nhân dân Tỉnh - Tỉnh Sơn La", "H52.29"),
        ("UBND tỉnh", "H52"),
        ("Uỷ ban nhân dân tỉnh Sơn La", "H52"),
        ("HUYỆN MUỖNG LA", "H52.64"),
        ("H. Mường La", "H52.64"),
        ("UBND huyện Sóp Cộp", "H52.68"),
        ("HUYỆN SÓP CỘP", "H52.68"),
        (unicodedata.normalize("NFD", "UBND huyện Sốp Cộp"), "H52.68"),
        ("UBND\u200b  huyện   Sông Mã ", "H52.67"),
        ("TP. Sơn La", "H52.60"),
        ("UBND TP Sơn La", "H52.60"),
        ("X. Tân Lập, huyện Mai Sơn", "H52.62.1"),
        ("UBND xã Tân Lập - huyện Sông Mã - tỉnh Sơn La", "H52.67.1"),
        ("xã Hoà Bình", "H52.67.3"),  # the marks tell it from Hóa Bình
        ("Chi nhánh VPĐKĐĐ huyện Sông Mã", "H52.67.90"),
        ("CAT", "H52.99"),
        ("phòng pc06", "H52.99"),
    ],
)
def test_names_that_are_certain(resolver: Resolver, text: str, code: str) -> None:
    found = resolver.resolve(text, BEFORE)
    assert (found.code, found.how, found.score) == (code, "name", 100)


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("Sông Mã", "H52.67", "place"),
        ("Huyện SôngMã", "H52.67", "slip"),
        ("Huyện Sôngg Mã", "H52.67", "slip"),
        ("Sở Tài ngyên và Môi trường", "H52.20", "close"),
        ("Sở Lao đọng - Thuơng bịnh và Xã hội", "H52.24", "name"),
        ("000.00.67.H52", "H52.67", "code"),
        ("h52.67", "H52.67", "code"),
    ],
)
def test_other_ways(resolver: Resolver, text: str, code: str, how: str) -> None:
    districts_only = Resolver([agency for agency in resolver.agencies.values() if agency.valid_from is None])
    found = districts_only.resolve(text, BEFORE)
    assert (found.code, found.how) == (code, how)


@pytest.mark.parametrize(
    ("text", "how", "candidates"),
    [
        ("xã Tân Lập", "ambiguous", {"H52.62.1", "H52.67.1"}),
        ("xa Hoa Binh", "ambiguous", {"H52.67.2", "H52.67.3"}),  # without marks nobody can tell
        ("Sơn La", "ambiguous", {"H52", "H52.60"}),
        ("Mai Sơn", "ambiguous", {"H52.62", "H52.102"}),  # former district or new commune
        ("huyện Mường Lát", "unknown", {"H52.64"}),  # a district of Thanh Hóa, one letter away
        ("xã Tân Lạc", "unknown", {"H52.62.1", "H52.67.1"}),
        ("Sở Lao động", "unknown", {"H52.24"}),
        ("Sở Tư pháp tỉnh Lào Cai", "unknown", {"H52.23"}),
        ("Phòng Tư pháp huyện Mai Sơn", "unknown", {"H52.62"}),
        ("Chi nhánh VPĐKĐĐ huyện Mai Sơn", "unknown", {"H52.67.90"}),
        ("000.01.67.H52", "unknown", {"H52.67"}),
        ("xã Chiềng Sơn", "not_yet", {"H52.105"}),
        ("G22.99", "unknown", set()),
    ],
)
def test_never_a_guess(resolver: Resolver, text: str, how: str, candidates: set[str]) -> None:
    found = resolver.resolve(text, BEFORE)
    assert (found.code, found.how) == (None, how)
    assert candidates <= {candidate.code for candidate in found.candidates}


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_written(resolver: Resolver, text: str | None) -> None:
    assert resolver.resolve(text, BEFORE).how == "no_text"


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("UBND huyện Mường La", "H52.103", "successor"),
        ("H52.64", "H52.103", "successor"),
        ("UBND huyện Sông Mã", None, "dissolved"),
        ("000.00.67.H52", None, "dissolved"),
        ("UBND huyện Sốp Cộp", None, "dissolved"),
        ("xã Sông Mã", "H52.104", "name"),
    ],
)
def test_after_the_districts_ended(resolver: Resolver, text: str, code: str | None, how: str) -> None:
    found = resolver.resolve(text, AFTER)
    assert (found.code, found.how) == (code, how)


def test_several_successors_are_the_candidates(resolver: Resolver) -> None:
    found = resolver.resolve("UBND huyện Sông Mã", AFTER)
    assert [candidate.code for candidate in found.candidates] == ["H52.104", "H52.105"]


def test_on_an_unknown_day_every_agency_counts(resolver: Resolver) -> None:
    assert resolver.resolve("H52.67", None).code == "H52.67"
    assert resolver.resolve("UBND xã Sông Mã", None).code == "H52.104"


def test_a_persons_decision_wins_from_its_day(cast: list[Agency]) -> None:
    resolver = Resolver(
        cast,
        [
            AgencyMapping("xã Tân Lập", "H52.67.1", date(2023, 6, 1)),
            {"text": "XÃ  TÂN LẬP", "agency_code": "H52.62.1", "valid_from": date(2024, 1, 1)},
            AgencyMapping("000.00.67.H52", "H52.104", date(2025, 7, 1)),
            AgencyMapping("Sở Nội vụ", "H52.20"),
        ],
    )
    days = [date(2023, 5, 31), date(2023, 6, 1), date(2024, 1, 1)]
    assert [resolver.resolve("Xã Tân Lập", day).code for day in days] == [None, "H52.67.1", "H52.62.1"]
    assert [resolver.resolve("H52.67", day).code for day in (BEFORE, AFTER)] == ["H52.67", "H52.104"]
    assert resolver.resolve("Sở Nội vụ", BEFORE) == ("H52.20", 100, "mapping", ())


def test_a_decision_for_a_code_nobody_knows_decides_nothing(cast: list[Agency]) -> None:
    found = Resolver(cast, [AgencyMapping("Sở Nội vụ", "H52.77")]).resolve("Sở Nội vụ", BEFORE)
    assert (found.code, found.how) == (None, "mapped_to_unknown")


def test_an_empty_decision_takes_an_earlier_one_back(cast: list[Agency]) -> None:
    taken_back = [
        AgencyMapping("Sở Nội vụ", "H52.20", date(2023, 1, 1)),
        AgencyMapping("Sở Nội vụ", "", date(2023, 3, 1)),
    ]
    resolver = Resolver(cast, taken_back)
    assert [resolver.resolve("Sở Nội vụ", day).code for day in (date(2023, 2, 1), BEFORE)] == ["H52.20", "H52.21"]


@pytest.mark.parametrize(
    ("one", "other", "is_one_name"),
    [
        ("so tai ngyen moi truong", "so tai nguyen moi truong", True),
        ("trung tam y te huyen quynh nhaii", "trung tam y te huyen quynh nhai", False),
        ("so noi vu", "so ngoai vu", False),
        ("trung tam y te huyen muong la", "trung tam y te huyen muong lat", False),
        (
            "trung tam y tee huyen muong la",
            "trung tam y te huyen muong la",
            False,
        ),  # a short word is too little to go by
        ("chi nhanh khu vuc 1", "chi nhanh khu vuc 2", False),
        ("so tai chinh", "so tai chinh", False),  # the same is no slip
    ],
)
def test_misspellings(one: str, other: str, is_one_name: bool) -> None:
    assert is_misspelling(one, other) is is_one_name


def test_between_two_names_equally_near_nobody_chooses() -> None:
    names = ["Trung tâm Khuyến nông", "Trung tâm Khuyến công"]
    centres = [Agency(f"H52.1{n}", name, "sub_unit") for n, name in enumerate(names)]
    text = "Trung tâm Khuyến lông"
    assert Resolver(centres).resolve(text, BEFORE).code is None
    assert Resolver(centres[:1]).resolve(text, BEFORE)[:3] == ("H52.10", 95.2, "close")


def test_a_slip_in_a_short_name_is_too_much() -> None:
    resolver = Resolver([Agency("H52.10", "Cục Thuế", "vertical")])
    assert resolver.resolve("Cục Thua", BEFORE)[:3] == (None, 87.5, "unknown")
