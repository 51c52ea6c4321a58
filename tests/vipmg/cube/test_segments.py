import polars as pl
import pytest
from sqlalchemy import func, select, update

from vipmg.cube import segments
from vipmg.database.schema import record, segment
from vipmg.records.model import VARIABLE_NAMES

SECRET = b"a secret of 16 b"


def cells(db, flow="RET", columns=VARIABLE_NAMES):
    return segments.read(db, flow, "0000-01", "9999-12", columns).cast(
        dict.fromkeys(["period", *columns], pl.String)
    )


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return one.sort(pl.all()).equals(other.select(one.columns).sort(pl.all()))


def test_records_added_in_two_acts_count_as_if_added_in_one(db, make_records):
    frame = make_records(3000)
    segments.merge(db, segments.group(frame.head(1000), SECRET))
    segments.merge(db, segments.group(frame.tail(2000), SECRET))
    in_two = cells(db)
    segments.merge(db, segments.group(frame, SECRET), sign=-1)
    segments.merge(db, segments.group(frame, SECRET))
    assert same(in_two, cells(db))
    assert in_two["n"].sum() == frame["count"].sum()


def test_records_taken_out_leave_no_trace(db, make_records):
    kept, passing = make_records(500), make_records(800, first_id=501, seed=2)
    segments.merge(db, segments.group(kept, SECRET))
    before = cells(db)
    segments.merge(db, segments.group(passing, SECRET))
    segments.merge(db, segments.group(passing, SECRET), sign=-1)
    assert same(before, cells(db))
    segments.merge(db, segments.group(kept, SECRET), sign=-1)
    assert db.scalar(select(func.count()).select_from(segment)) == 0


def test_taking_out_what_is_not_there_is_refused(db, make_records):
    segments.merge(db, segments.group(make_records(50), SECRET))
    with pytest.raises(segments.CubeInconsistent, match="2023-0"):
        segments.merge(db, segments.group(make_records(60, seed=9), SECRET), sign=-1)


def test_drafts_duplicates_and_cancelled_records_do_not_count(db, make_records):
    frame = make_records(60).with_columns(
        pl.Series("status", ["VALID", "DOUBT", "LOCKED", "DRAFT", "DUPLICATE", "CANCELLED"] * 10)
    )
    segments.merge(db, segments.group(frame, SECRET))
    expected = frame.filter(pl.col("status").is_in(["VALID", "DOUBT", "LOCKED"]))["count"].sum()
    assert cells(db)["n"].sum() == expected


def test_reading_keeps_to_the_months_the_columns_and_the_selection(db, make_records):
    frame = make_records(4000)
    segments.merge(db, segments.group(frame, SECRET))
    read = segments.read(db, "RET", "2023-03", "2023-05", ["sex"], {"mode": ["A"]})
    expected = (
        frame.with_columns(period=pl.col("occurred_on").dt.strftime("%Y-%m"))
        .filter(
            pl.col("period").is_between(pl.lit("2023-03"), pl.lit("2023-05")), pl.col("mode") == "A"
        )
        .group_by("period", "sex")
        .agg(pl.col("count").sum().cast(pl.Int64).alias("n"))
    )
    assert read.columns == ["period", "sex", "n", "k"]
    assert same(expected, read.cast({"period": pl.String, "sex": pl.String}))


def test_an_empty_cube_reads_as_no_cells(db):
    assert segments.read(db, "RET", "2023-01", "2023-12", ["sex"]).height == 0
    assert segments.read(db, "RET", "2023-01", "2023-12", []).columns == ["period", "n", "k"]


def test_a_cube_rebuilt_from_the_records_is_the_one_that_was_merged(
    db, make_records, register_records
):
    frame = pl.concat([make_records(700), make_records(300, "ARR", first_id=701)])
    register_records(frame)
    segments.merge(db, segments.group(frame, SECRET))
    merged = cells(db), cells(db, "ARR")
    segments.rebuild(db, SECRET)
    assert same(merged[0], cells(db))
    assert same(merged[1], cells(db, "ARR"))
    assert segments.verify(db) == ()


def test_a_record_changed_behind_the_cube_is_found_by_verification(
    db, make_records, register_records
):
    frame = make_records(200)
    register_records(frame)
    segments.merge(db, segments.group(frame, SECRET))
    number = 17
    db.execute(update(record).where(record.c.id == number).values(sex="_O"))
    month = db.scalar(select(record.c.period).where(record.c.id == number))
    (difference,) = segments.verify(db)
    assert (difference.flow, difference.period, difference.cells) == ("RET", month, 2)


def test_records_without_a_segment_are_found_by_verification(db, make_records, register_records):
    register_records(make_records(20))
    assert sum(difference.in_records for difference in segments.verify(db)) > 0


def test_differences_of_several_batches_add_up_to_one(db, make_records):
    frame = make_records(900)
    parts = [segments.group(frame.slice(start, 300), SECRET) for start in (0, 300, 600)]
    segments.merge(db, segments.together(parts))
    one_by_one = cells(db)
    segments.merge(db, segments.group(frame, SECRET), sign=-1)
    assert db.scalar(select(func.count()).select_from(segment)) == 0
    assert one_by_one["n"].sum() == frame["count"].sum()


def test_totals_name_each_month_with_records(db, make_records):
    frame = make_records(1000)
    segments.merge(db, segments.group(frame, SECRET))
    totals = segments.totals(db)
    assert totals["n"].sum() == frame["count"].sum()
    assert totals["period"].is_sorted()
