"""Limits of petitions, decisions and reception, as numbers handed in (the dated law is the rubric's)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Working days, and working hours for reception. ``ministry_`` limits hold for codes of ministries (G…)."""

    petition_answer: int = 15
    petition_refuse: int = 2
    petition_ask: int = 5
    petition_publish: int = 2
    publish_before_effect: int = 5
    ministry_publish_before_effect: int = 20
    make_public: int = 5
    ministry_make_public: int = 10
    reception_hours: int = 8


LIMITS = Limits()  # where no law is passed in
