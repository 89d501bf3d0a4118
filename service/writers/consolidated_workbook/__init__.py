"""The province's workbook: a file a sheet, listed in `workbook.py`."""

from service.writers.consolidated_workbook.original import with_original
from service.writers.consolidated_workbook.sources import FINGERPRINT
from service.writers.consolidated_workbook.workbook import write_consolidated

__all__ = ["FINGERPRINT", "with_original", "write_consolidated"]
