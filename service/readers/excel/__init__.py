"""The workbook that an agency filled in, read by the numbers in its rows; hidden names are the second witness."""

from service.readers.excel.reader import read_excel

__all__ = ["read_excel"]
