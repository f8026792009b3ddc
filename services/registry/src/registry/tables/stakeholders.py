"""Who takes part and as what: role assignments and accreditations."""
