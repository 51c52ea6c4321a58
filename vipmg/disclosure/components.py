"""Which unknown cells are bound together by relations."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components


def components(relations: sp.csr_matrix) -> NDArray[np.int32]:
    """Return for every column the number of the component that relations bind it into."""
    both = sp.block_array([[None, relations], [relations.T, None]], format="csr")
    _count, group = connected_components(both, directed=False)
    return np.asarray(group[relations.shape[0] :])
