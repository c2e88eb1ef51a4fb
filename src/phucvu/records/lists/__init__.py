"""Lists from offices: Excel, CSV and false .xls, with headings as people write them.

``grids`` opens any file into plain grids; ``layout`` finds the headings; ``mapping`` says which heading is which
column; ``reader`` makes batches of dossiers; ``scope`` proposes what a file covers; ``reading`` and ``province`` read
what the portal published; ``templates`` and ``filled`` write and read back the office's forms; ``door`` is how the
other rooms come in.
"""

from phucvu.records.lists.door import (
    READINGS,
    Proposal,
    is_scope_certain,
    load_mapping,
    looks_like_list,
    propose,
    propose_scope,
    read,
    save_mapping,
    scope_proposal,
    unit_names,
    with_reading,
)
from phucvu.records.lists.filled import read_template, template_record
from phucvu.records.lists.scope import ScopeProposal
from phucvu.records.lists.templates import write_template

__all__ = [
    "READINGS",
    "Proposal",
    "ScopeProposal",
    "is_scope_certain",
    "load_mapping",
    "looks_like_list",
    "propose",
    "propose_scope",
    "read",
    "read_template",
    "save_mapping",
    "scope_proposal",
    "template_record",
    "unit_names",
    "with_reading",
    "write_template",
]
