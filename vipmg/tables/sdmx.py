"""What leaves a node, in SDMX terms: the dimensions of the structure, and SDMX-CSV 2.0.

Structure ``SICA_MIG:DSD_MIGR(1.0.0)``: FREQ, REF_AREA, INDICATOR, COUNTERPART_AREA, CITIZENSHIP,
SEX, AGE, MODE, CATEGORY, AREA1, TIME_PERIOD. No id holds the letters U-R-N in a row, on which a
common reader stumbles.

AGE takes one of the variables ``age``, ``age_broad``, ``age_nna``; their codes do not collide.
CATEGORY takes one of several variables and says which by a prefix (`PREFIXES`): ``NNA_AD``,
``NNA_NNA_A``, ``TRAV_FV``, ``DEC_FIRST``, ``RTYPE_ENF``, ``REASON_ECO``; the reserved codes
``_U``, ``_O``, ``_Z`` follow the prefix too (``NNA__U``), and the total is plain ``_T``.

A span that is no month, quarter or year has FREQ ``_O`` and an ISO 8601 span as TIME_PERIOD:
``2024-01-01/P5M``.
"""

import polars as pl

from vipmg.errors import WrongUsage
from vipmg.i18n import N_
from vipmg.records.model import ARRIVAL, DEPARTURE, RESIDENCE, RETURN
from vipmg.tables.observations import UNITS, Figures, observations
from vipmg.tables.periods import Span
from vipmg.tables.spec import TOTAL, TableSpec
from vipmg.tables.variables import resolved

AGENCY = "SICA_MIG"
VERSION = "1.0.0"
DATAFLOWS: dict[str, str] = {
    ARRIVAL: "DF_ENTRADAS",
    DEPARTURE: "DF_SALIDAS",
    RESIDENCE: "DF_RESIDENCIAS",
    RETURN: "DF_RETORNOS",
}
DIMENSIONS: tuple[str, ...] = (
    "FREQ",
    "REF_AREA",
    "INDICATOR",
    "COUNTERPART_AREA",
    "CITIZENSHIP",
    "SEX",
    "AGE",
    "MODE",
    "CATEGORY",
    "AREA1",
)
MEASURE = "OBS_VALUE"
ATTRIBUTES: tuple[str, ...] = (
    "OBS_STATUS",
    "CONF_STATUS",
    "UNIT_MEASURE",
    "UNIT_MULT",
    "DECIMALS",
)
OPTIONAL_ATTRIBUTES: tuple[str, ...] = ("EMBARGO_TIME", "CONF_REDIST", "COMMENT_OBS")
KEY: tuple[str, ...] = (*DIMENSIONS, "TIME_PERIOD")
COLUMNS: tuple[str, ...] = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *KEY, MEASURE, *ATTRIBUTES)

DIMENSION_OF: dict[str, str] = {
    "counterpart": "COUNTERPART_AREA",
    "citizenship": "CITIZENSHIP",
    "sex": "SEX",
    "age": "AGE",
    "age_broad": "AGE",
    "age_nna": "AGE",
    "mode": "MODE",
    "nna": "CATEGORY",
    "category": "CATEGORY",
    "return_type": "CATEGORY",
    "reason": "CATEGORY",
    "area1": "AREA1",
}
"""The dimension each variable goes in; variables that are not here do not leave in SDMX."""

PREFIXES: dict[str, str] = {"nna": "NNA", "return_type": "RTYPE", "reason": "REASON"}
FIRST_PERMITS = ("category", ("FIRST",))

_OTHER_SPAN = "_O"
_FREE = {"FREQ", "REF_AREA"}
"""Dimensions that no specification of a table fixes."""


class NotInStructure(WrongUsage):
    """A table holds what the agreed structure has no place for."""

    title = N_("This table cannot be written as SDMX")
    advice = N_(
        "The agreed structure has no place for: {variables}. Leave it out of the table, or "
        "choose CSV or XLSX."
    )


class ConflictingFigures(WrongUsage):
    """Two tables give different figures for the same thing."""

    title = N_("The tables contradict each other")
    advice = N_("{count} figures differ between the tables. Protect the tables together.")


def to_sdmx_csv(*tables: Figures, area: str) -> bytes:
    """Return the figures as one SDMX-CSV 2.0 message; `area` is the reporting country (alpha-2).

    A hidden value is an empty OBS_VALUE. Figures that several tables share appear once.

    Raises:
        NotInStructure: a variable or selection has no dimension, or two need the same.
        ConflictingFigures: the tables do not agree on a figure they share.
    """
    lines = pl.concat([_lines(table, area) for table in tables]).unique(maintain_order=True)
    if conflicts := lines.height - lines.unique(["STRUCTURE_ID", *KEY]).height:
        raise ConflictingFigures(count=conflicts)
    return lines.write_csv().encode()


def indicator(spec: TableSpec) -> str:
    """Return the CL_MIGR_IND code of a table's figures: ``RET_EV``, ``RES_FIRST`` and so on."""
    if spec.measure == "persons":
        return f"{spec.flow}_PER"
    return "RES_FIRST" if _first_permits(spec) else f"{spec.flow}_EV"


def prefix(name: str, flow: str) -> str:
    """Return what precedes the codes of variable `name` in CATEGORY; elsewhere nothing does."""
    if name == "category":
        return "DEC_" if flow == RESIDENCE else "TRAV_"
    return f"{PREFIXES[name]}_" if name in PREFIXES else ""


def structure_id(flow: str) -> str:
    """Return the dataflow of `flow` as SDMX-CSV names it."""
    return f"{AGENCY}:{DATAFLOWS[flow]}({VERSION})"


def decoded(lines: pl.DataFrame, spec: TableSpec) -> pl.DataFrame:
    """Return, of received lines (`read_sdmx.read`), the cells of the table that `spec` describes.

    Columns ``spec.by``, ``period``, ``value``, ``obs_status``, ``conf_status``. The span of
    `spec` does not select: a peer may have sent other months than were asked for.

    Raises:
        NotInStructure: a variable or selection has no dimension, or two need the same.
    """
    shown = _dimensions(spec.by)
    fixed = {**dict.fromkeys(DIMENSIONS, TOTAL), **_constants(spec), "INDICATOR": indicator(spec)}
    of_this_table = [
        pl.col("STRUCTURE_ID") == structure_id(spec.flow),
        *(pl.col(name) == code for name, code in fixed.items() if name not in _FREE | {*shown}),
        *(
            (pl.col(dimension) == TOTAL)
            | pl.col(dimension).str.starts_with(prefix(name, spec.flow))
            for dimension, name in shown.items()
        ),
    ]
    kept = lines.filter(*of_this_table)
    labels = {time: _label(time) for time in kept["TIME_PERIOD"].unique().to_list()}
    return kept.select(
        *(
            pl.col(DIMENSION_OF[name]).str.strip_prefix(prefix(name, spec.flow)).alias(name)
            for name in spec.by
        ),
        pl.col("TIME_PERIOD").replace_strict(labels, return_dtype=pl.String).alias("period"),
        pl.col(MEASURE).alias("value"),
        pl.col("OBS_STATUS").alias("obs_status"),
        pl.col("CONF_STATUS").alias("conf_status"),
    )


def _lines(table: Figures, area: str) -> pl.DataFrame:
    spec = table.spec
    shown = {dimension: _code(name, spec.flow) for dimension, name in _dimensions(spec.by).items()}
    constant = {name: pl.lit(code) for name, code in _constants(spec).items()}
    freqs, times = _times(observations(table)["period"].unique().to_list())
    columns: dict[str, pl.Expr] = {
        "STRUCTURE": pl.lit("dataflow"),
        "STRUCTURE_ID": pl.lit(structure_id(spec.flow)),
        "ACTION": pl.lit("I"),
        **dict.fromkeys(DIMENSIONS, pl.lit(TOTAL)),
        **constant,
        **shown,
        "FREQ": pl.col("period").replace_strict(freqs, return_dtype=pl.String),
        "REF_AREA": pl.lit(area),
        "INDICATOR": pl.lit(indicator(spec)),
        "TIME_PERIOD": pl.col("period").replace_strict(times, return_dtype=pl.String),
        MEASURE: pl.col("value"),
        "OBS_STATUS": pl.col("obs_status"),
        "CONF_STATUS": pl.col("conf_status"),
        "UNIT_MEASURE": pl.lit(UNITS[spec.measure]),
        "UNIT_MULT": pl.lit("0"),
        "DECIMALS": pl.lit("0"),
    }
    return observations(table).select(columns[name].alias(name) for name in COLUMNS)


def _dimensions(by: tuple[str, ...]) -> dict[str, str]:
    """Return dimension to variable, refusing what has no place and two for the same place."""
    without = [name for name in by if name not in DIMENSION_OF]
    if without:
        raise NotInStructure(variables=", ".join(without))
    placed = {DIMENSION_OF[name]: name for name in by}
    if len(placed) < len(by):
        crowded = [name for name in by if name not in placed.values()]
        raise NotInStructure(variables=", ".join(crowded))
    return placed


def _code(name: str, flow: str) -> pl.Expr:
    return (
        pl.when(pl.col(name) == TOTAL)
        .then(pl.lit(TOTAL))
        .otherwise(pl.lit(prefix(name, flow)) + pl.col(name))
    )


def _constants(spec: TableSpec) -> dict[str, str]:
    """Return the dimensions that a selection fixes: only one code, of a variable not shown.

    A selection on a variable that is shown would make ``_T`` mean less than everything.
    """
    taken = {DIMENSION_OF.get(name) for name in spec.by}
    fixed: dict[str, str] = {}
    for name, codes in spec.where:
        if _first_permits(spec) and (name, codes) == FIRST_PERMITS:
            continue
        dimension = DIMENSION_OF.get(name)
        if dimension is None or dimension in taken or len(codes) != 1:
            raise NotInStructure(variables=f"{name} = {', '.join(codes)}")
        taken.add(dimension)
        fixed[dimension] = prefix(name, spec.flow) + resolved(name, codes)[0]
    return fixed


def _first_permits(spec: TableSpec) -> bool:
    return spec.flow == RESIDENCE and FIRST_PERMITS in spec.where and spec.measure == "events"


def _times(labels: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return, for each label of a period, its FREQ and its TIME_PERIOD."""
    lengths = {4: "A", len("2024-Q1"): "M", len("2024-01/2024-06"): _OTHER_SPAN}
    freqs = {label: "Q" if "Q" in label else lengths[len(label)] for label in labels}
    times = {
        label: f"{label[:7]}-01/P{Span(*label.split('/')).months}M" if "/" in label else label
        for label in labels
    }
    return freqs, times


def _label(time: str) -> str:
    """Return the label of a TIME_PERIOD: the opposite of `_times`."""
    start, _slash, months = time.partition("/P")
    return Span.of(start[:7], int(months.removesuffix("M"))).label if months else time
