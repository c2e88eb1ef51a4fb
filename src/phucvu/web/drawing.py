"""Small pictures of figures: where each point of a drawing lies, for templates that write SVG."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 480, 200, 34, 12, 26
MOST = 100  # points


def trend_drawing(trend: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Rows {period, points, official} -> lines (broken at gaps), dots, grid and labels of a drawing."""
    across = (WIDTH - LEFT - 12) / max(len(trend) - 1, 1)
    places = [round(LEFT + 6 + number * across, 1) for number in range(len(trend))]
    every = max(1, len(trend) // 6)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "own": _lines(trend, places, "points"),
        "official": _lines(trend, places, "official"),
        "grid": [{"y": _down(value), "value": value} for value in (0, 25, 50, 75, 100)],
        "labels": [
            {"x": x, "text": row["period"]}
            for number, (x, row) in enumerate(zip(places, trend, strict=True))
            if number % every == 0
        ],
        "first": LEFT,
        "last": WIDTH - 6,
        "foot": HEIGHT - 8,
        "trend": trend,
    }


def _down(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / MOST), 1)


def _lines(trend: Sequence[dict[str, Any]], places: Sequence[float], name: str) -> list[dict[str, Any]]:
    """Runs of months with a value: the line's points and its dots."""
    found = []
    for is_there, run in groupby(zip(places, trend, strict=True), key=lambda pair: pair[1][name] is not None):
        if is_there:
            dots = [
                {"x": x, "y": _down(float(row[name])), "period": row["period"], "value": row[name]} for x, row in run
            ]
            found.append({"line": " ".join(f"{dot['x']},{dot['y']}" for dot in dots), "dots": dots})
    return found
