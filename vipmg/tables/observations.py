"""What a writer needs of a table, whether it is exact or protected: values with their status."""

from typing import Protocol

import polars as pl

from vipmg.tables import variables
from vipmg.tables.spec import Table, TableSpec

PRELIMINARY = "P"
"""CL_OBS_STATUS of figures that may still change."""
INTERNAL_ONLY = "N"
"""CL_CONF_STATUS of exact figures: they do not leave the node."""

UNITS: dict[str, str] = {"events": "EV", "persons": "PS"}
"""UNIT_MEASURE for each measure."""


class Figures(Protocol):
    """A `Table`, or a protected one: ``value``, ``obs_status``, ``conf_status`` in its cells."""

    @property
    def spec(self) -> TableSpec:
        """What the figures are."""

    @property
    def cells(self) -> pl.DataFrame:
        """One row a cell."""


def internal(figures: Figures) -> bool:
    """Tell whether these are exact figures, which must not leave the node."""
    return isinstance(figures, Table)


def observations(figures: Figures) -> pl.DataFrame:
    """Return the variables, ``period``, ``value`` (null: hidden), ``obs_status``, ``conf_status``.

    In the order in which people read: by period, totals first.
    """
    cells = figures.cells
    if internal(figures):
        cells = cells.with_columns(
            pl.col("n").alias("value"),
            pl.lit(PRELIMINARY).alias("obs_status"),
            pl.lit(INTERNAL_ONLY).alias("conf_status"),
        )
    by = figures.spec.by
    shown = cells.select(*by, "period", "value", "obs_status", "conf_status")
    return variables.in_order(shown, by)
