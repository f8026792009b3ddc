"""Event streams for regional bodies: who may read what on Kafka, as which user, and until when.

The database says what is granted; Kafka is made to follow. Each change is a row, a fact in the ledger and a
timer in one transaction, and the timer is tried until Kafka has followed.
"""
