"""What the national portal published: official counts and points, in tables or in its own answers."""

from phucvu.records.portal.figure import Exceptional, Figure, Numbers, known_exceptions
from phucvu.records.portal.layout import layouts
from phucvu.records.portal.remarks import OnRemark, Remark
from phucvu.records.portal.saved import looks_like_answers
from phucvu.records.portal.tables import read

__all__ = [
    "Exceptional",
    "Figure",
    "Numbers",
    "OnRemark",
    "Remark",
    "known_exceptions",
    "layouts",
    "looks_like_answers",
    "read",
]
