"""What operators do to a whole system: secrets, checks before a start, Kafka, looking for what is wrong."""
