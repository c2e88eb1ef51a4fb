"""The tables as the indicators read them: facts of the lifecycle, and what other tables say about each row."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from phucvu.indicators.indicator import Moment
from phucvu.indicators.population import valid_at_end
from phucvu.records.lifecycle import READINGS, Reading, with_facts
from phucvu.records.petition_lifecycle import with_petition_facts

DISLIKE = 3  # rating "không hài lòng"
OFFERED = (3, 4)  # online levels partial and full
Frames = Mapping[str, nw.LazyFrame[Any]]  # by record name, as the lake gives them


def dossier_facts(
    frames: Frames,
    moment: Moment,
    readings: Sequence[Reading] = READINGS,
    legal_dues: nw.LazyFrame[Any] | None = None,
) -> nw.LazyFrame[Any]:
    """Dossiers with the facts of ``lifecycle.with_facts``, ``has_fee`` and ``result_in_writing`` of the procedure,
    ``is_disliked`` (rated "not satisfied" by then) and ``has_petition`` (a petition about it received by then)."""
    until = moment.until
    facts = with_facts(frames["dossier"], moment, readings, legal_dues)
    facts = facts.join(frames["procedure"].select(*PROCEDURE_FACTS), on="procedure_code", how="left")
    disliked = frames["rating"].filter((nw.col("rating") == DISLIKE) & (nw.col("rated_at") <= until))
    complained = frames["petition"].filter(nw.col("received_at") <= until)
    return _flagged(
        _flagged(facts, disliked, "dossier_code", "is_disliked"), complained, "dossier_code", "has_petition"
    )


PROCEDURE_FACTS = ("procedure_code", "has_fee", "result_in_writing")
AUTHORITY_FACTS = ("procedure_code", "online_level", "has_fee", "is_payment_integrated", "subject_is_person")


def _flagged(frame: nw.LazyFrame[Any], those: nw.LazyFrame[Any], key: str, flag: str) -> nw.LazyFrame[Any]:
    """``flag`` is true for the rows whose key stands in ``those``, else false."""
    keys = those.filter(~nw.col(key).is_null()).select(key).unique().with_columns(nw.lit(True).alias(flag))
    return frame.join(keys, on=key, how="left").with_columns(nw.col(flag).fill_null(False))


def petition_facts(frames: Frames, moment: Moment) -> nw.LazyFrame[Any]:
    """Petitions (with the dues of ``petition_lifecycle.with_dues``) and their facts."""
    return with_petition_facts(frames["petition"], moment).with_columns(procedure_code=nw.lit(None, nw.String))


def authority_facts(frames: Frames, moment: Moment) -> nw.LazyFrame[Any]:
    """Procedures under each agency's authority with what the catalogue says and ``is_offered_online``."""
    described = frames["procedure_authority"].join(
        frames["procedure"].select(*AUTHORITY_FACTS), on="procedure_code", how="left"
    )
    services = frames["online_service"].filter(valid_at_end(moment) & nw.col("level").is_in(OFFERED))
    offered = _flagged(described, services, "procedure_code", "has_service")
    return offered.with_columns(is_offered_online=nw.col("has_service") | nw.col("online_level").is_in(OFFERED))


def decision_facts(frames: Frames, moment: Moment) -> nw.LazyFrame[Any]:
    """Publishing decisions (with the limits of ``publishing.with_limits``) and whether the procedure is public."""
    public = frames["procedure"].select("procedure_code", "is_public")
    return frames["publishing_decision"].join(public, on="procedure_code", how="left")


def procedure_facts(frames: Frames, moment: Moment) -> nw.LazyFrame[Any]:
    """The catalogue itself belongs to no agency: it counts at the province."""
    return frames["procedure"].with_columns(agency_code=nw.lit(None, nw.String))


def service_facts(frames: Frames, moment: Moment, used: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Online services; ``is_in_use``: its agency, or one below, received a dossier filed online for the procedure.

    ``used``: agency_code, procedure_code of such dossiers, at every level.
    """
    keys = ["agency_code", "procedure_code"]
    flags = used.select(*keys).with_columns(is_in_use=nw.lit(True))
    services = frames["online_service"].join(flags, on=keys, how="left")
    return services.with_columns(nw.col("is_in_use").fill_null(False))


SMALL_TABLES = {
    "petition": petition_facts,
    "procedure_authority": authority_facts,
    "publishing_decision": decision_facts,
    "procedure": procedure_facts,
}
