"""Rows that are identical to an earlier row of the same file."""

import numpy as np
import numpy.typing as npt
import polars as pl

from vipmg.importing.layout import ROW


class Seen:
    """The rows seen so far, by a 64-bit hash of every cell.

    Two different rows of ten million share a hash with a probability below one in 300,000.
    """

    def __init__(self, identical_rows: str) -> None:
        self._setting = identical_rows
        self._hashes: npt.NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    def again(self, source: pl.DataFrame, frame: pl.DataFrame) -> pl.Series:
        """Tell for each row whether it came before and counts as the same event.

        Args:
            source: the rows of text.
            frame: the same rows, coded; says whether a row names a person.
        """
        never = pl.Series([False]).new_from_index(0, source.height)
        if self._setting == "records":
            return never
        hashes = source.select(pl.exclude(ROW)).hash_rows()
        again = ~hashes.is_first_distinct() | pl.Series(self._among_earlier(hashes.to_numpy()))
        self._hashes = np.sort(np.concatenate((self._hashes, hashes.to_numpy())))
        return again & _names_a_person(frame) if self._setting == "persons" else again

    def _among_earlier(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Tell which of `hashes` are among those kept, which are sorted."""
        if self._hashes.size == 0:
            return np.zeros(hashes.size, dtype=np.bool_)
        places = np.searchsorted(self._hashes, hashes).clip(max=self._hashes.size - 1)
        return np.asarray(self._hashes[places] == hashes)


def _names_a_person(frame: pl.DataFrame) -> pl.Series:
    by_name = ["given_names", "family_names", "birth_date"]
    return frame.select(
        pl.col("doc_number").is_not_null() | pl.all_horizontal(pl.col(by_name).is_not_null())
    ).to_series()
