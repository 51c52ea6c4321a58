"""Indicators computed from tables and records."""
