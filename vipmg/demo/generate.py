"""Files of three agencies that never existed, looking like the region's: the entry point.

Returns follow published totals (`returns`), movements come from corridors that two countries see
from either side (`movements`), residences are invented (`residences`), and faults are put in on
purpose (`defects`). The same country, size and seed give the same files, byte for byte; the same
size and seed for all three countries make their corridors agree.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vipmg.demo import movements, residences, returns
from vipmg.demo.calendar import YEARS
from vipmg.demo.country import Country, country
from vipmg.demo.defects import DEFECTS, EXTRA, LATE_POSTS, lost_manifest, with_defects
from vipmg.demo.draws import stream
from vipmg.records.model import FLOWS, IDENTITY, VARIABLE_NAMES

FULL_SCALE = 1_200_000
"""Records of one country from which its returns are as many as were published."""
RESIDENCES = 0.03
"""Part of a country's records that are residence decisions."""
ARRIVALS = 0.52
"""Part of movements that are arrivals."""
CORRIDOR = 0.45
"""Yardstick of the corridors, as part of a country's records."""

FILE_COLUMNS: tuple[str, ...] = (
    "flow",
    "occurred_on",
    "registered_on",
    *VARIABLE_NAMES,
    "manifest",
    "family_unit",
    "source_system",
    *IDENTITY,
)
"""Columns of a file, named as in the record frame."""
BENCHMARK_COLUMNS: tuple[str, ...] = (
    "occurred_on", "registered_on", "age", "sex", "citizenship", "country_birth", "residence",
    "counterpart", "mode", "category", "point", "purpose", "doc_type", "doc_issuer", "doc_number",
    "given_names", "family_names", "birth_date", "manifest", "source_system",
)  # fmt: skip
BATCH = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class Agency:
    """What one country's agency holds: sound records by flow, and its manifests."""

    country: Country
    flows: dict[str, pl.DataFrame]
    manifests: pl.DataFrame


def agency(code: str, records: int | None, seed: int) -> Agency:
    """Make what the agency of a country holds, free of faults.

    Args:
        code: ``SLV``, ``GTM`` or ``HND``.
        records: how many records the country has in all; None: `FULL_SCALE`. Returns are the
            published ones times ``records / FULL_SCALE``, and never more than published.
        seed: the same for the three countries, or their corridors do not agree.

    Raises:
        NotInTheDemonstration: another country.
    """
    here = country(code)
    size = FULL_SCALE if records is None else records
    fraction = min(1.0, size / FULL_SCALE)
    carried = movements.carried_out(here, fraction, seed)
    received = [returns.from_lines(here, fraction, seed), *_part(carried, "RET")]
    handed = _part(carried, "DEP")
    permits = residences.decisions(here, round(size * RESIDENCES), seed)
    rest = size - len(permits) - sum(len(part.records) for part in received)
    arrivals = round(rest * ARRIVALS)
    departures = rest - arrivals - sum(len(part.records) for part in handed)
    quotas = movements.Quotas(arrivals, departures, round(size * CORRIDOR))
    moved = movements.travellers(here, quotas, seed)
    parts = {
        "ARR": [moved["ARR"]],
        "DEP": [moved["DEP"], *(part.records for part in handed)],
        "RES": [permits],
        "RET": [part.records for part in received],
    }
    flows = {flow: _as_filed(flow, frames) for flow, frames in parts.items()}
    lists = pl.concat([part.manifests for part in (*received, *handed)])
    return Agency(here, flows, lists.sort("date", "reference"))


def generate(country: str, records: int | None, seed: int) -> Iterator[pl.DataFrame]:
    """Yield the records of one country by flow and year, faults included.

    Each frame has `FILE_COLUMNS` and ``defect``: null, or one of `DEFECTS`. Rows of `EXTRA` kinds
    come on top of `records`. Arguments as for `agency`.
    """
    yield from _files(agency(country, records, seed), seed)


def write_files(directory: Path, country: str, records: int | None, seed: int) -> list[Path]:
    """Write one country's files into `directory` and return their paths.

    ``gtm-ret-2023.csv`` and so on: one a flow and year; ``manifests-gtm-2023.csv``: flights and
    buses with declared counts; ``defects-gtm.json``: where the faults are (``line`` counts the
    header as 1). Arguments as for `agency`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    held = agency(country, records, seed)
    written, faults = [], []
    for frame in _files(held, seed):
        flow, first = frame.select(pl.first("flow"), pl.min("occurred_on")).row(0)
        name = f"{country}-{flow}-{first.year}.csv".lower()
        path = directory / name
        frame.drop("defect").write_csv(path)
        written.append(path)
        faults += _listed(frame, path.name)
    lost = lost_manifest(stream(seed, country, "lost"), held.manifests)
    manifests = pl.concat([held.manifests, lost]).sort("date", "reference")
    for year in YEARS:
        part = manifests.filter(pl.col("date").dt.year() == year)
        path = directory / f"manifests-{country}-{year}.csv".lower()
        part.write_csv(path)
        written.append(path)
    path = directory / f"defects-{country.lower()}.json"
    facts = {
        "country": country,
        "records": records,
        "seed": seed,
        "kinds": dict(DEFECTS),
        "extra": list(EXTRA),
        "late_post": _late(country),
        "lost_manifest": lost["reference"][0],
        "rows": faults,
    }
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return [*written, path]


def write_benchmark_file(path: Path, rows: int, seed: int) -> Path:
    """Write a CSV of `rows` sound arrivals to El Salvador with the 20 `BENCHMARK_COLUMNS`."""
    here = country("SLV")
    with path.open("wb") as file:
        for start in range(0, rows, BATCH):
            size = min(BATCH, rows - start)
            frame = movements.arrivals_from_elsewhere(here, size, seed, first=start + 1)
            filed = _as_filed("ARR", [frame]).with_columns(registered_on=pl.col("occurred_on"))
            filed.select(BENCHMARK_COLUMNS).write_csv(file, include_header=start == 0)
    return path


def _part(carried: dict[str, returns.Returned], flow: str) -> list[returns.Returned]:
    return [carried[flow]] if flow in carried else []


def _as_filed(flow: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    columns = [name for name in FILE_COLUMNS if name != "registered_on"]
    return pl.concat(
        frame.with_columns(
            pl.col("age").cast(pl.Int64), flow=pl.lit(flow), source_system=pl.lit("DEMO")
        ).select(columns)
        for frame in frames
    )


def _files(held: Agency, seed: int) -> Iterator[pl.DataFrame]:
    code = held.country.alpha3
    for flow in FLOWS:
        records = held.flows[flow]
        for year in YEARS:
            rng = stream(seed, code, flow, str(year), "defects")
            frame = records.filter(pl.col("occurred_on").dt.year() == year)
            if frame.is_empty():
                continue
            faulty = with_defects(rng, frame, LATE_POSTS[code], minors=flow == "RET")
            ordered = faulty.sort("registered_on", maintain_order=True)
            yield ordered.select(*FILE_COLUMNS, "defect")


def _listed(frame: pl.DataFrame, file: str) -> list[dict[str, object]]:
    """Return file, line and kind of each fault; the late post's rows are known by its dates."""
    found = (
        frame.with_row_index("line", offset=2)
        .filter(pl.col("defect").is_not_null() & (pl.col("defect") != "late_post"))
        .select(pl.lit(file).alias("file"), "line", "defect")
    )
    return found.to_dicts()


def _late(country: str) -> dict[str, str]:
    late = LATE_POSTS[country]
    return {"point": late.point, "first": str(late.first), "last": str(late.last)}
