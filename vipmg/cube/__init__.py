"""The additive segments that every table is computed from."""
