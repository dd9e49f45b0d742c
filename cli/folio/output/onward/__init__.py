"""Onward: what was typed in an old workbook, carried over into a new one."""
