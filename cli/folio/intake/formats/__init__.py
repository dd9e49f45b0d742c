"""Each format into one grid of cells: .xlsx, .ods, .xls."""
