"""Returns of the demonstration follow what was published."""

import polars as pl
import pytest

from vipmg.demo import returns
from vipmg.demo.country import NotInTheDemonstration, country
from vipmg.demo.defects import EXTRA, LATE_POSTS, with_defects
from vipmg.demo.draws import stream
from vipmg.demo.people import PREFIX

PUBLISHED_2023_US = {
    ("M", "AD"): 31_267,
    ("F", "AD"): 13_631,
    ("M", "NNA_A"): 5_333,
    ("F", "NNA_A"): 4_869,
    ("M", "NNA_NA"): 125,
    ("F", "NNA_NA"): 77,
}


@pytest.fixture(scope="module")
def guatemala() -> returns.Returned:
    return returns.from_lines(country("GTM"), 1.0, seed=7)


def _counts(records: pl.DataFrame, *by: str) -> dict[tuple[object, ...], int]:
    year = pl.col("occurred_on").dt.year().alias("year")
    counted = records.with_columns(year).group_by(*by).len()
    return {row[:-1]: row[-1] for row in counted.rows()}


def test_guatemala_returns_as_many_people_a_year_as_were_published(
    guatemala: returns.Returned,
) -> None:
    years = _counts(guatemala.records, "year")
    assert {y: years[(y,)] for y in (2022, 2023, 2024)} == {
        2022: 94_216,
        2023: 79_697,
        2024: 76_768,
    }


def test_guatemala_returns_as_published_by_country_and_mode(guatemala: returns.Returned) -> None:
    found = _counts(guatemala.records, "year", "counterpart", "mode")
    assert found[(2022, "US", "A")] == 40_713
    assert found[(2022, "MX", "A")] + found[(2022, "MX", "L")] == 53_503
    assert found[(2023, "US", "A")] == 55_302
    assert found[(2023, "MX", "A")] == 4_730
    assert found[(2023, "MX", "L")] == 19_665


def test_guatemala_2023_has_the_published_sexes_and_minors(guatemala: returns.Returned) -> None:
    found = _counts(guatemala.records, "year", "counterpart", "sex", "nna")
    assert {cell: found[(2023, "US", *cell)] for cell in PUBLISHED_2023_US} == PUBLISHED_2023_US


def test_faults_leave_the_published_figures_as_they_are(guatemala: returns.Returned) -> None:
    year = guatemala.records.filter(pl.col("occurred_on").dt.year() == 2023)
    faulty = with_defects(stream(7, "test"), year, LATE_POSTS["GTM"], minors=True)
    kept = faulty.filter(~pl.col("defect").is_in(EXTRA).fill_null(False))
    found = _counts(kept, "counterpart", "mode", "sex", "nna")
    assert found == _counts(year, "counterpart", "mode", "sex", "nna")
    assert len(faulty) > len(kept) == 79_697


def test_published_months_are_kept_at_full_scale(guatemala: returns.Returned) -> None:
    january = guatemala.records.filter(
        pl.col("occurred_on").dt.strftime("%Y-%m") == "2023-01", pl.col("counterpart") == "US"
    )
    assert len(january) == 2_229


@pytest.mark.parametrize("code", ["SLV", "GTM", "HND"])
def test_a_smaller_demonstration_scales_every_year(code: str) -> None:
    here = country(code)
    small = returns.from_lines(here, 1 / 30, seed=7).records
    years = _counts(small, "year")
    for year in range(2022, 2027):
        full = sum(line.total for line in here.returns if line.year == year)
        assert years[(year,)] == round(full / 30)


def test_about_a_tenth_of_returns_are_by_somebody_who_returned_within_a_year(
    guatemala: returns.Returned,
) -> None:
    known = guatemala.records.drop_nulls("doc_number").sort("occurred_on")
    since = pl.col("occurred_on") - pl.col("occurred_on").shift(1).over("doc_number")
    later = known.with_columns(days=since.dt.total_days()).filter(
        pl.col("occurred_on").dt.year() >= 2023
    )
    assert 0.08 <= (later["days"] <= 365).sum() / len(later) <= 0.12


def test_a_person_who_returns_again_is_spelled_otherwise_at_times_but_is_the_same(
    guatemala: returns.Returned,
) -> None:
    people = guatemala.records.drop_nulls(["doc_number", "birth_date"]).group_by("doc_number")
    found = people.agg(
        pl.len(), pl.n_unique("birth_date", "sex", "area1"), spellings=pl.n_unique("family_names")
    ).filter(pl.col("len") > 1)
    assert found["birth_date"].max() == found["sex"].max() == found["area1"].max() == 1
    assert 0.05 < (found["spellings"] > 1).mean() < 0.6


def test_no_more_people_are_registered_than_a_manifest_declares(
    guatemala: returns.Returned,
) -> None:
    registered = guatemala.records.group_by("manifest").agg(
        pl.len(), pl.n_unique("occurred_on", "point", "mode", "counterpart")
    )
    both = registered.join(
        guatemala.manifests, left_on="manifest", right_on="reference", how="full"
    )
    assert both["manifest"].null_count() == 0
    assert (both["declared_count"] >= both["len"]).all()
    assert both["occurred_on"].max() == both["point"].max() == 1
    assert 0.95 < both["len"].sum() / both["declared_count"].sum() < 0.99


def test_minors_are_under_18_and_adults_are_not(guatemala: returns.Returned) -> None:
    adult = guatemala.records["nna"] == "AD"
    assert guatemala.records.filter(adult)["age"].min() >= 18  # type: ignore[operator]
    assert guatemala.records.filter(~adult)["age"].max() <= 17  # type: ignore[operator]


def test_most_people_come_from_the_western_highlands(guatemala: returns.Returned) -> None:
    first = guatemala.records["area1"].value_counts(sort=True)["area1"][:3].to_list()
    assert first == ["GT-13", "GT-12", "GT-14"]


def test_every_family_unit_has_an_adult_and_a_child(guatemala: returns.Returned) -> None:
    families = guatemala.records.drop_nulls("family_unit").group_by("family_unit")
    found = families.agg(
        children=(pl.col("nna") == "NNA_A").sum(), adults=(pl.col("nna") == "AD").sum()
    )
    assert (found["children"] > 0).all()
    assert (found["adults"] > 0).mean() > 0.97


def test_no_document_number_could_belong_to_anybody(guatemala: returns.Returned) -> None:
    assert guatemala.records["doc_number"].drop_nulls().str.starts_with(PREFIX).all()


def test_a_country_without_data_is_refused() -> None:
    with pytest.raises(NotInTheDemonstration, match="SLV"):
        country("CRI")
