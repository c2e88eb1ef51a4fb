"""Charts of an edition as SVG and PNG: the six groups, units by total, overdue dossiers per unit."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from phucvu.publications.appendix_one import OVERDUE
from phucvu.publications.letter import Draft, filled
from phucvu.publications.wording import SIMULATED, file_name, number
from phucvu.rubric import load
from phucvu.scores.row import ScoreRow

FONT = "DejaVu Sans, Arial, sans-serif"  # DejaVu has every Vietnamese letter; the other free ones lack some
BLUE, GREY, RED = "#1F5A94", "#D5DCE4", "#B3401F"  # 4.5:1 and more on white for BLUE and RED
PNG_SCALE = 2
WHOLE = "replace(format(datum.value, ',d'), ',', '.')"  # points between thousands
MOST_BARS = 60  # longer lists do not read as bars


def write(draft: Draft, folder: Path) -> list[tuple[str, Path, bool]]:
    """Every chart that has figures, as .svg and .png."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, chart in charts(draft).items():
        spec = chart.configure(font=FONT, padding=12).configure_view(stroke=None).to_dict()
        svg, png = folder / f"{name}.svg", folder / f"{name}.png"
        svg.write_text(vl_convert.vegalite_to_svg(spec), "utf8")
        png.write_bytes(vl_convert.vegalite_to_png(spec, scale=PNG_SCALE))
        made += [("Biểu đồ", svg, False), ("Biểu đồ", png, False)]
    return made


def charts(draft: Draft) -> dict[str, Any]:
    """File name -> chart; only those with something to show."""
    found = {"nhom-tieu-chi": groups_chart(draft), "qua-han": overdue_chart(draft)}
    found |= {f"xep-hang-{file_name(group)}": ranking_chart(draft, group) for group in draft.first.groups}
    return {name: chart for name, chart in found.items() if chart is not None}


def _chart(rows: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _titled(draft: Draft, title: str, whose: str) -> alt.TitleParams:
    marks = [SIMULATED] if draft.edition_input.is_simulated else []
    return alt.TitleParams(filled(title, draft.edition_input), subtitle=[*marks, whose], anchor="start")


def groups_chart(draft: Draft) -> Any:
    """Own points of the province's six groups, each beside its maximum; None without scores of the province."""
    given = draft.edition_input
    own = {row.group: row for row in given.score_rows if row.agency_code == given.province_code and not row.criterion}
    law = load().at(given.period.last)
    data = [_group(group.vi, own[group.code]) for group in law.groups if group.code in own]
    if not data:
        return None
    order = [row["name"] for row in data]
    base = _chart(data).encode(y=alt.Y("name:N", sort=order, title=None, axis=_names()))
    most = base.mark_bar(color=GREY).encode(x=alt.X("max:Q", title="Điểm", axis=alt.Axis(tickMinStep=2)))
    text = base.mark_text(align="left", dx=4).encode(x="max:Q", text="label:N")
    title = _titled(
        draft, "Điểm từng nhóm tiêu chí, {period}", "Phục Vụ tính từ dữ liệu của tỉnh; cột xám là điểm tối đa"
    )
    return (most + base.mark_bar(color=BLUE, size=12).encode(x="points:Q") + text).properties(title=title, width=420)


def _group(name: str, row: ScoreRow) -> dict[str, Any]:
    most = number(row.max_points or 0, 2)
    label = f"{number(f'{row.points:.2f}')}/{most}" if row.points is not None else f"không có điểm/{most}"
    return {"name": name, "points": float(row.points or 0), "max": float(row.max_points or 0), "label": label}


def _names() -> alt.Axis:
    return alt.Axis(labelLimit=320, ticks=False, domain=False)


def ranking_chart(draft: Draft, group: str) -> Any:
    """Units of one group by total points, best first (groups have other maxima); None without totals."""
    listed = {row.agency_code for row in draft.first.groups[group]}
    totals = [row for row in draft.edition_input.score_rows if row.group == "total" and row.agency_code in listed]
    data = [_bar(row.agency_name, row.points, f"{row.points:.2f}") for row in totals if row.points is not None]
    title = _titled(draft, f"Tổng điểm: {group}, {{period}}", "Phục Vụ tính từ dữ liệu của tỉnh; tối đa 100 điểm")
    return _bars(data, title, "Điểm", BLUE)


def _bar(name: str, value: Decimal, label: str) -> dict[str, Any]:
    return {"name": name, "value": float(value), "label": number(label)}


def overdue_chart(draft: Draft) -> Any:
    """Overdue dossiers per unit, most first; None when there are none."""
    if OVERDUE not in {column.key for column in draft.first.columns}:
        return None
    counts = zip(draft.first.rows, draft.first.column(OVERDUE), strict=True)
    data = [_bar(row.name, cell.value, str(cell.value)) for row, cell in counts if cell.value]
    return _bars(
        data, _titled(draft, "Hồ sơ quá hạn theo đơn vị, {period}", "Các đơn vị có hồ sơ quá hạn"), "Hồ sơ", RED
    )


def _bars(data: list[dict[str, Any]], title: alt.TitleParams, unit: str, color: str) -> Any:
    if not data:
        return None
    if len(data) > MOST_BARS:
        title.subtitle = [*title.subtitle, f"{MOST_BARS} đơn vị đầu trong {len(data)} đơn vị"]
    data = sorted(data, key=lambda row: (-row["value"], row["name"]))[:MOST_BARS]
    base = _chart(data).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in data], title=None, axis=_names()),
        x=alt.X("value:Q", title=unit, axis=alt.Axis(labelExpr=WHOLE, tickMinStep=1, grid=False)),
    )
    return (base.mark_bar(color=color) + base.mark_text(align="left", dx=4).encode(text="label:N")).properties(
        title=title, width=420
    )
