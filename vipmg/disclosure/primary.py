"""Primary suppression: which cells are too small to be shown."""

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray

from vipmg.disclosure.policy import Policy
from vipmg.disclosure.universe import Universe

Cells = NDArray[np.bool_]


def primaries(
    universe: Universe, policy: Policy, persons: NDArray[np.int64] | None = None
) -> Cells:
    """Return the cells that `policy` protects for their own sake.

    Cells that no table shows but anyone can compute are held to the same threshold. `persons`
    gives the number of persons of every cell, -1 where it is not known.
    """
    small = _below(universe.value, policy.threshold)
    if policy.persons and persons is not None:
        small |= _below(persons, policy.threshold)
    if policy.complement:
        small |= _nearly_all(universe, policy.threshold)
    return small & ~_waived(universe, policy)


def _below(count: NDArray[np.int64], threshold: int) -> Cells:
    return (count > 0) & (count < threshold)


def _nearly_all(universe: Universe, threshold: int) -> Cells:
    """Return the cells that leave 1 to threshold - 1 of one of their totals to all others."""
    entries = sp.coo_matrix(universe.relations)
    parent = np.zeros(universe.relations.shape[0], np.int64)
    above = entries.data < 0
    parent[entries.row[above]] = universe.value[entries.col[above]]
    others = parent[entries.row] - universe.value[entries.col]
    found = np.zeros(len(universe), np.bool_)
    found[entries.col[~above & _below(others, threshold)]] = True
    return found & (universe.value > 0)


def _waived(universe: Universe, policy: Policy) -> Cells:
    waived = np.zeros(len(universe), np.bool_)
    if policy.waivers:
        frame = universe.frame()
        for waiver in policy.waivers:
            if all(name in frame.columns for name, _code in waiver.where):
                alike = [pl.col(name) == code for name, code in waiver.where]
                waived |= (
                    frame.select(pl.all_horizontal(pl.lit(value=True), *alike))
                    .to_series()
                    .to_numpy()
                )
    return waived
