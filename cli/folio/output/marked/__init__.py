"""Marks into a copy of a filled-in workbook, and folio's words there told from a person's."""
