"""The status of computed progress, which the page of a commitment shows."""

from typing import Literal

ProgressStatus = Literal[
    "achieved", "on_track", "acceleration_needed", "limited", "deterioration", "unable_to_assess"
]
