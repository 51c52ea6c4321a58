"""What the page of tables asks of the core, and what comes back: exact or protected figures."""

from collections.abc import Callable
from dataclasses import dataclass

from vipmg import releases
from vipmg.cube import segments
from vipmg.disclosure.ledger import Entry
from vipmg.disclosure.policy import Policy
from vipmg.i18n import N_, _
from vipmg.officers import Permission
from vipmg.progress import SILENT, Progress
from vipmg.register import Register
from vipmg.tables.catalogue import TABLES
from vipmg.tables.observations import Figures
from vipmg.tables.sdmx import to_sdmx_csv
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import tabulate
from vipmg.tables.workbook import to_xlsx
from vipmg.tables.write import to_csv, to_json

OWN = "custom"
"""Name of a table that the officer builds."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Tables that were computed: `policy` and `entries` (one a table) where they are protected.

    `entries` hold exact counts and the true status of each cell; they stay in the node.
    """

    specs: tuple[TableSpec, ...]
    tables: tuple[Figures, ...]
    policy: Policy | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether these figures must not leave the node."""
        return self.policy is None

    def entry(self, place: int) -> Entry | None:
        """Return the true statuses of the table at `place`; None for an exact one."""
        return self.entries[place] if self.entries else None


def exact(register: Register, specs: tuple[TableSpec, ...], progress: Progress = SILENT) -> Result:
    """Return the exact figures of `specs`; raises as `tabulate` does."""
    return Result(specs, tuple(tabulate(register, spec, progress) for spec in specs))


def protected(
    register: Register,
    specs: tuple[TableSpec, ...],
    policy: Policy,
    progress: Progress = SILENT,
) -> Result:
    """Return the figures of `specs` as they could leave; raises as `releases.protected` does.

    Nothing is released by looking: the ledger stays as it is.
    """
    release = releases.protected(register, specs, policy, progress).release
    return Result(specs, release.tables, release.policy, release.entries)


def months(register: Register) -> dict[str, tuple[str, str]]:
    """Return the first and last month with records of each flow that has any."""
    with register.reading(Permission.TABULATE) as db:
        totals = segments.totals(db)
    known: dict[str, tuple[str, str]] = {}
    for flow, period in totals.select("flow", "period").sort("period").iter_rows():
        known[flow] = (known.get(flow, (period, ""))[0], period)
    return known


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: its ending, its name (a message id), and how it is written."""

    ending: str
    title: str
    write: Callable[[Result, str, str], bytes]
    """From the result, the two-letter country and the agency."""


def _csv(result: Result, _country: str, _agency: str) -> bytes:
    return to_csv(*result.tables, bom=True)


def _xlsx(result: Result, _country: str, agency: str) -> bytes:
    return to_xlsx(*result.tables, source=agency)


def _sdmx(result: Result, country: str, _agency: str) -> bytes:
    return to_sdmx_csv(*result.tables, area=country)


def _json(result: Result, _country: str, _agency: str) -> bytes:
    return to_json(*result.tables)


FORMS: tuple[Form, ...] = (
    Form("xlsx", N_("Excel workbook (XLSX)"), _xlsx),
    Form("csv", N_("Text with commas (CSV)"), _csv),
    Form("sdmx.csv", N_("SDMX-CSV, for other offices' systems"), _sdmx),
    Form("json", N_("JSON, for programs"), _json),
)


def title_of(spec: TableSpec) -> str:
    """Return the name of the table in the language in force."""
    titles = {table.name: table.title for table in TABLES}
    return _(titles[spec.name]) if spec.name in titles else _("Own table")


def file_name(result: Result, ending: str) -> str:
    """Return a sensible file name: what, which months, and whether it may leave."""
    spec = result.specs[0]
    what = spec.name if spec.name != OWN else spec.flow.lower()
    kind = _("internal") if result.exact else _("protected")
    return f"{what}_{spec.first}_{spec.last}_{kind}.{ending}"
