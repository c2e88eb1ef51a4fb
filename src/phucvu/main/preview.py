"""What an import would add, change and reject, counted without keeping anything: for a person to look at before yes."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from phucvu.lake import preview as lake
from phucvu.main import office_tables
from phucvu.main.intake import SEVERITIES, finding, opened
from phucvu.main.proposing import Proposal
from phucvu.records.schema import record_type

OnStep = Callable[[int, int | None, str], None]
SAMPLE = 50  # rows of an own table


def preview(proposal: Proposal, on_step: OnStep) -> dict[str, Any]:
    """{rows, new, changed, unchanged, rejected, rejects, findings, already}: what `accept` will report.

    new + changed = accepted. Agencies and procedures that nobody knows are told after the import. Raises UserError
    where `accept` would. Costs as much as reading the files.
    """
    spec, batches, on_rows = opened(proposal, on_step)
    found = asdict(lake.preview(proposal.workspace, spec, batches, on_rows, proposal.replaces))
    findings = [finding(each["kind"], each["count"]) for each in found["findings"]]
    findings.sort(key=lambda each: (SEVERITIES.index(each["severity"]), -each["count"]))
    return found | {"findings": findings}


def sample(proposal: Proposal) -> tuple[list[str], list[list[Any]]]:
    """Headings and first rows of an own table of one record type, empty columns left out; nothing of applicants."""
    records = proposal.scope.records
    if proposal.source != "own_table" or len(records) != 1 or record_type(records[0]).restricted:
        return [], []
    kind = record_type(records[0])
    rows = office_tables.rows_of(proposal.files, kind.name)[:SAMPLE]
    columns = [column for column in kind.carried if any(row[column.name] is not None for row in rows)]
    return [column.vi for column in columns], [[row[column.name] for column in columns] for row in rows]
