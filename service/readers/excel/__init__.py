"""The workbook that a unit filled in, read by its names and never by position."""

from service.readers.excel.reader import read_excel

__all__ = ["read_excel"]
