"""Messages of the one-stop systems: DongBoHoSoMC (dossiers) and CapNhatTienDoHoSoMC (status history)."""

from phucvu.records.messages.reader import read

__all__ = ["read"]
