"""Findings into reports, letters and calendars."""
