"""One encrypted database: every table, opening it, keeping a copy of it."""
