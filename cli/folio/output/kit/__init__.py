"""What is handed back to each student: the page, the workbook, letters, the calendar."""
