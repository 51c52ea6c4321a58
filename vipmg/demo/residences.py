"""Residence decisions: permits by type, reason and length, for foreign residents. Invented."""

import polars as pl

from vipmg.demo import people
from vipmg.demo.areas import homes
from vipmg.demo.calendar import born, completed_years, dates, day_in_month
from vipmg.demo.country import Country
from vipmg.demo.draws import (
    chance,
    codes,
    codes_within,
    largest_remainder,
    pick,
    positions,
    spread,
    stream,
)
from vipmg.demo.movements import months_weight

OFFICE_HOURS = (1.0, 1.1, 1.1, 1.05, 0.95, 0.0, 0.0)
DECISIONS = {
    "FIRST": 52, "RENEW": 27, "CHANGE": 6, "LONGTERM": 7, "REJECT": 4, "CITIZ": 2.5, "REVOKE": 0.7,
    "WITHDRAW": 0.8,
}  # fmt: skip
NEAR = {
    "FAM": 27, "OCC": 24, "CA4": 26, "REG": 9, "EDUC": 4, "PROT": 5, "HUM": 3, "OTH": 2,
}  # fmt: skip
FAR = {"OCC": 36, "FAM": 27, "INV_RENT": 15, "EDUC": 9, "HUM": 3, "PROT": 4, "OTH": 6}
REASONS = {"SV": NEAR, "GT": NEAR, "HN": NEAR, "NI": NEAR, "other": FAR}
LENGTHS = {
    "LONGTERM": {"PERM": 1},
    "CITIZ": {"PERM": 1},
    "REJECT": {"_Z": 1},
    "REVOKE": {"_Z": 1},
    "WITHDRAW": {"_Z": 1},
    "other": {"M_GE12": 66, "M6_11": 22, "M3_5": 12},
}


def decisions(country: Country, size: int, seed: int) -> pl.DataFrame:
    """Make `size` residence decisions of one country over the span of the demonstration."""
    rng = stream(seed, country.alpha3, "residences")
    days = day_in_month(rng, spread(rng, largest_remainder(months_weight(), size)), OFFICE_HOURS)
    citizenship = codes(rng, country.foreign_residents, size)
    sex = pick(["M", "F"], positions(rng, [52, 48], size))
    births = born(rng, days, people.ages(rng, people.constants(size, {"n": ""})["n"]))
    decided = codes(rng, DECISIONS, size)
    area1, area2 = homes(country.settled, pl.Series(rng.random(size)), dates(days))
    moved = chance(rng, 0.07, size)
    absent = ("mode", "point", "nna", "purpose", "years_abroad", "return_type", "form_level")
    return pl.DataFrame(
        {
            "occurred_on": dates(days),
            "sex": sex,
            "age": completed_years(days, births),
            "birth_date": dates(births),
            "citizenship": citizenship,
            "country_birth": citizenship,
            "residence": people.constants(size, {"r": country.alpha2})["r"],
            "counterpart": people.constants(size, {"c": "US"})["c"].zip_with(moved, citizenship),
            "category": decided,
            "area1": area1,
            "area2": area2,
            "reason": codes_within(rng, citizenship, REASONS),
            "length": codes_within(rng, decided, LENGTHS),
            **people.constants(size, dict.fromkeys(absent, "_Z")),
            **people.constants(size, {"manifest": None, "family_unit": None}),
            **people.identities(rng, sex, citizenship, country.alpha2 + "P"),
        }
    )
