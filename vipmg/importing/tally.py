"""Counting what becomes of the rows while batches go by, in bounded memory."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from vipmg.importing.result import EXAMPLES, ImportResult, RuleCount
from vipmg.validation.findings import ERROR, FINDINGS_SCHEMA, WARNING


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A batch that is ready to be registered, and what became of its other rows."""

    sound: pl.DataFrame
    findings: pl.DataFrame
    rows: int
    skips: dict[str, int]
    done: int
    total: int


@dataclass(slots=True)
class Tally:
    """The counts so far."""

    rows: int = 0
    imported: int = 0
    people: int = 0
    skips: Counter[str] = field(default_factory=Counter)
    months: tuple[str, str] | None = None
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _kept: list[pl.DataFrame] = field(default_factory=list)

    def add(self, batch: Prepared) -> None:
        """Count a batch."""
        self.rows += batch.rows
        self.imported += batch.sound.height
        self.people += int(batch.sound["count"].sum())
        self.skips.update(batch.skips)
        self._add_months(batch.sound["occurred_on"])
        self._add_findings(batch.findings)

    @property
    def skipped(self) -> int:
        """Rows left out as declared."""
        return self.skips.total()

    @property
    def held(self) -> int:
        """Rows held back by an error."""
        return self.rows - self.imported - self.skipped

    @property
    def warnings(self) -> int:
        """Values that deserve a look."""
        return sum(n for (_rule, severity), n in self._counts.items() if severity == WARNING)

    def result(
        self,
        file_name: str,
        flow: str,
        mapping: str,
        batch: int | None,
        reasons: dict[str, str],
    ) -> ImportResult:
        """Return the counts as the result of an import; `batch` None: only checked."""
        first, last = self.months or (None, None)
        return ImportResult(
            file_name=file_name,
            flow=flow,
            mapping=mapping,
            check_only=batch is None,
            batch=batch,
            rows=self.rows,
            imported=self.imported,
            findings=self.held,
            skipped=self.skipped,
            duplicates=self.skips["identical"],
            warnings=self.warnings,
            people=self.people,
            counts=self.counts(),
            skips={reason: count for reason, count in self.skips.items() if count},
            reasons=reasons,
            first_period=first,
            last_period=last,
            examples=self.examples(),
        )

    def counts(self) -> tuple[RuleCount, ...]:
        """Return how often each rule was broken, errors first, the most frequent first."""
        found = sorted(self._counts.items(), key=lambda pair: (pair[0][1] != ERROR, -pair[1]))
        return tuple(RuleCount(rule, severity, count) for (rule, severity), count in found)

    def examples(self) -> pl.DataFrame:
        """Return the findings kept one by one, in the order of the file."""
        return pl.concat([pl.DataFrame(schema=FINDINGS_SCHEMA), *self._kept]).sort(
            "row", maintain_order=True
        )

    def _add_months(self, days: pl.Series) -> None:
        if days.is_empty():
            return
        months = days.dt.strftime("%Y-%m")
        seen = (str(months.min()), str(months.max()))
        was = self.months or seen
        self.months = min(was[0], seen[0]), max(was[1], seen[1])

    def _add_findings(self, found: pl.DataFrame) -> None:
        for rule, severity, count in found.group_by("rule", "severity").len().iter_rows():
            room = EXAMPLES - self._counts[rule, severity]
            if room > 0:
                self._kept.append(found.filter(pl.col("rule") == rule).head(room))
            self._counts[rule, severity] += count
