"""The register of overdue dossiers: every one explained, apologised for, closed (sổ theo dõi hồ sơ quá hạn)."""
