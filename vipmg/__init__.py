"""A national node for migration statistics: register, tables, protection, exchange, briefs."""

__version__ = "0.1.0"
