"""Compile numeric kernels, keeping their types for the checker."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile `function` on first use and keep the machine code on disk."""
    return cast(F, njit(cache=True, nogil=True)(function))
