"""From exact tables to tables that may leave: linked tables, the type lock, earlier releases."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from vipmg.disclosure.errors import BadCounts, InconsistentTables, NotAdditive
from vipmg.disclosure.ledger import EMPTY, Ledger
from vipmg.disclosure.policy import Policy
from vipmg.disclosure.protect import ProtectedTable, protect, protect_table
from vipmg.disclosure.published import check_published
from vipmg.tables.spec import Table

EXACT = Policy(rule="E")


def counts(protected, exact):
    """Return exact and protected figures side by side."""
    keys = [*exact.spec.by, "period"]
    return exact.cells.join(protected.cells, on=keys, how="full", coalesce=True)


@pytest.mark.parametrize("policy", [EXACT, Policy(), Policy(zeros="published")])
def test_no_small_count_leaves_and_every_figure_shown_is_true(records, tabulate, policy):
    exact = tabulate(records, ("sex", "citizenship"), "Q")
    protected = protect_table(exact, policy)
    both = counts(protected, exact).with_columns(pl.col("n").fill_null(0))
    shown = both.filter(pl.col("value").is_not_null())
    assert shown.filter(pl.col("n").is_between(1, 4)).is_empty()
    assert (shown["n"] == shown["value"]).all()
    assert both.filter((pl.col("n") > 0) & pl.col("conf_status").is_null()).is_empty()
    assert protected.verdict.passed
    assert protected.verdict.cells_checked == exact.cells["n"].is_between(1, 4).sum()


def test_the_record_key_and_hidden_counts_do_not_leave(records, tabulate):
    protected = protect_table(tabulate(records, ("sex", "citizenship")), EXACT)
    assert protected.cells.columns == [
        "sex",
        "citizenship",
        "period",
        "value",
        "obs_status",
        "conf_status",
    ]
    hidden = protected.cells.filter(pl.col("value").is_null())
    assert set(hidden["obs_status"]) == {"Q"}
    assert set(hidden["conf_status"]) == {"A", "D"}


def test_under_rule_t_no_code_tells_a_small_count_from_another_hidden_cell(records, tabulate):
    protected = protect_table(tabulate(records, ("sex", "citizenship"), "Q"), Policy())
    assert set(protected.cells["conf_status"]) == {"F", "C"}


def test_a_protected_table_cannot_be_made_by_hand(records, tabulate):
    made = protect_table(tabulate(records, ("sex",)), EXACT)
    with pytest.raises(TypeError):
        ProtectedTable(made.spec, made.cells, made.policy, made.verdict, object())
    with pytest.raises(TypeError):
        dataclasses.replace(made, cells=made.cells, made_by=None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.cells = made.cells


def test_months_quarters_and_years_are_protected_together(records, tabulate):
    by = ("sex", "citizenship")
    tables = [tabulate(records, by, freq) for freq in ("M", "Q", "_T")]
    release = protect(tables, EXACT)
    months, quarters, span = (table.cells for table in release.tables)
    for code, sex in months.select("citizenship", "sex").unique().iter_rows():
        alike = (pl.col("citizenship") == code) & (pl.col("sex") == sex)
        small = tables[0].cells.filter(alike, pl.col("n") < 5)
        hidden = months.filter(alike, pl.col("value").is_null()).height
        known = quarters.filter(alike)["value"].null_count() == 0
        # One hidden month in a quarter that is shown would be a subtraction away.
        if small.height and known and span.filter(alike)["value"].null_count() == 0:
            assert hidden != 1


def test_a_selection_is_not_protected_apart_from_the_table_it_is_part_of(tabulate):
    records = pl.DataFrame(
        {
            "sex": ["F"] * 30 + ["M"] * 32,
            "citizenship": ["GT"] * 28 + ["HN"] * 2 + ["GT"] * 32,
            "period": ["2024-01"] * 62,
        }
    )
    everyone = tabulate(records, ("sex",), last="2024-01")
    gt = tabulate(records, ("sex",), last="2024-01", where=(("citizenship", ("GT",)),))
    release = protect([everyone, gt], EXACT)  # 30 women less 28 of GT leaves 2
    women = [t.cells.filter(pl.col("sex") == "F")["value"].to_list() for t in release.tables]
    total = [t.cells.filter(pl.col("sex") == "_T")["value"].to_list() for t in release.tables]
    assert None in women[0] + women[1]
    assert None in total[0] + total[1]


def test_tables_that_do_not_add_up_are_refused(records, tabulate):
    table = tabulate(records, ("sex",))
    total = (pl.col("sex") == "_T") & (pl.col("period") == "2024-02")
    cells = table.cells.with_columns(pl.col("n") + total.cast(pl.Int64))
    with pytest.raises(NotAdditive):
        protect_table(Table(table.spec, cells), EXACT)


def test_two_tables_of_different_moments_are_refused(records, tabulate):
    early = tabulate(records.head(2000), ("sex",))
    with pytest.raises((InconsistentTables, NotAdditive)):
        protect([early, tabulate(records, ("sex", "mode"))], EXACT)


@pytest.mark.parametrize("bad", [None, -1])
def test_a_count_that_is_missing_or_negative_is_refused(records, tabulate, bad):
    table = tabulate(records, ("sex",))
    cells = table.cells.with_columns(pl.lit(bad, pl.Int64).alias("n"))
    with pytest.raises(BadCounts):
        protect_table(Table(table.spec, cells), EXACT)


def test_persons_need_not_add_up(tabulate, records):
    table = tabulate(records, ("sex",))
    spec = dataclasses.replace(table.spec, measure="persons")
    fewer = pl.when(pl.col("sex") == "_T").then(pl.col("n") - 3).otherwise(pl.col("n"))
    assert protect_table(Table(spec, table.cells.with_columns(fewer.alias("n"))), EXACT)


def test_the_ledger_survives_being_written_down(records, tabulate):
    release = protect([tabulate(records, ("sex", "citizenship"))], EXACT)
    ledger = EMPTY.with_release(release.entries)
    again = Ledger.from_frame(ledger.frame())
    assert again.frame().equals(ledger.frame())
    assert again.entries[0].spec == ledger.entries[0].spec


def test_what_was_hidden_stays_hidden_and_what_was_shown_is_taken_as_known(records, tabulate):
    first = protect([tabulate(records, ("citizenship", "sex"), "Q")], EXACT)
    ledger = EMPTY.with_release(first.entries)
    months = protect([tabulate(records, ("citizenship", "sex"), "M")], EXACT, ledger)
    again = protect([tabulate(records, ("citizenship", "sex"), "Q")], EXACT, ledger)
    assert months.verdict.passed
    keys = ["citizenship", "sex", "period"]
    old = first.tables[0].cells.select(*keys, "value").sort(keys)
    assert again.tables[0].cells.select(*keys, "value").sort(keys).equals(old)


def test_a_period_revised_since_is_kept_apart(records, tabulate):
    first = protect([tabulate(records.head(2900), ("sex", "mode"))], EXACT)
    ledger = EMPTY.with_release(first.entries)
    assert protect([tabulate(records, ("sex", "mode"))], EXACT, ledger).verdict.passed


def test_counting_order_does_not_matter(records, tabulate):
    tables = [tabulate(records, ("sex", "citizenship"), "Q"), tabulate(records, ("mode",), "Q")]
    mixed = [Table(t.spec, t.cells.sample(fraction=1, shuffle=True, seed=4)) for t in tables]
    one, two = protect(tables, EXACT), protect(mixed[::-1], EXACT)
    assert one.tables[0].cells.equals(two.tables[1].cells)
    assert np.array_equal(one.verdict.cells_checked, two.verdict.cells_checked)


def test_a_recipient_finds_no_hidden_cell_and_sees_one_that_is_shown_by_subtraction(
    records, tabulate
):
    exact = tabulate(records, ("sex", "citizenship"), "_T")
    made = protect_table(exact, Policy())
    checked = check_published([(made.spec, made.cells)])
    assert checked.passed
    assert checked.hidden == made.cells["value"].null_count()
    assert checked.narrowest >= 1
    first = made.cells.filter(pl.col("value").is_null()).row(0, named=True)
    alike = (pl.col("citizenship") == first["citizenship"]) & pl.col("value").is_null()
    truth = exact.cells.rename({"n": "truth"}).drop("k")
    leaky = made.cells.join(truth, on=["sex", "citizenship", "period"], how="left")
    leaky = leaky.with_columns(
        pl.when(alike & (pl.col("sex") != first["sex"]))
        .then(pl.col("truth").fill_null(0))
        .otherwise(pl.col("value"))
        .alias("value")
    )
    assert not check_published([(made.spec, leaky)]).passed


def test_primary_counts_hidden_alone_are_found_out_by_the_recipient(tabulate):
    records = pl.DataFrame({"sex": ["F"] * 2 + ["M"] * 30, "period": ["2024-01"] * 32})
    exact = tabulate(records, ("sex",), last="2024-01")
    naive = exact.cells.with_columns(pl.when(pl.col("n") >= 5).then(pl.col("n")).alias("value"))
    found = check_published([(exact.spec, naive)])
    assert not found.passed
    assert "sex=F" in found.fixed[0]
