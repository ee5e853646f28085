"""Whoever looks reads the pages in their own language: chosen, else their browser's; what is recorded stays the same."""
