"""The province's workbook: a file a sheet, listed in `book.py`."""

from service.writers.consolidated_workbook.book import write_consolidated
from service.writers.consolidated_workbook.sources import FINGERPRINT

__all__ = ["FINGERPRINT", "write_consolidated"]
