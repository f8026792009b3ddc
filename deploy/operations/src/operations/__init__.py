"""What an operator does to a whole system: secrets, checks before a start, Kafka, and looking what is wrong."""
