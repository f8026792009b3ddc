"""Accreditation of stakeholders: applied for, reviewed, decided, appealed, granted for a term, ended."""
