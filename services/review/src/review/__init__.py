"""The review service: who owes a report by when, who has given it, and what the meeting must talk about."""
