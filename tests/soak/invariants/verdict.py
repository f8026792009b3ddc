"""What an invariant says."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Verdict:
    """How many facts were checked, and what was found against them."""

    invariant: str
    checked: int = 0
    violations: list[str] = field(default_factory=list)

    def check(self, holds: bool, otherwise: str) -> bool:
        """Count one fact; when it does not hold, `otherwise` says what is wrong. Returns whether it holds."""
        self.checked += 1
        if not holds:
            self.violations.append(otherwise)
        return holds
