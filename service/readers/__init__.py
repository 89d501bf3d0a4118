"""Bytes from outside to one neutral payload in which every value knows its place."""
