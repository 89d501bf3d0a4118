"""What is filled in: the workbook that a unit fills in, and the province's workbook."""
