"""Records are stored, found in pages, and superseded without losing what they were."""

from datetime import date

import polars as pl
import pytest

from vipmg.database.schema import record
from vipmg.officers import Permission
from vipmg.records import store
from vipmg.records.model import CODED, NOT_APPLICABLE, RECORD_SCHEMA, with_age_class
from vipmg.records.store import Query

SECRET = b"s" * 32


def records(*rows: dict) -> pl.DataFrame:
    """Return a record frame; what a row does not say is unknown."""
    blank = dict.fromkeys(RECORD_SCHEMA) | dict.fromkeys(CODED, NOT_APPLICABLE)
    blank |= {"flow": "RET", "occurred_on": date(2024, 6, 1), "count": 1, "status": "VALID"}
    blank |= {"source_system": "PAPER", "source_row": 1, "age_class": "_U", "sex": "F"}
    frame = pl.DataFrame([blank | row for row in rows], schema=RECORD_SCHEMA, orient="row")
    return with_age_class(frame)


@pytest.fixture
def stored(node):
    """Return a function that stores rows and gives their ids."""

    def add(*rows: dict) -> range:
        with node.register.act(Permission.IMPORT, "prueba") as act:
            return store.add(act.db, records(*rows), 1, SECRET)

    return add


def found(node, **asked) -> list[int]:
    with node.register.reading() as db:
        return store.find(db, Query(**asked))["id"].to_list()


def test_records_come_newest_first_and_page_by_page(node, stored):
    ids = list(stored(*({"occurred_on": date(2024, 1, 1 + n // 2)} for n in range(10))))
    first = found(node, limit=4)
    with node.register.reading() as db:
        last = store.get(db, first[-1])
    second = found(node, limit=100, after=(last["occurred_on"], last["id"]))
    assert first + second == ids[::-1]


def test_records_are_found_by_flow_span_and_codes(node, stored):
    a, b, c = stored(
        {"sex": "M"}, {"flow": "ARR"}, {"occurred_on": date(2023, 1, 1), "age": 12, "sex": "M"}
    )
    assert found(node, flow="ARR") == [b]
    assert found(node, first=date(2024, 1, 1), flow="RET") == [a]
    assert found(node, where=(("sex", ("M",)), ("age", ("Y12T14",)))) == [c]


def test_the_same_person_has_the_same_key_however_the_name_was_typed(node, stored):
    one = {"doc_issuer": "GT", "doc_number": "DEMO-123 45"}
    same = {"doc_issuer": "GT", "doc_number": "demo12345", "given_names": "José"}
    other = {"doc_issuer": "HN", "doc_number": "DEMO-123 45"}
    named = {"given_names": "José", "family_names": "Núñez", "birth_date": date(1990, 5, 1)}
    typed = {"given_names": "JOSE", "family_names": "NUNEZ ", "birth_date": date(1990, 5, 1)}
    ids = stored(one, same, other, named, typed, {})
    with node.register.reading() as db:
        keys = [store.get(db, number)["person_key"] for number in ids]
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] == keys[4] not in keys[:3]
    assert keys[5] is None


def test_identity_lies_apart_from_the_record(node, stored):
    (number,) = stored({"given_names": "María", "contact": "5555-0000"})
    with node.register.reading() as db:
        assert "María" not in str(store.get(db, number))
        assert store.identity_of(db, number)["given_names"] == "María"


def test_a_superseded_record_keeps_what_it_was_and_why(node, stored):
    first, second = stored({"sex": "F"}, {"sex": "F"})
    with node.register.act(Permission.EDIT, "prueba") as act:
        before = store.supersede(act.db, record.c.id == first, {"sex": "M"}, "Ana", "error de dedo")
    assert before["sex"].to_list() == ["F"]
    with node.register.reading() as db:
        now, (earlier,) = store.get(db, first), store.history(db, first)
        assert store.get(db, second)["version"] == 1
    assert (now["sex"], now["version"]) == ("M", 2)
    assert (earlier["sex"], earlier["superseded_by"], earlier["why"]) == (
        "F",
        "Ana",
        "error de dedo",
    )
    assert earlier["period"] == now["period"]


def test_the_schema_holds_every_variable_of_a_record():
    kept = {column.name for column in record.columns}
    assert set(CODED) | {"age", "age_class"} < kept
