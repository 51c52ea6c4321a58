"""The files of the three agencies: complete, repeatable, faulty as listed."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from vipmg.codelists import code_lists
from vipmg.demo.country import COUNTRIES, country
from vipmg.demo.defects import DEFECTS, EXTRA, LATE_POSTS
from vipmg.demo.generate import (
    BENCHMARK_COLUMNS,
    FILE_COLUMNS,
    generate,
    write_benchmark_file,
    write_files,
)
from vipmg.demo.people import PREFIX
from vipmg.records.model import RECORD_SCHEMA, VARIABLES, with_age_class
from vipmg.validation.check import check
from vipmg.validation.rules import Context

RECORDS, SEED = 12_000, 7


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return {code: pl.concat(generate(code, RECORDS, SEED)) for code in COUNTRIES}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return write_files(tmp_path_factory.mktemp("demo"), "GTM", RECORDS, SEED)


def test_a_country_has_as_many_sound_records_as_were_asked(
    frames: dict[str, pl.DataFrame],
) -> None:
    for frame in frames.values():
        kept = frame.filter(~pl.col("defect").is_in(EXTRA).fill_null(False))
        assert len(kept) == RECORDS


def test_columns_are_those_of_the_record_frame() -> None:
    assert set(FILE_COLUMNS) < set(RECORD_SCHEMA)


def test_the_same_seed_gives_the_same_records_and_another_seed_others(
    frames: dict[str, pl.DataFrame],
) -> None:
    again = pl.concat(generate("HND", RECORDS, SEED))
    other = pl.concat(generate("HND", RECORDS, SEED + 1))
    assert again.equals(frames["HND"])
    assert not other["given_names"].head(200).equals(again["given_names"].head(200))


def test_every_code_is_in_its_code_list(frames: dict[str, pl.DataFrame]) -> None:
    lists = code_lists()
    for variable in VARIABLES:
        if variable.name == "age":
            continue
        for frame in frames.values():
            sound = frame.filter(pl.col("defect").is_null())
            used = set(sound[variable.name].unique()) - {"_U", "_Z"}
            unknown = {code for code in used if code not in lists[variable.codelist]}
            assert not unknown, variable.name


def test_municipalities_exist_on_the_day(frames: dict[str, pl.DataFrame]) -> None:
    valid = pl.DataFrame(
        [(c.id, c.valid_from, c.valid_to) for c in code_lists()["CL_AREA2"]],
        schema={"area2": pl.String, "since": pl.Date, "until": pl.Date},
        orient="row",
    )
    sound = frames["SLV"].filter(pl.col("defect").is_null())
    dated = sound.join(valid, on="area2")
    outside = (pl.col("occurred_on") < pl.col("since")) | (pl.col("occurred_on") > pl.col("until"))
    assert len(dated) > 300
    assert dated.filter(outside).is_empty()


def test_every_document_number_has_the_prefix_no_authority_issues(
    frames: dict[str, pl.DataFrame],
) -> None:
    for frame in frames.values():
        assert frame["doc_number"].drop_nulls().str.starts_with(PREFIX).all()


def test_every_kind_of_fault_is_in_the_records(frames: dict[str, pl.DataFrame]) -> None:
    for code, frame in frames.items():
        found = set(frame["defect"].drop_nulls())
        assert found == set(DEFECTS) - {"lost_manifest"}, code


def test_sound_records_break_no_rule_that_would_hold_them_back(
    frames: dict[str, pl.DataFrame],
) -> None:
    for code, frame in frames.items():
        kept = frame.filter(~pl.col("defect").is_in(EXTRA).fill_null(False))
        for (flow,), part in kept.group_by("flow"):
            rows = with_age_class(part.drop("defect")).with_columns(
                pl.col("age").cast(pl.Int16),
                count=pl.lit(1, dtype=pl.Int32),
                source_sheet=pl.lit(None, dtype=pl.String),
                source_row=pl.int_range(1, pl.len() + 1, dtype=pl.Int32),
                status=pl.lit("VALID"),
            )
            context = Context(str(flow), country(code).alpha2, date(2026, 11, 15))
            checked = check(rows.select(list(RECORD_SCHEMA)), context)
            held = checked.findings.filter(pl.col("severity") == "error")
            assert held.is_empty(), held.select("rule", "value").unique().head()
            assert len(checked.findings) < 0.01 * len(rows)


def test_faults_are_what_they_say(frames: dict[str, pl.DataFrame]) -> None:
    frame = frames["GTM"]
    kinds = {kind: frame.filter(pl.col("defect") == kind) for kind in DEFECTS}
    assert (kinds["future_date"]["occurred_on"].dt.year() > 2060).all()
    assert (kinds["before_birth"]["birth_date"] > kinds["before_birth"]["occurred_on"]).all()
    assert (kinds["unknown_code"]["citizenship"] == "ZZ").all()
    assert (kinds["minor_as_adult"]["age"] < 18).all()
    assert (kinds["minor_as_adult"]["nna"] == "AD").all()
    late = kinds["late_post"]
    assert (late["point"] == LATE_POSTS["GTM"].point).all()
    assert ((late["registered_on"] - late["occurred_on"]).dt.total_days() >= 45).all()
    columns = [name for name in frame.columns if name != "defect"]
    assert frame.select(columns).is_duplicated().sum() >= 2 * len(kinds["exact_duplicate"])


def test_a_near_duplicate_leaves_the_totals_alone_and_has_its_twin(
    frames: dict[str, pl.DataFrame],
) -> None:
    frame = frames["HND"]
    second = frame.filter(pl.col("defect") == "near_duplicate", pl.col("doc_number").is_not_null())
    first = frame.filter(pl.col("defect").is_null())
    twins = second.join(first, on=["doc_number", "occurred_on", "point", "flow"])
    assert len(twins) >= len(second)
    assert (twins["family_names"] != twins["family_names_right"]).mean() > 0.9


def test_two_countries_see_a_corridor_from_either_side_and_nearly_agree(
    frames: dict[str, pl.DataFrame],
) -> None:
    left = frames["SLV"].filter(
        pl.col("flow") == "DEP", pl.col("counterpart") == "GT", pl.col("category") != "RT"
    )
    entered = frames["GTM"].filter(pl.col("flow") == "ARR", pl.col("counterpart") == "SV")
    asymmetry = (len(entered) - len(left)) / ((len(entered) + len(left)) / 2)
    assert 0 < abs(asymmetry) < 0.15
    common = set(left["doc_number"]) & set(entered["doc_number"])
    assert len(common) > 0.85 * len(left)


def test_weak_months_show_in_the_corridor(frames: dict[str, pl.DataFrame]) -> None:
    def between(frame: pl.DataFrame, flow: str, other: str, first: str, last: str) -> int:
        month = pl.col("occurred_on").dt.strftime("%Y-%m")
        return len(
            frame.filter(
                pl.col("flow") == flow,
                pl.col("counterpart") == other,
                month.is_between(pl.lit(first), pl.lit(last)),
            )
        )

    out = between(frames["SLV"], "DEP", "GT", "2024-09", "2024-11")
    into = between(frames["GTM"], "ARR", "SV", "2024-09", "2024-11")
    assert out < 0.85 * into


def test_returns_carried_out_are_returns_received(frames: dict[str, pl.DataFrame]) -> None:
    out = frames["GTM"].filter(pl.col("category") == "RT", pl.col("counterpart") == "HN")
    received = frames["HND"].filter(pl.col("flow") == "RET", pl.col("counterpart") == "GT")
    assert len(out) > 100
    assert abs(len(out) - len(received)) < 0.2 * len(out)
    assert set(out["manifest"].drop_nulls()) & set(received["manifest"])


def test_december_is_busier_than_september(frames: dict[str, pl.DataFrame]) -> None:
    arrivals = frames["GTM"].filter(
        pl.col("flow") == "ARR", pl.col("occurred_on").dt.year() == 2024
    )
    months = dict(arrivals.group_by(pl.col("occurred_on").dt.month()).len().rows())
    assert months[12] > 1.3 * months[9]


def test_residences_are_permits_with_reason_and_length(frames: dict[str, pl.DataFrame]) -> None:
    permits = frames["SLV"].filter(pl.col("flow") == "RES")
    assert 0.02 < len(permits) / RECORDS < 0.04
    first = permits.filter(pl.col("category") == "FIRST")
    assert 0.4 < len(first) / len(permits) < 0.65
    assert set(first["length"].unique()) == {"M3_5", "M6_11", "M_GE12"}
    assert permits["sex"].n_unique() == 2


def test_files_are_one_a_flow_and_year_with_manifests_and_the_list_of_faults(
    files: Sequence[Path],
) -> None:
    names = {path.name for path in files}
    years = range(2022, 2027)
    expected = {f"gtm-{flow}-{y}.csv" for flow in ("arr", "dep", "res", "ret") for y in years}
    expected |= {f"manifests-gtm-{y}.csv" for y in years} | {"defects-gtm.json"}
    assert names == expected
    returned = next(path for path in files if path.name == "gtm-ret-2023.csv")
    assert pl.read_csv(returned, infer_schema=False).columns == list(FILE_COLUMNS)


def test_the_list_of_faults_points_at_their_lines(files: Sequence[Path]) -> None:
    folder = files[0].parent
    facts = json.loads((folder / "defects-gtm.json").read_text())
    assert set(facts["kinds"]) == set(DEFECTS)
    assert {row["defect"] for row in facts["rows"]} == set(DEFECTS) - {"late_post", "lost_manifest"}
    for row in facts["rows"]:
        if row["defect"] == "unknown_code":
            line = (folder / row["file"]).read_text().splitlines()[row["line"] - 1]
            assert ",ZZ," in line


def test_the_lost_manifest_is_listed_and_nobody_was_registered(files: Sequence[Path]) -> None:
    folder = files[0].parent
    lost = json.loads((folder / "defects-gtm.json").read_text())["lost_manifest"]
    manifests = pl.concat(pl.read_csv(p) for p in files if p.name.startswith("manifests"))
    declared = manifests.filter(pl.col("reference") == lost)["declared_count"].to_list()
    registered = pl.concat(pl.read_csv(p, infer_schema=False) for p in files if "-ret-" in p.name)
    assert len(declared) == 1
    assert declared[0] > 0
    assert lost not in registered["manifest"].to_list()
    assert set(registered["manifest"]) < set(manifests["reference"])


def test_the_benchmark_file_has_twenty_columns_and_as_many_rows_as_asked(tmp_path: Path) -> None:
    path = write_benchmark_file(tmp_path / "arrivals.csv", 260_000, SEED)
    frame = pl.read_csv(path, infer_schema=False)
    assert frame.columns == list(BENCHMARK_COLUMNS)
    assert len(frame.columns) == 20
    assert len(frame) == frame["doc_number"].n_unique() == 260_000
