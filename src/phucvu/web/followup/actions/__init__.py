"""Doors of the register: one function per change of state, each one transaction and one audit event."""
