"""What stops a protection. Every one of these blocks the release: nothing leaves half protected."""

from vipmg.errors import Refused, VipmgError, WrongUsage
from vipmg.i18n import N_


class NotAdditive(VipmgError):
    """Tables that should add up do not: their difference would itself tell something."""

    title = N_("The tables do not add up")
    advice = N_(
        "{relations} sums differ between the tables (first: {first}). Tabulate them again from the "
        "same records; tables made at different moments cannot be protected together."
    )


class InconsistentTables(VipmgError):
    """The same cell has two values in the tables given."""

    title = N_("The same cell has two values")
    advice = N_(
        "{cells} cells differ from one table to another (first: {first}). Tabulate all tables "
        "again from the same records."
    )


class TooLarge(VipmgError):
    """The tables have more cells or larger counts than can be protected exactly."""

    title = N_("The tables are too large to protect together")
    advice = N_("Ask for fewer variables or coarser groups: {reason}.")


class BadCounts(VipmgError):
    """A count is missing, negative or not a whole number."""

    title = N_("A table holds counts that are not counts")
    advice = N_("Table {table}: {cells} cells are missing or negative. Tabulate it again.")


class NotProtectable(Refused):
    """Some cells cannot be protected because what must stay published determines them."""

    title = N_("Some small counts cannot be protected")
    advice = N_(
        "{cells} cells would be revealed (first: {first}), because figures already published or "
        "required determine them. Ask for coarser groups or a longer period."
    )


class AuditFailed(Refused):
    """The attack found a hidden cell narrower than the policy promises."""

    title = N_("The protection did not pass its audit")
    advice = N_("{cells} hidden cells could be worked out too closely (first: {first}).")


class SolverStopped(VipmgError):
    """The solver ended without an answer; nothing may leave on an unfinished proof."""

    title = N_("The protection could not be finished")
    advice = N_("The solver stopped: {reason}. Ask for fewer variables, or allow more time.")


class BadPolicy(WrongUsage):
    """A policy outside what may be promised."""

    title = N_("This disclosure policy is not valid")
    advice = N_("{reason}.")
