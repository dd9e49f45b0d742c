"""A workbook template as typed objects, loaded from TOML: the one description of every sheet and column."""
