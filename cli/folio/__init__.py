"""Folio: workbooks for informational interviews, read back, checked, reported on and followed up."""

__version__ = "0.1.0"
