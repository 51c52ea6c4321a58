"""Synthetic data of three invented agencies, for demonstrations and tests."""
