"""Reading SDMX-CSV from outside: every byte is doubted until it is shown to be a figure.

Accepted is what the structure of `vipmg.tables.sdmx` describes and nothing else: no column,
dataflow, action, code or period beyond it, and no figure twice. The delimiter is the character
after the first header term, as SDMX-CSV 2.0 has it.
"""

import csv
import io
from collections.abc import Collection, Mapping

import polars as pl

from vipmg.codelists import code_list
from vipmg.errors import Refused
from vipmg.i18n import N_, _
from vipmg.tables import sdmx
from vipmg.tables.structure import CONF_STATUSES, FREQ_CODES, OBS_STATUSES, codes_of_dimension

MOST_BYTES = 32 * 1024 * 1024
MOST_LINES = 200_000
MOST_COUNT = 2**53
"""No figure is larger: beyond it some readers lose digits."""

_DELIMITERS = ",;\t|"
_ACTIONS = ("I", "A", "R", "M")
_WITHOUT_VALUE = ("L", "M", "O", "Q")
"""CL_OBS_STATUS with which a value may be absent."""
_TIME = {
    "A": r"^\d{4}$",
    "Q": r"^\d{4}-Q[1-4]$",
    "M": r"^\d{4}-(0[1-9]|1[0-2])$",
    "_O": r"^\d{4}-(0[1-9]|1[0-2])-01/P[1-9]\d{0,2}M$",
}
_REQUIRED = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *sdmx.KEY, sdmx.MEASURE, *sdmx.ATTRIBUTES[:2])
_KNOWN = frozenset((*sdmx.COLUMNS, *sdmx.OPTIONAL_ATTRIBUTES))


class BadMessage(Refused):
    """Bytes from outside are not a message of the agreed structure."""

    title = N_("The table received cannot be accepted")
    advice = N_(
        "It breaks a rule of the agreed format ({rule}). Tell the sender; nothing was kept."
    )


def read(data: bytes) -> pl.DataFrame:
    """Return the lines of an SDMX-CSV 2.0 message.

    Columns ``STRUCTURE_ID``, `sdmx.KEY` and the attributes as String, ``OBS_VALUE`` Int64 (null:
    hidden or missing). `sdmx.decoded` makes a table of them.

    Raises:
        BadMessage: naming the first rule that is broken, without repeating what was received.
    """
    header, rows = _table(_text(data))
    _check_header(header)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    schema = dict.fromkeys(header, pl.String)
    lines = pl.DataFrame({name: columns.get(name, ()) for name in header}, schema=schema)
    _check_codes(lines)
    _check_periods(lines)
    values = _values(lines)
    if lines.select("STRUCTURE_ID", *sdmx.KEY).is_duplicated().any():
        raise BadMessage(rule=_("no figure appears twice"))
    kept = ["STRUCTURE_ID", *sdmx.KEY, *(name for name in header if name in _ATTRIBUTES)]
    return lines.select(kept).with_columns(values)


_ATTRIBUTES = (*sdmx.ATTRIBUTES, *sdmx.OPTIONAL_ATTRIBUTES)


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise BadMessage(rule=_("at most {most} bytes").format(most=MOST_BYTES))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadMessage(rule="UTF-8") from error
    if "\0" in text:
        raise BadMessage(rule=_("no zero bytes"))
    return text


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    """Return header and rows, all of the same width."""
    delimiter = text.removeprefix("STRUCTURE")[:1]
    if not text.startswith("STRUCTURE") or not delimiter or delimiter not in _DELIMITERS:
        raise BadMessage(rule=_("the first column is STRUCTURE"))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        header = next(lines)
        width = len(header)
        for row in lines:
            if len(row) != width:
                raise BadMessage(rule=_("every line has {columns} columns").format(columns=width))
            if len(rows) >= MOST_LINES:
                raise BadMessage(rule=_("at most {most} lines").format(most=MOST_LINES))
            rows.append(row)
    except csv.Error as error:
        raise BadMessage(rule="RFC 4180") from error
    return header, rows


def _check_header(header: list[str]) -> None:
    if len(set(header)) < len(header):
        raise BadMessage(rule=_("no column appears twice"))
    if missing := [name for name in _REQUIRED if name not in header]:
        raise BadMessage(rule=_("the column {column} is there").format(column=missing[0]))
    if not _KNOWN.issuperset(header):
        raise BadMessage(rule=_("there is no column beyond the structure"))


def _check_codes(lines: pl.DataFrame) -> None:
    """Refuse any code outside its code list."""
    lists: Mapping[str, Collection[str]] = {
        "STRUCTURE": ("dataflow",),
        "STRUCTURE_ID": [sdmx.structure_id(flow) for flow in sdmx.DATAFLOWS],
        "ACTION": _ACTIONS,
        "REF_AREA": [code.id for code in code_list("CL_AREA")],
        **{name: codes_of_dimension(name) for name in sdmx.DIMENSIONS if name != "REF_AREA"},
        "OBS_STATUS": OBS_STATUSES,
        "CONF_STATUS": CONF_STATUSES,
        "UNIT_MEASURE": ("EV", "PS"),
        "UNIT_MULT": ("0",),
        "DECIMALS": ("0",),
    }
    for name, codes in lists.items():
        if name in lines.columns and not lines[name].is_in(list(codes)).all():
            raise BadMessage(rule=_("{column} holds codes of its list").format(column=name))


def _check_periods(lines: pl.DataFrame) -> None:
    """Refuse a period that is not of its frequency."""
    for freq in FREQ_CODES:
        times = lines.filter(pl.col("FREQ") == freq)["TIME_PERIOD"]
        if not times.str.contains(_TIME[freq]).all():
            raise BadMessage(rule=_("TIME_PERIOD agrees with FREQ"))


def _values(lines: pl.DataFrame) -> pl.Series:
    text = lines[sdmx.MEASURE]
    present = text != ""
    if not text.filter(present).str.contains(r"^(0|[1-9]\d{0,15})$").all():
        raise BadMessage(rule=_("OBS_VALUE is a whole number"))
    values = text.replace("", None).cast(pl.Int64)
    if (values > MOST_COUNT).any():
        raise BadMessage(rule=_("OBS_VALUE is at most {most}").format(most=MOST_COUNT))
    if not lines.filter(~present)["OBS_STATUS"].is_in(list(_WITHOUT_VALUE)).all():
        raise BadMessage(rule=_("a value is absent only when hidden or missing"))
    if (lines.filter(present)["OBS_STATUS"] == "Q").any():
        raise BadMessage(rule=_("a hidden figure has no value"))
    return values
