from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from vipmg import node_keys
from vipmg.cube import segments
from vipmg.officers import NotAllowed, Permission
from vipmg.records import store
from vipmg.records.model import CODED, RECORD_SCHEMA
from vipmg.tables.catalogue import standard
from vipmg.tables.spec import TableSpec
from vipmg.tables.tabulate import tabulate


def returned(*facts: dict[str, object]) -> pl.DataFrame:
    common = {
        **dict.fromkeys(RECORD_SCHEMA),
        **dict.fromkeys(CODED, "_Z"),
        "flow": "RET",
        "occurred_on": date(2024, 3, 5),
        "age_class": "_U",
        "count": 1,
        "source_system": "OTHER",
        "status": "VALID",
    }
    return pl.DataFrame([{**common, **fact} for fact in facts], schema=RECORD_SCHEMA)


def register(node, frame: pl.DataFrame) -> None:
    with node.register.act(Permission.IMPORT, subject="returns.csv") as act:
        ids = store.add(act.db, frame, 1, node_keys.persons_secret(act.db))
        numbered = frame.with_columns(pl.Series("id", list(ids)))
        deltas = segments.group(numbered, node_keys.records_secret(act.db))
        segments.merge(act.db, deltas)


def test_what_was_registered_in_a_real_node_is_tabulated(node):
    register(
        node,
        returned(
            {"sex": "F", "counterpart": "US", "nna": "AD", "doc_number": "A1"},
            {"sex": "F", "counterpart": "US", "nna": "AD", "doc_number": "A1"},
            {"sex": "M", "counterpart": "MX", "nna": "NNA_A", "count": 3},
        ),
    )
    (spec,) = standard("XRET", "2024")
    table = tabulate(node.register, spec)
    assert table.cells.row(0, named=True)["n"] == 5
    persons = TableSpec("custom", "RET", (), "A", "2024-01", "2024-12", measure="persons")
    assert tabulate(node.register, persons).cells["n"].to_list() == [1]
    with node.register.reading() as db:
        assert segments.verify(db) == ()


def test_an_act_that_fails_leaves_the_cube_as_it_was(node):
    register(node, returned({"sex": "F"}))

    def killed_half_way() -> None:
        deltas = segments.group(
            returned({"sex": "M"}).with_columns(pl.lit(9).alias("id")), bytes(16)
        )
        with node.register.act(Permission.IMPORT, subject="x") as act:
            segments.merge(act.db, deltas)
            raise OSError("killed")

    with pytest.raises(OSError, match="killed"):
        killed_half_way()
    with node.register.reading() as db:
        assert segments.totals(db)["n"].to_list() == [1]


def test_the_cube_of_a_real_node_is_rebuilt_as_it_was(node):
    register(node, returned({"sex": "F"}, {"sex": "M"}, {"sex": "M", "age_class": "Y5"}))
    (spec,) = standard("R1", "2024")
    before = tabulate(node.register, spec)
    with node.register.act(Permission.SETTINGS, subject="cube") as act:
        assert segments.rebuild(act.db, node_keys.records_secret(act.db)) == 1
    assert tabulate(node.register, spec).cells.equals(before.cells)


def test_an_officer_without_the_permission_gets_no_table(node):
    auditor = replace(node.register.officer, roles=("auditor",))
    with pytest.raises(NotAllowed):
        tabulate(replace(node.register, officer=auditor), standard("R1", "2024")[0])
