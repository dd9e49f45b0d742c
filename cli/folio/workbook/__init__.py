"""A template out into .xlsx: sheets, styles, dashboard, class copies. The only part that knows xlsxwriter."""
