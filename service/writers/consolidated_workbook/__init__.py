"""The province's workbook: a file a sheet, listed in `book.py`."""

from service.writers.consolidated_workbook.sources import FINGERPRINT
from service.writers.consolidated_workbook.workbook import write_consolidated

__all__ = ["FINGERPRINT", "write_consolidated"]
