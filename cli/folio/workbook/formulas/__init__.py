"""What formula cells compute, twice: as formulas for the spreadsheet, and as their values from the same rows.

Spreadsheet programs show a formula's stored value until they recalculate, some never do; so every formula is
written with its true value. Only functions that Excel 2016, LibreOffice 7.4 and Google Sheets share are used, and none
that needs an array formula in a table. Ranges go by name (``interviews__date``): formulas stay short and readable.

Texts are compared as spreadsheets compare them with ``=``: without regard to case.
"""
