"""Tests of folio, through its command line and its public functions."""
