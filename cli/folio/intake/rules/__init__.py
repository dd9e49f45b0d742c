"""The rules over all rows of all workbooks."""
