"""What Kafka needs before services and subscribers come: topics, principals, access lists."""
