import pytest

from vipmg.codelists.recognise import plain, spellings


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Guatemala", "GT"),
        ("GTM", "GT"),
        ("gt", "GT"),
        ("ESTADOS UNIDOS", "US"),
        ("EE. UU.", "US"),
        ("CHINA, PEOPLES REPUBLIC OF", "CN"),
        ("HAITIANO", "HT"),
        ("HONDUREÑA", "HN"),
        ("DOMINICA", "DM"),
        ("DOMINICANA", "DO"),
        ("HOLANDESA", "NL"),
        ("NEERLANDESA", "NL"),
        ("YUGOSLAVIA", "YU"),
        ("NETHERLANDS ANTILLES", "AN"),
        ("SERBIA AND MONTENEGRO", "CS"),
        ("USSR", "SU"),
    ],
)
def test_countries_are_recognised_as_people_write_them(written, code):
    assert spellings("CL_AREA")[plain(written)] == code


def test_a_department_is_looked_for_in_its_own_country():
    assert spellings("CL_AREA1", "SV")["LA PAZ"] == "SV-PA"
    assert spellings("CL_AREA1", "HN")["LA PAZ"] == "HN-LP"
    assert "LA PAZ" not in spellings("CL_AREA1")


def test_a_name_in_force_counts_before_one_that_was():
    assert spellings("CL_AREA")["ZAIRE"] == "CD"
    assert spellings("CL_AREA2", "SV")["SANTA ANA NORTE"] == "SV0214"
    assert spellings("CL_AREA2", "SV")["METAPAN"] == "SV0207"


def test_a_municipality_name_of_two_departments_is_a_question():
    assert "EL CARMEN" not in spellings("CL_AREA2", "SV")
