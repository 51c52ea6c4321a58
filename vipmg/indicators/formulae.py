"""The formulae of the indicators: numbers in, a number out, or None for "not computable".

A number that is not known (hidden by protection, or a denominator that nobody delivered) is
None, and so is whatever is computed from it; nothing is ever guessed as 0 or 100 %. Sources:
the node's indicator catalogue (I-1 to I-24); SDMX glossary and ESS quality indicators where
named.
"""

from collections.abc import Iterable

Count = int | None
Ratio = float | None


def ratio(numerator: Count, denominator: Count) -> Ratio:
    """Return numerator ÷ denominator; None when either is unknown or the denominator is 0."""
    if numerator is None or not denominator:
        return None
    return numerator / denominator


def variation(now: Count, before: Count) -> Ratio:
    """I-6, change on the same months of last year: (now − before) ÷ before."""
    return None if now is None or before is None else ratio(now - before, before)


def nna_share(minors: Count, adults: Count) -> Ratio:
    """I-4, minors ÷ all of known age."""
    return None if minors is None or adults is None else ratio(minors, minors + adults)


def unaccompanied_share(unaccompanied: Count, minors: Count) -> Ratio:
    """I-4, unaccompanied minors ÷ minors."""
    return ratio(unaccompanied, minors)


def men_per_woman(men: Count, women: Count) -> Ratio:
    """I-5, men ÷ women, as in the official sheet of returns (R1)."""
    return ratio(men, women)


def registration_coverage(registered: Count, declared: Count) -> Ratio:
    """I-7, persons registered (basic form or full interview) ÷ persons on the lists received."""
    return ratio(registered, declared)


def item_completeness(valid: Count, applicable: Count) -> Ratio:
    """I-8, records with a valid code ÷ records to which the variable applies."""
    return ratio(valid, applicable)


def asymmetry(inbound: Count, outbound: Count) -> Ratio:
    """I-11, (In − Out) ÷ ((In + Out) ÷ 2), from −2 to 2; positive: the receiver counts more.

    SDMX glossary, "asymmetry coefficient"; ESS quality indicator CC1.
    """
    if inbound is None or outbound is None:
        return None
    return ratio(2 * (inbound - outbound), inbound + outbound)


def corridor_asymmetry(pairs: Iterable[tuple[Count, Count]]) -> Ratio:
    """I-11 over several pairs of flows: Σ|In − Out| ÷ Σ((In + Out) ÷ 2), from 0 to 2.

    Pairs of which one side is not known are left out of both sums.
    """
    known = [(i, o) for i, o in pairs if i is not None and o is not None]
    return ratio(2 * sum(abs(i - o) for i, o in known), sum(i + o for i, o in known))


def suppression_rate(suppressed: Count, non_empty: Count) -> Ratio:
    """I-24, cells hidden ÷ cells that are not empty."""
    return ratio(suppressed, non_empty)
