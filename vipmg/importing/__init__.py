"""Importing: from any file to records, with nothing dropped silently.

`readers` turns files into frames of text, `mapping` says which column is which variable,
`coding` applies it, `vipmg.validation` checks, and `load` registers everything in one act.
"""
