"""The table of contents: which events the review service reads."""

from chassis.reception import Reception

reception = Reception()
