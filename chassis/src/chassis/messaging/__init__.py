"""Events on their way: the relay that publishes a ledger, and the subscription that applies others'."""
