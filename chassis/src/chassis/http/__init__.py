"""What every HTTP interface needs: sessions, problem documents, pages, idempotency, preconditions, limits."""

from chassis.http.routing import separate_steps

separate_steps()  # here, since every module that declares operations comes by
