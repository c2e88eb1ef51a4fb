"""Profiles: those that come with the product, and the slips of one's own."""

from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.publications import profile
from phucvu.publications.template import fields


@pytest.mark.parametrize("name", profile.names())
def test_every_shipped_profile_reads(name: str) -> None:
    assert profile.load(name).name == name


def test_the_three_kinds_of_issuing_bodies_are_there() -> None:
    assert profile.names() == ["trung-tam", "ubnd", "vpubnd"]


def _own(folder: Path, *changes: tuple[str, str]) -> Path:
    text = (Path(profile.__file__).parent / "profiles" / "vpubnd.yaml").read_text("utf8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "mau.yaml"
    path.write_text(text, "utf8")
    return path


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("symbol:", "symbl:"), "symbl"),
        (("symbol: VPUB-KSTTHC\n", ""), "symbol"),
        (('at: "17:00"', "at: 17:00"), "deadline.at"),
        (("form: auto", "form: dai"), "appendix_two.form"),
        (("[{count: overdue}]", "[{count: overdue, ratio: online.filed}]"), "overdue"),
    ],
)
def test_a_slip_names_file_and_key(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    with pytest.raises(UserError, match=r"mau\.yaml") as told:
        profile.load(_own(tmp_path, change))
    assert named in str(told.value)


def test_unknown_and_unreadable_profiles_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="vpubnd"):
        profile.load("khong-co")
    with pytest.raises(UserError, match="UTF-8"):
        profile.load(tmp_path / "khong-co.yaml")


def test_a_template_is_looked_for_beside_the_profile(tmp_path: Path) -> None:
    path = _own(tmp_path, ("name: vpubnd", "name: rieng\ntemplate: rieng.docx"))
    assert profile.load(path).template == str(tmp_path / "rieng.docx")


def test_every_key_and_every_field_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "letter-template.md").read_text("utf8")
    for key in (*profile.Profile.__struct_fields__, *profile.CellSource.__struct_fields__):
        assert f"`{key}`" in text or f"`{{{key}:" in text, key
    for name in ("cong-van", "dinh-chinh"):
        for key, field in fields(name).items():  # type: ignore[arg-type]
            assert f"| `{key}` | {field.doc} |" in text, key
