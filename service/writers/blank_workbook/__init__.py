"""The workbook that a unit fills in."""

from service.writers.blank_workbook.workbook import write_blank

__all__ = ["write_blank"]
