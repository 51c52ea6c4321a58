"""The chart of a table, where a simple one fits: lines over time, or ranked bars."""

import polars as pl

from ui.tables.pivot import PERIOD, named
from vipmg.briefs.charts import Bars, Datum, Definition, Lines, Series
from vipmg.briefs.figures import ABSENT, HIDDEN, Figure
from vipmg.briefs.numbers import Writing
from vipmg.i18n import _
from vipmg.tables.observations import UNITS, Figures, observations
from vipmg.tables.periods import Span, periods_of
from vipmg.tables.spec import TOTAL

MOST_LINES, MOST_BARS = 4, 20


def chart_of(figures: Figures, title: str, writing: Writing) -> Definition | None:
    """Return the chart that shows `figures` best; None where no simple one does.

    Over several periods: a line for each year (months of more than a year), else one for the
    total, or for each of the largest codes of a single variable. In one period: the codes of the
    first variable with more than one, ranked; hidden ones last, without a length.
    """
    shown = observations(figures)
    spec = figures.spec
    labels = dict.fromkeys(periods_of(Span(spec.first, spec.last), spec.freq).values())
    periods = [one for one in labels if shown.height and one <= shown[PERIOD].max()]  # type: ignore[operator]
    unit = _("persons") if UNITS[spec.measure] == "PS" else _("events")
    if len(periods) > 2:
        return _lines(shown, spec.by, periods, title, unit, writing)
    return _bars(shown, spec.by, periods, title, unit, writing)


def _lines(
    shown: pl.DataFrame,
    by: tuple[str, ...],
    periods: list[str],
    title: str,
    unit: str,
    writing: Writing,
) -> Definition | None:
    total = _series(_only(shown, by, {}), periods)
    years = sorted({period[:4] for period in periods}, reverse=True)
    if not by and len(periods[0]) == 7 and "Q" not in periods[0] and len(years) > 1:
        months = [f"{number:02}" for number in range(1, 13)]
        known = dict(zip(periods, total, strict=True))
        axis = tuple(writing.month_name(number, wide=False) for number in range(1, 13))
        series = [
            Series(year, tuple(known.get(f"{year}-{month}", ABSENT) for month in months))
            for year in years[:MOST_LINES]
        ]
        return Lines(title, unit, axis, tuple(series), writing)
    axis = tuple(named(PERIOD, period, writing) for period in periods)
    if len(by) != 1:
        return Lines(title, unit, axis, (Series(_("Total"), total),), writing)
    largest = _ranked(shown, by[0], by, periods)[:MOST_LINES]
    lines = [
        Series(named(by[0], code, writing), _series(_only(shown, by, {by[0]: code}), periods))
        for code in largest
    ]
    return Lines(title, unit, axis, tuple(lines), writing, alike=True) if lines else None


def _bars(
    shown: pl.DataFrame,
    by: tuple[str, ...],
    periods: list[str],
    title: str,
    unit: str,
    writing: Writing,
) -> Definition | None:
    for name in by:
        ranked = _ranked(shown, name, by, periods[-1:])
        if len(ranked) > 1:
            bars = [
                Datum(code, named(name, code, writing), _series(cells, periods[-1:])[0])
                for code in ranked[:MOST_BARS]
                for cells in (_only(shown, by, {name: code}),)
            ]
            return Bars(title, unit, tuple(bars), writing)
    return None


def _only(shown: pl.DataFrame, by: tuple[str, ...], chosen: dict[str, str]) -> pl.DataFrame:
    """Return the cells of the codes `chosen`, totals of every other variable."""
    wanted = [pl.col(name) == chosen.get(name, TOTAL) for name in by]
    return shown.filter(pl.all_horizontal([pl.lit(True), *wanted]))


def _series(cells: pl.DataFrame, periods: list[str]) -> tuple[Figure, ...]:
    known = dict(cells.select(PERIOD, "value").iter_rows())
    return tuple(
        HIDDEN if period in known and known[period] is None else Figure(known.get(period, 0))
        for period in periods
    )


def _ranked(shown: pl.DataFrame, name: str, by: tuple[str, ...], periods: list[str]) -> list[str]:
    others = [pl.col(other) == TOTAL for other in by if other != name]
    cells = shown.filter(
        pl.all_horizontal(
            [pl.col(name) != TOTAL, pl.col(PERIOD).is_in(periods), *others],
        )
    )
    order = cells.group_by(name).agg(pl.col("value").sum(), pl.col("value").count().alias("known"))
    order = order.sort(pl.col("known") > 0, "value", name, descending=[True, True, False])
    return [str(code) for code in order[name].to_list()]
