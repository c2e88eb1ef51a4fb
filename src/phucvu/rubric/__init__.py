"""The law of the index as dated data: `load().at(day)` gives the rubric in force on a day."""

from phucvu.rubric.law import Criterion, Group, Law, Reading, Rubric
from phucvu.rubric.loading import load

__all__ = ["Criterion", "Group", "Law", "Reading", "Rubric", "load"]
