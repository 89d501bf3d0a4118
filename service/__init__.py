"""tonghop: takes periodic reports in, checks them, merges them and writes the province's workbook."""

__version__ = "0.1.0"
