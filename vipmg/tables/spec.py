"""What a table is: its specification, and the exact figures that must not leave the node."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "_T"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Which figures a table holds; two equal specifications give equal tables.

    Attributes:
        name: ``R1`` and the like for a standard table, ``custom`` for one of the officer's own.
        flow: CL_FLOW: ``ARR``, ``DEP``, ``RES`` or ``RET``.
        by: the variables crossed, as named in `vipmg.records.model.VARIABLES` (and
            ``age_broad``, ``age_nna``); the period is always crossed besides.
        freq: ``M`` months, ``Q`` quarters, ``A`` years, ``_T`` the whole span as one period.
        first, last: the months the table spans, both included: ``2024-01``.
        where: selections, variable to codes; the empty tuple selects everything.
        measure: ``events`` (records, or people where a row counts several) or ``persons``
            (different persons identified in the records; margins do not add up).
    """

    name: str
    flow: str
    by: tuple[str, ...]
    freq: str
    first: str
    last: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    measure: str = "events"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Exact figures: for eyes inside the node only. `vipmg.disclosure` makes what may leave.

    Attributes:
        spec: what the figures are.
        cells: one row a non-zero cell, all margins included: the variables of ``spec.by``
            (codes, ``_T`` for the total), ``period`` (``2024``, ``2024-Q1``, ``2024-01`` or
            ``2024-01/2024-06``), ``n`` (Int64, events) and ``k`` (Int64, the sum of the record
            keys, for the cell-key method). A combination that is absent is zero.
    """

    spec: TableSpec
    cells: pl.DataFrame = field(repr=False)

    def to_pandas(self) -> "pd.DataFrame":
        """Return the figures as a pandas frame: the variables and ``period`` as index, ``n``."""
        import pandas as pd

        index = [*self.spec.by, "period"]
        # Column by column, because polars' own conversion wants pyarrow (150 MB) installed.
        columns = {name: self.cells[name].to_list() for name in index}
        return pd.DataFrame({**columns, "n": self.cells["n"].to_numpy()}).set_index(index)
