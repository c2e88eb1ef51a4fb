"""Lists from offices: Excel, CSV and false .xls, with headings as people write them.

``grids`` opens any file into plain grids; ``layout`` finds the headings; ``mapping`` says which heading is which
column; ``reader`` makes batches of dossiers; ``scope`` proposes what a file covers; ``units`` and ``reading`` read
what the portal published; ``templates`` and ``filled`` write and read back the office's forms.
"""
