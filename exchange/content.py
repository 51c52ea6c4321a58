"""What travels in a package besides the signed papers, written and read back.

    tables.json        which table each data file is
    NN-<table>.csv     SDMX-CSV, gzip
    structure.json     SDMX-JSON structure, bilingual: for readers without this program
    sdc-report.json    how the figures were protected, and the verdict of the audit
    definitions.json   the sender's definitions card

The reader believes nothing: every code, period and status is compared with what the table says
it is, and every count with the declared threshold.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from crypto import strict_json
from crypto.strict_json import Json
from exchange import package, shapes
from exchange.datasets import FIGURES, Dataset
from exchange.definitions import Definitions
from exchange.manifest import DisclosureControl, FileEntry
from exchange.refusals import PackageRefused
from vipmg.disclosure.protect import ProtectedTable
from vipmg.errors import VipmgError
from vipmg.tables import read_sdmx, sdmx, structure, variables
from vipmg.tables.spec import TableSpec

TABLES, STRUCTURE = "tables.json", "structure.json"
REPORT, DEFINITIONS = "sdc-report.json", "definitions.json"
CSV = "application/vnd.sdmx.data+csv; version=2.0.0"
JSON = "application/json"
SDMX_JSON = "application/vnd.sdmx.structure+json; version=2.0.0"
LARGEST_REPORT = 1 << 20

_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
_SHAPE: dict[str, shapes.Shape] = {
    "spec": "vipmg/tables/1",
    "crit": [],
    "tables": [
        {
            "file": shapes.NAME,
            "name": re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}"),
            "flow": shapes.WORD_UPPER,
            "by": [shapes.WORD],
            "freq": shapes.WORD_UPPER,
            "first": _MONTH,
            "last": _MONTH,
            "where": [{"variable": shapes.WORD, "codes": [str]}],
            "measure": shapes.WORD,
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Content:
    """The figures of a package and what is said about them."""

    datasets: tuple[Dataset, ...]
    definitions: Definitions
    report: bytes = field(repr=False)
    """How the figures were protected: canonical JSON."""


def disclosure_control(tables: Sequence[ProtectedTable]) -> DisclosureControl:
    """Return what the manifest says of the protection: the weakest promise among `tables`."""
    # A waiver shows small counts on purpose: then no count is too small to be there.
    promised = [1 if table.policy.waivers else table.policy.threshold for table in tables]
    methods = dict.fromkeys(f"suppression/{table.policy.rule}" for table in tables)
    passed = all(table.verdict.passed for table in tables)
    return DisclosureControl("+".join(methods), min(promised), "passed" if passed else "failed")


def write(
    tables: Sequence[ProtectedTable], definitions: Definitions, country: str, now: datetime
) -> tuple[tuple[FileEntry, ...], dict[str, bytes]]:
    """Return what the manifest lists and the encoded members, both in the same order."""
    data = {
        f"{number:02}-{table.spec.name.lower()}.csv": table
        for number, table in enumerate(tables, start=1)
    }
    listing = strict_json.dumps(
        {
            "spec": "vipmg/tables/1",
            "crit": [],
            "tables": [_described(name, table.spec) for name, table in data.items()],
        }
    )
    report: list[Json] = [
        {"file": name, "policy": table.policy.to_json(), "verdict": _verdict(table)}
        for name, table in data.items()
    ]
    made = [
        package.entry(TABLES, JSON, listing, "identity"),
        *(
            package.entry(name, CSV, sdmx.to_sdmx_csv(table, area=country), "gzip")
            for name, table in data.items()
        ),
        package.entry(STRUCTURE, SDMX_JSON, structure.document(now, country), "gzip"),
        package.entry(
            REPORT,
            JSON,
            strict_json.dumps({"spec": "vipmg/sdc-report/1", "crit": [], "tables": report}),
            "identity",
        ),
        package.entry(DEFINITIONS, JSON, definitions.to_bytes(), "identity"),
    ]
    return tuple(entry for entry, _ in made), {entry.name: content for entry, content in made}


def read(files: Mapping[str, bytes], threshold: int, country: str) -> Content:
    """Return the content of decoded members, as written by the node of `country`.

    Raises:
        PackageRefused: "content-malformed", something is missing or is not what it says;
            "small-counts", a count from 1 to `threshold` - 1 is shown; or as `shapes.read`.
    """
    try:
        listed = shapes.read(files[TABLES], _SHAPE)["tables"]
        expected = {TABLES, STRUCTURE, REPORT, DEFINITIONS, *(entry["file"] for entry in listed)}
        if files.keys() != expected or not listed:
            raise PackageRefused("content-malformed")
        datasets = tuple(_dataset(files[entry["file"]], entry, country) for entry in listed)
        definitions = Definitions.from_bytes(files[DEFINITIONS])
    except KeyError:
        raise PackageRefused("content-malformed") from None
    for dataset in datasets:
        if dataset.cells.filter(pl.col("value").is_between(1, threshold - 1)).height:
            raise PackageRefused("small-counts")
    if len(files[REPORT]) > LARGEST_REPORT:
        raise PackageRefused("content-malformed")
    return Content(datasets, definitions, files[REPORT])


def _described(name: str, spec: TableSpec) -> Json:
    return {
        "file": name,
        "name": spec.name,
        "flow": spec.flow,
        "by": [*spec.by],
        "freq": spec.freq,
        "first": spec.first,
        "last": spec.last,
        "where": [{"variable": variable, "codes": [*codes]} for variable, codes in spec.where],
        "measure": spec.measure,
    }


def _dataset(csv: bytes, entry: Mapping[str, Any], country: str) -> Dataset:
    """Return one table, its cells exactly as its specification allows."""
    spec = TableSpec(
        entry["name"],
        entry["flow"],
        tuple(entry["by"]),
        entry["freq"],
        entry["first"],
        entry["last"],
        tuple((part["variable"], tuple(part["codes"])) for part in entry["where"]),
        entry["measure"],
    )
    try:
        variables.check(spec)
        lines = read_sdmx.read(csv)
        cells = sdmx.decoded(lines, spec)
        dataset = Dataset(spec, cells.select(*spec.by, *FIGURES))
        written = sdmx.to_sdmx_csv(dataset, area=country)
        # Written again it must be the same: nothing is there that the table has no place for.
        same = written == csv or _alike(lines, read_sdmx.read(written))
        inside = dataset.cells["period"].is_in(dataset.periods).all()
    except (VipmgError, pl.exceptions.PolarsError, ValueError) as error:
        raise PackageRefused("content-malformed") from error
    if not same or not inside:
        raise PackageRefused("content-malformed")
    return dataset


def _alike(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether two messages say the same, in whatever order of lines and columns."""
    columns = ["STRUCTURE_ID", *sdmx.KEY, sdmx.MEASURE, *sdmx.ATTRIBUTES]
    return set(columns) <= set(one.columns) and one.select(columns).sort(sdmx.KEY).equals(
        other.select(columns).sort(sdmx.KEY)
    )


def _verdict(table: ProtectedTable) -> Json:
    facts: dict[str, Json] = strict_json.loads(json.dumps(asdict(table.verdict)).encode())  # type: ignore[assignment]
    return facts
