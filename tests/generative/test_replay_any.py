"""Any province with any counts: points worked out apart from our arithmetic are equal, a cent beside them is not."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from phucvu.main.replay import replay

# metric: group, maximum, the ratio that gives it in full
METRICS = {
    "PUBLISH_ON_TIME": ("CKMB", "6", "1"),
    "ON_TIME": ("TDGQ", "20", "1"),
    "REUSED_DIGITIZED_DATA": ("MDSH", "2", "0.8"),
    "DOSSIER_RECEIVING_SATISFACTION": ("MDHL", "6", "0.9"),
}
CENT = Decimal("0.01")
counts = st.integers(1, 10**7).flatmap(lambda below: st.tuples(st.integers(0, below), st.just(below)))
row = st.tuples(st.sampled_from(sorted(METRICS)), counts, st.sampled_from([Decimal(0), CENT, -CENT]))


def expected(metric: str, above: int, below: int) -> Decimal:
    _, most, full_at = METRICS[metric]
    with localcontext(prec=60):
        exact = Decimal(above) * Decimal(most) / (Decimal(below) * Decimal(full_at))
        return min(Decimal(most), exact).quantize(CENT, ROUND_HALF_UP)


@settings(max_examples=40, deadline=None)
@given(st.lists(row, min_size=1, max_size=8))
def test_equal_exactly_where_the_points_are_right(rows: list[tuple[str, tuple[int, int], Decimal]]) -> None:
    lines, wanted = ["province_code,group,metric,numerator,denominator,score,max_score"], []
    for number, (metric, (above, below), shift) in enumerate(rows, 10):
        group, most, _ = METRICS[metric]
        points = max(Decimal(0), expected(metric, above, below) + shift)
        wanted.append(points == expected(metric, above, below))
        lines.append(f"H{number},{group},{metric},{above},{below},{points},{most}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "metrics_2026-10-10.csv"
        path.write_text("\n".join(lines), "utf8")
        assert [each.is_equal for each in replay([path]).compared] == wanted
