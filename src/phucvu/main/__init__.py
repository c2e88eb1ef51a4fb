"""The verbs: one module per command, each joining the rooms below."""
