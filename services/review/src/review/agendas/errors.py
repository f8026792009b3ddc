"""Problems of agendas."""

from chassis.problems import ConflictError, NotFoundError


class NoSuchAgendaError(NotFoundError):
    """There is no such agenda, or none yet."""

    kind, title = "no-such-agenda", "No such agenda"


class NoRuleSetError(ConflictError):
    """No rule set is published for this framework."""

    kind, title = "no-rule-set", "No rule set for this framework"
