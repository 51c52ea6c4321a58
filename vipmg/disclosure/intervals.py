"""Interval protection: widen a pattern until nobody can prove that a small count is small."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from vipmg.disclosure.universe import Universe

Cells = NDArray[np.bool_]
Integers = NDArray[np.int64]


def known_lower(universe: Universe, hidden: Cells) -> Integers:
    """Return for every cell what an attacker knows a hidden count to be at least: 0 or 1.

    A hidden count may be zero only where hidden zeros are a fact: one among the hidden cells
    bound together with it, or one in fifty of all hidden cells.
    """
    cells = np.flatnonzero(hidden)
    zero = universe.value[cells] == 0
    lower = np.ones(len(universe), np.int64)
    if 50 * zero.sum() >= max(cells.size, 1):
        lower[cells] = 0
    elif zero.any():
        part = universe.over(cells)
        both = sp.block_array([[None, part], [part.T, None]], format="csr")
        _count, group = connected_components(both, directed=False)
        group = group[part.shape[0] :]
        lower[cells[np.isin(group, group[zero])]] = 0
    lower[~universe.published] = 0
    return lower


def widen(universe, hidden, shielded, free, policy, progress):  # type: ignore
    return hidden
