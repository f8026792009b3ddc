"""What every HTTP interface needs: sessions, problem documents, pages, idempotency, preconditions, limits."""
