"""Which nodes of an axis add up to which: levels, overlapping groups, and what is left over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension: its nodes (codes, groups, totals) and the atoms that each of them counts.

    `atoms[node]` is a bit mask. `levels` lists sets of disjoint nodes, coarse before fine
    (regions, then countries). The bits of `unnamed` belong to atoms that only an incomplete
    breakdown leaves over; where a whole level is shown they count for nothing. Along an axis that
    is not `additive` (persons over months) no sums are assumed.
    """

    name: str
    nodes: tuple[str, ...]
    atoms: tuple[int, ...]
    levels: tuple[tuple[int, ...], ...] = ()
    unnamed: int = 0
    additive: bool = True


@dataclass(frozen=True, slots=True)
class Partition:
    """`parent` is the sum of `children`; `rest` counts the atoms they leave over (0: none).

    A node number beyond the axis stands for an earlier rest of the same list of partitions.
    """

    parent: int
    children: tuple[int, ...]
    rest: int = 0


def partitions(axis: Axis, shown: Iterable[int], whole: bool) -> list[Partition]:
    """Return relations from which every sum among the nodes `shown` follows.

    Levels that cover a parent give one partition each, unless a coarser one implies it. A parent
    that no level covers is cut greedily into the largest disjoint smaller nodes; what they leave
    over becomes a node of its own, because anyone can compute it by difference.
    """
    ignored = axis.unnamed if whole else 0
    masks = {node: axis.atoms[node] & ~ignored for node in shown}
    found: list[Partition] = []
    for parent in sorted(masks, key=lambda node: (masks[node].bit_count(), node)):
        covers = list(_level_covers(axis, masks, parent))
        found += [Partition(parent, cover) for cover in covers]
        if not covers and (cut := _greedy_cut(masks, parent)):
            rest = masks[parent] & ~_union(masks, cut)
            found.append(Partition(parent, cut, rest))
            if rest and rest not in masks.values():
                masks[len(axis.nodes) + sum(1 for known in found if known.rest) - 1] = rest
    return found


def _level_covers(axis: Axis, masks: dict[int, int], parent: int) -> Iterator[tuple[int, ...]]:
    """Yield the levels that cover `parent` exactly and follow from no coarser one."""
    target, depth = masks[parent], _depth(axis, parent)
    kept: list[tuple[int, ...]] = []
    for number, level in enumerate(axis.levels):
        inside = tuple(
            node
            for node in level
            if node in masks and masks[node] and not masks[node] & ~target and node != parent
        )
        if depth >= number or _union(masks, inside) != target or not inside:
            continue
        if not any(_refines(masks, inside, coarser) for coarser in kept):
            kept.append(inside)
            yield inside


def _depth(axis: Axis, node: int) -> int:
    return next((number for number, level in enumerate(axis.levels) if node in level), -1)


def _union(masks: dict[int, int], nodes: Iterable[int]) -> int:
    union = 0
    for node in nodes:
        union |= masks[node]
    return union


def _refines(masks: dict[int, int], fine: tuple[int, ...], coarse: tuple[int, ...]) -> bool:
    """Tell whether every node of `coarse` is a union of nodes of `fine`."""
    return all(
        _union(masks, (f for f in fine if not masks[f] & ~masks[c])) == masks[c] for c in coarse
    )


def _greedy_cut(masks: dict[int, int], parent: int) -> tuple[int, ...]:
    """Return disjoint nodes within `parent`, largest first; empty when there is none."""
    target, taken, cut = masks[parent], 0, []
    smaller = [
        node
        for node, mask in masks.items()
        if mask and not mask & ~target and (mask != target or node < parent)
    ]
    for node in sorted(smaller, key=lambda node: (-masks[node].bit_count(), node)):
        if node != parent and not masks[node] & taken:
            taken |= masks[node]
            cut.append(node)
    return tuple(cut)
