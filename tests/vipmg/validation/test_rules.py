"""Every rule finds the row that breaks it and leaves alone the row that keeps it."""

from datetime import date

import polars as pl
import pytest

from vipmg.importing.coding import completed
from vipmg.validation.applies import APPLIES
from vipmg.validation.check import check
from vipmg.validation.findings import findings
from vipmg.validation.rule import Context
from vipmg.validation.rules import MESSAGES, RULES

DAY = date(2024, 6, 15)
TODAY = date(2024, 12, 1)
SOUND = {
    "RET": {"sex": "F", "citizenship": "SV", "counterpart": "US", "mode": "A", "point": "SV_SAL",
            "age": 30, "area1": "SV-SS", "area2": "SV0623", "return_type": "ENF"},
    "ARR": {"sex": "M", "citizenship": "SV", "counterpart": "GT", "mode": "L", "residence": "SV",
            "point": "SV_HACHADURA", "age": 30, "category": "NR", "purpose": "1_1"},
    "DEP": {"sex": "M", "citizenship": "US", "counterpart": "US", "mode": "A", "residence": "US",
            "point": "SV_SAL", "age": 30, "category": "FV", "arrived_on": date(2024, 6, 1)},
    "RES": {"sex": "F", "citizenship": "HN", "counterpart": "HN", "age": 30, "category": "FIRST",
            "area1": "SV-SS"},
}  # fmt: skip

BROKEN = [
    ("day_missing", "RET", {"occurred_on": None}),
    ("in_the_future", "RET", {"occurred_on": date(2024, 12, 2)}),
    ("after_the_end_of_the_source", "RET", {"occurred_on": date(2024, 11, 30)}),
    ("long_ago", "RET", {"occurred_on": date(1924, 6, 15), "area2": "_U"}),
    ("registered_before_the_event", "RET", {"registered_on": date(2024, 6, 14)}),
    ("registered_in_the_future", "RET", {"registered_on": date(2025, 1, 1)}),
    ("registered_late", "RES", {"occurred_on": date(2023, 1, 1), "registered_on": DAY}),
    ("departed_before_arrival", "DEP", {"arrived_on": date(2024, 6, 16)}),
    ("born_after_the_event", "RET", {"birth_date": date(2024, 7, 1), "age": None}),
    ("age_impossible", "RET", {"age": 131}),
    ("age_impossible", "RET", {"age": -1}),
    ("age_unlikely", "RET", {"age": 111}),
    ("age_against_birth_date", "RET", {"birth_date": date(1980, 1, 1), "age": 30}),
    ("adult_as_minor", "RET", {"nna": "NNA_A"}),
    ("minor_as_adult", "RET", {"nna": "AD", "age": 17}),
    ("alone_in_a_family", "RET", {"nna": "NNA_NA", "age": 9, "family_unit": "F1"}),
    ("child_without_class", "RET", {"age": 9}),
    ("child_at_work", "ARR", {"age": 9, "purpose": "3"}),
    ("abroad_longer_than_alive", "RET", {"age": 3, "nna": "NNA_A", "years_abroad": "Y_GE5"}),
    ("sex_not_stated", "RET", {"sex": "_U"}),
    ("citizenship_not_stated", "RET", {"citizenship": "_U"}),
    ("from_here_to_here", "RET", {"counterpart": "SV"}),
    ("returned_foreigner", "RET", {"citizenship": "HN"}),
    ("national_as_foreigner", "DEP", {"citizenship": "SV"}),
    ("foreigner_as_national", "ARR", {"citizenship": "US"}),
    ("visitor_who_lives_here", "DEP", {"residence": "SV"}),
    ("resident_who_lives_elsewhere", "ARR", {"residence": "US"}),
    ("permit_for_a_national", "RES", {"citizenship": "SV"}),
    ("document_without_issuer", "RET", {"doc_number": "A1"}),
    ("passport_of_another_country", "RET", {"doc_type": "P", "doc_issuer": "US"}),
    ("mode_against_post", "RET", {"mode": "L"}),
    ("post_of_another_country", "RET", {"point": "GT_GUA"}),
    ("municipality_outside_department", "RET", {"area2": "SV0113"}),
    ("department_of_another_country", "RES", {"area1": "GT-01"}),
    ("municipality_not_in_force", "RET", {"area2": "SV0614"}),
    ("country_not_in_force", "RET", {"citizenship": "YU", "return_type": "RDM"}),
    ("nobody_counted", "RET", {"count": 0}),
    ("too_many_counted", "RET", {"count": 10_001}),
    ("decision_not_stated", "RES", {"category": "_U"}),
    ("not_applicable", "RET", {"purpose": "2"}),
    ("unknown_code", "RET", {"mode": "Q"}),
]  # fmt: skip


def found(flow, changes, until=date(2024, 11, 1), **more):
    values = {"occurred_on": DAY} | SOUND[flow] | changes
    frame = pl.DataFrame({name: [value] for name, value in values.items()})
    dates = [name for name in ("occurred_on", "birth_date", "registered_on") if name in values]
    frame = completed(frame.cast(dict.fromkeys(dates, pl.Date)), flow, "TEST")
    late = changes.get("occurred_on") == date(2024, 12, 2)
    context = Context(flow, "SV", TODAY, None if late else until, **more)
    return check(frame, context)


@pytest.mark.parametrize("flow", SOUND)
def test_a_sound_record_breaks_no_rule(flow):
    sound, wrong = found(flow, {})
    assert wrong.is_empty()
    assert sound.height == 1


@pytest.mark.parametrize(("rule", "flow", "changes"), BROKEN)
def test_the_row_that_breaks_a_rule_is_found_by_it_alone(rule, flow, changes):
    sound, wrong = found(flow, changes)
    named = wrong["rule"].to_list()
    assert rule in named
    assert len(set(named)) <= 2
    assert sound.height == (0 if "error" in wrong["severity"].to_list() else 1)
    message = next(iter(findings(wrong.filter(pl.col("rule") == rule)))).message()
    assert message
    assert "{" not in message


def test_every_rule_has_a_test_words_and_a_docstring():
    assert {rule.name for rule in RULES} <= {rule for rule, *_ in BROKEN}
    assert len(RULES) >= 35
    assert all(rule.text.endswith(".") for rule in RULES)
    assert {rule.name for rule in RULES} <= set(MESSAGES)


def test_rules_of_registration_do_not_hold_for_what_others_counted():
    changes = {"point": "US_MIA", "citizenship": "MX", "counterpart": "SV"}
    assert found("RET", changes, foreign=True)[1].is_empty()


def test_what_does_not_apply_is_empty_in_every_flow():
    for variable, flows in APPLIES.items():
        for flow in SOUND:
            named = found(flow, {})[0][variable].to_list()
            assert (named == ["_Z"]) == (flow not in flows)
