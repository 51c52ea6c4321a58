"""The demonstration: three nodes, their packages, receipts, the mirror table and six briefs."""

import csv

import pytest

from vipmg import audit
from vipmg.demo import story
from vipmg.node import NodeExists, open_node


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return story.run_demo(tmp_path_factory.mktemp("demo"), records=12_000, seed=1)


def test_three_nodes_register_most_of_their_rows(told):
    assert [node.country for node in told.nodes] == ["SLV", "GTM", "HND"]
    for node in told.nodes:
        assert node.rows == node.imported + node.findings + node.skipped
        assert 0.98 < node.imported / node.rows < 1
        assert node.findings


def test_every_package_reached_every_other_country_and_was_answered(told):
    pairs = {"gt-hn", "gt-sv", "hn-gt", "hn-sv", "sv-gt", "sv-hn"}
    assert {path.stem for path in told.packages} == pairs
    assert {path.stem for path in told.receipts} == pairs


def test_the_mirror_table_has_both_ends_of_the_corridors(told):
    with told.mirror.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {(row["reporter_a"], row["partner_b"]) for row in rows} >= {("GT", "SV"), ("SV", "GT")}
    assert sum(row["status"] == "both" for row in rows) > 20


def test_there_are_six_briefs_that_say_the_data_are_synthetic(told):
    pypdfium2 = pytest.importorskip("pypdfium2")
    assert len(told.briefs) == 6
    for path in told.briefs:
        with pypdfium2.PdfDocument(path) as document:
            assert len(document) == 2
            stamp = "DEMONSTRATION DATA" if path.stem.endswith("en") else "DATOS DE DEMOSTRACIÓN"
            for page in document:
                assert stamp in page.get_textpage().get_text_range()


def test_the_audit_trail_of_each_node_holds(told):
    for made in told.nodes:
        node = open_node(made.folder, story.SECOND_OFFICER, story.PASSPHRASE)
        with node.register.reading() as db:
            assert audit.verify(db).first_wrong is None
        node.close()


def test_a_demonstration_is_never_made_over_another(told):
    with pytest.raises(NodeExists):
        story.run_demo(told.folder, records=12_000)
