"""What an import came to: counts that add up, what was found, and how to say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from vipmg.i18n import N_, _, ngettext
from vipmg.validation.findings import ERROR, FINDINGS_SCHEMA, Finding, findings

EXAMPLES = 1_000
"""Findings kept one by one of each rule; beyond that they are only counted."""

_SAID = 3
"""Examples of each rule in the summary."""

_PLAIN = (
    "file_name",
    "flow",
    "mapping",
    "check_only",
    "batch",
    "rows",
    "imported",
    "findings",
    "skipped",
    "duplicates",
    "warnings",
    "people",
    "first_period",
    "last_period",
)
_REASONS: Mapping[str, str] = {
    "identical": N_("identical to an earlier row"),
    "other_flow": N_("rows of another flow"),
}


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many values broke a rule, kept one by one or not."""

    rule: str
    severity: str
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class ImportResult:
    """What became of the rows of a file: `rows` = `imported` + `findings` + `skipped`.

    Attributes:
        batch: number of the import; None where nothing was registered.
        rows: rows of the file; lines with nothing in them are not rows.
        imported: rows registered as records (or that would be, in a check).
        findings: rows held back, each by one error or more.
        skipped: rows left out as declared, `duplicates` among them.
        warnings: values that deserve a look; their rows were registered.
        people: what the records count: more than `imported` where a row counts several.
        counts: every rule broken, exactly; `examples` holds at most `EXAMPLES` of each.
        skips: reason to rows; `reasons` are its words by language, from the mapping.
    """

    file_name: str
    flow: str
    mapping: str
    check_only: bool
    batch: int | None
    rows: int
    imported: int
    findings: int
    skipped: int
    duplicates: int
    warnings: int
    people: int
    counts: tuple[RuleCount, ...] = ()
    skips: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    first_period: str | None = None
    last_period: str | None = None
    examples: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FINDINGS_SCHEMA), repr=False
    )

    def to_json(self) -> dict[str, object]:
        """Return the result for programs; counts under the names of the attributes."""
        return {name: getattr(self, name) for name in _PLAIN} | {
            "skips": dict(self.skips),
            "rules": [
                {"rule": found.rule, "severity": found.severity, "count": found.count}
                for found in self.counts
            ],
            "examples": self.examples.group_by("rule", maintain_order=True)
            .head(_SAID)
            .drop("facts")
            .to_dicts(),
        }

    def summary(self) -> str:
        """Return the outcome in the officer's language, a line for each thing to know."""
        return "\n".join([self._outcome(), *self._left_out(), *self._found()])

    def some(self, rule: str, count: int = _SAID) -> list[Finding]:
        """Return the first findings of `rule`."""
        return list(findings(self.examples.filter(pl.col("rule") == rule).head(count)))

    def _outcome(self) -> str:
        rows = ngettext("{count} row", "{count} rows", self.rows).format(count=self.rows)
        if self.check_only:
            said = _("Checked only, of {rows}: {registered}, {held}, {left}.")
            registered = ngettext(
                "{count} would be registered", "{count} would be registered", self.imported
            )
            held = ngettext(
                "{count} would be held back", "{count} would be held back", self.findings
            )
            left = ngettext("{count} would be left out", "{count} would be left out", self.skipped)
        else:
            said = _("Batch {batch}, of {rows}: {registered}, {held}, {left}.")
            registered = ngettext("{count} registered", "{count} registered", self.imported)
            held = ngettext("{count} held back", "{count} held back", self.findings)
            left = ngettext("{count} left out", "{count} left out", self.skipped)
        said = said.format(
            batch=self.batch,
            rows=rows,
            registered=registered.format(count=self.imported),
            held=held.format(count=self.findings),
            left=left.format(count=self.skipped),
        )
        if self.people != self.imported:
            people = ngettext(
                "They count {people} person.", "They count {people} people.", self.people
            )
            said += " " + people.format(people=self.people)
        return said

    def _left_out(self) -> list[str]:
        return [
            _("Left out, {reason}: {count}").format(
                reason=self.reasons.get(reason) or _(_REASONS.get(reason, reason)), count=count
            )
            for reason, count in self.skips.items()
        ]

    def _found(self) -> list[str]:
        """Say each broken rule; what holds rows back first, then in the order of the file."""
        first = {found.rule: self._first_row(found.rule) for found in self.counts}
        in_order = sorted(self.counts, key=lambda c: (c.severity != ERROR, first[c.rule]))
        return [self._broken(found) for found in in_order]

    def _first_row(self, rule: str) -> int:
        some = self.some(rule, 1)
        return (some[0].row or 0) if some else 0

    def _broken(self, found: RuleCount) -> str:
        """Say one rule; each of the examples in its own words, for values differ."""
        title = _("Held back") if found.severity == ERROR else _("To look at")
        places: dict[str, list[str]] = {}
        some = self.some(found.rule)
        for finding in some:
            places.setdefault(finding.message(), []).append(finding.place())
        told = " ".join(f"{words} [{'; '.join(where)}]" for words, where in places.items())
        more = " …" if found.count > len(some) else ""
        return f"{title} ({found.count}): {told or found.rule}{more}"
