import polars as pl

from vipmg.codelists import alpha2, code_list, code_lists, name
from vipmg.i18n import in_language
from vipmg.records.model import AGE_ATOMS, VARIABLES


def test_every_variable_has_its_list():
    assert {variable.codelist for variable in VARIABLES} <= set(code_lists())


def test_ids_are_unique_and_every_code_has_both_names():
    for codes in code_lists().values():
        assert len(codes.by_id) == len(codes.codes)
        assert all(code.es and code.en for code in codes)


def test_names_follow_the_language():
    assert name("CL_AREA", "HN", "es") == "Honduras"
    assert name("CL_SEX", "F", "es") == "Mujeres"
    with in_language("en"):
        assert name("CL_SEX", "F") == "Women"
        assert name("CL_MODE", "_U") == "Not stated"
    assert name("CL_MODE", "_T", "es") == "Total"


def test_an_unknown_code_is_its_own_name():
    assert name("CL_POINT", "US_MIA", "es") == "US_MIA"


def test_countries_are_found_by_two_and_three_letters():
    assert alpha2("SLV") == alpha2("sv") == "SV"
    assert alpha2("XXA") == "XXA"
    assert alpha2("QQQ") is None


def test_a_country_that_ended_keeps_its_code():
    antilles = code_list("CL_AREA").by_id["AN"]
    assert antilles.valid_to is not None
    assert antilles.valid_to.year == 2010


def test_municipalities_lie_in_departments_and_departments_in_countries():
    departments = code_list("CL_AREA1")
    assert {code.parent for code in code_list("CL_AREA2")} <= set(departments.by_id)
    assert {code.parent for code in departments} <= set(code_list("CL_AREA").by_id)
    assert {code.parent for code in code_list("CL_POINT")} <= set(departments.by_id)


def test_the_three_countries_are_complete():
    parents = pl.Series([code.id[:2] for code in code_list("CL_AREA1")]).value_counts()
    counts = dict(parents.iter_rows())
    assert (counts["GT"], counts["HN"], counts["SV"], counts["PE"]) == (22, 18, 14, 26)
    municipalities = [code for code in code_list("CL_AREA2") if code.valid_to is None]
    per_country = dict(pl.Series([code.id[:2] for code in municipalities]).value_counts().rows())
    assert per_country == {"GT": 340, "HN": 298, "SV": 44}


def test_every_age_atom_has_a_name():
    assert set(AGE_ATOMS) <= set(code_list("CL_AGE").by_id)
