"""What the national portal published: tables of official counts and points, known by their headings."""

from phucvu.records.portal.figure import Exceptional, Figure, Numbers, Remark, known_exceptions
from phucvu.records.portal.layout import layouts
from phucvu.records.portal.tables import read

__all__ = ["Exceptional", "Figure", "Numbers", "Remark", "known_exceptions", "layouts", "read"]
