"""The province's workbook: a file a sheet, listed in `book.py`."""

from service.writers.consolidated_workbook.book import write_consolidated

__all__ = ["write_consolidated"]
