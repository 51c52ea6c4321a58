"""Which nodes of an axis add up to which: levels, overlapping groups, and what is left over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_RESTS = 64


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension: its nodes (codes, groups, totals) and the atoms that each of them counts.

    `atoms[node]` is a bit mask. `levels` lists sets of disjoint nodes, coarse before fine
    (regions, then countries). The bits of `unnamed` belong to atoms that only an incomplete
    breakdown leaves over; where a whole level is shown they count for nothing.
    """

    name: str
    nodes: tuple[str, ...]
    atoms: tuple[int, ...]
    levels: tuple[tuple[int, ...], ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Partition:
    """`parent` is the sum of `children`, and of the node `rest` when there is one.

    A rest has a number beyond the axis and its own atoms; nobody shows it, but anyone can
    compute it by difference.
    """

    parent: int
    children: tuple[int, ...]
    rest: int = -1
    rest_atoms: int = 0


def partitions(axis: Axis, shown: Iterable[int], whole: bool) -> list[Partition]:
    """Return relations from which every sum among the nodes `shown` follows.

    Levels that cover a parent give one partition each, unless a coarser one implies it. A parent
    that no level covers is cut into the nodes within it and a rest, once by every level and once
    into the largest disjoint nodes; rests are then looked for within other nodes.
    """
    ignored = axis.unnamed if whole else 0
    masks = {node: axis.atoms[node] & ~ignored for node in shown}
    found: list[Partition] = []
    open_parents = []
    for parent in sorted(masks, key=lambda node: (masks[node].bit_count(), node)):
        covers = list(_covers(axis, masks, parent))
        found += [Partition(parent, cover) for cover in covers]
        if not covers:
            open_parents.append(parent)
    rests: list[int] = []
    for parent in open_parents:
        for cut in _cuts(axis, masks, parent):
            _add(found, masks, rests, parent, cut)
    for rest in rests:  # grows while it is walked
        for parent in open_parents:
            inside = masks[rest] & ~masks[parent] == 0 and masks[rest] != masks[parent]
            if inside and len(rests) < MOST_RESTS:
                _add(found, masks, rests, parent, _greedy(masks, parent, rest))
    return found


def _add(
    found: list[Partition],
    masks: dict[int, int],
    rests: list[int],
    parent: int,
    cut: tuple[int, ...],
) -> None:
    """Note that `parent` is the sum of `cut` and what it leaves over."""
    left = masks[parent] & ~_union(masks, cut)
    if not left:
        if all(known.parent != parent or set(known.children) != set(cut) for known in found):
            found.append(Partition(parent, cut))
        return
    same = next((node for node, mask in masks.items() if mask == left), None)
    if same is not None:
        _add(found, masks, rests, parent, (*cut, same))
        return
    rest = max(masks) + 1 if rests else 1_000_000
    masks[rest] = left
    rests.append(rest)
    found.append(Partition(parent, cut, rest, left))


def _covers(axis: Axis, masks: dict[int, int], parent: int) -> Iterator[tuple[int, ...]]:
    """Yield the levels that cover `parent` exactly and follow from no coarser one."""
    kept: list[tuple[int, ...]] = []
    for inside in _inside(axis, masks, parent):
        if _union(masks, inside) == masks[parent] and not any(
            _refines(masks, inside, coarser) for coarser in kept
        ):
            kept.append(inside)
            yield inside


def _inside(axis: Axis, masks: dict[int, int], parent: int) -> Iterator[tuple[int, ...]]:
    """Yield for every level finer than `parent` the nodes within it, if any."""
    target = masks[parent]
    depth = next((n for n, level in enumerate(axis.levels) if parent in level), -1)
    for level in axis.levels[depth + 1 :]:
        inside = tuple(n for n in level if masks.get(n) and not masks[n] & ~target and n != parent)
        if inside:
            yield inside


def _cuts(axis: Axis, masks: dict[int, int], parent: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to cut an uncovered `parent`: level by level, then the largest pieces."""
    seen = set()
    for cut in (*_inside(axis, masks, parent), _greedy(masks, parent)):
        if cut and cut not in seen:
            seen.add(cut)
            yield cut


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


def _greedy(masks: dict[int, int], parent: int, first: int = -1) -> tuple[int, ...]:
    """Return disjoint nodes within `parent`, `first` before all, then the largest."""
    target, taken, cut = masks[parent], 0, []
    smaller = [n for n, mask in masks.items() if mask and mask != target and not mask & ~target]
    for node in sorted(smaller, key=lambda n: (n != first, -masks[n].bit_count(), n)):
        if not masks[node] & taken:
            taken |= masks[node]
            cut.append(node)
    return tuple(cut)
