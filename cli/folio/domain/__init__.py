"""What the terms mean: pure functions over the rows of one workbook. Knows no library but the standard one."""
