"""What agendas read from other services, kept as versions, each with its ledger time."""
