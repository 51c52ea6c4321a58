import polars as pl

from vipmg.disclosure.policy import Policy
from vipmg.disclosure.protect import protect
from vipmg.tables import write
from vipmg.tables.catalogue import standard
from vipmg.tables.read_sdmx import read
from vipmg.tables.sdmx import decoded
from vipmg.tables.tabulate import figures


def test_a_protected_table_arrives_at_the_peer_as_it_was_protected(db, add):
    add(
        {"counterpart": "US", "sex": "F", "nna": "AD", "count": 30},
        {"counterpart": "US", "sex": "M", "nna": "AD", "count": 3},
        {"counterpart": "MX", "sex": "M", "nna": "NNA_A", "count": 20},
    )
    exact = figures(db, standard("XRET", "2024")[0])
    (protected,) = protect([exact], Policy(threshold=5)).tables
    received = decoded(read(write.to_sdmx_csv(protected, area="SV")), protected.spec)
    sent = protected.cells.select(received.columns)
    assert received.sort(pl.all()).equals(sent.sort(pl.all()))
    assert received["value"].null_count() > 0
    assert b"INTERNAL" not in write.to_csv(protected)
    assert b",3," not in write.to_csv(protected)
