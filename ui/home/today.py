"""What there is to do today, read from the register and the mailbox. No window here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from exchange import outgoing, peers, receive
from exchange.mailbox import FolderMailbox
from exchange.outgoing import Outgoing
from exchange.peers import Peer
from ui.importing import batches
from ui.importing.batches import Batch
from vipmg.cube import segments
from vipmg.errors import VipmgError
from vipmg.node import Node
from vipmg.records.model import FLOWS

T = TypeVar("T")
COURSE = 13
"""Months in the small line of a figure: a year, and the month it is compared with."""


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """The people that a flow counts in a month, in the same month of last year, and before."""

    flow: str
    month: str
    count: int
    year_ago: int | None
    course: tuple[int | None, ...]

    @property
    def change(self) -> float | None:
        """Percent of change on the same month of last year."""
        return 100 * (self.count / self.year_ago - 1) if self.year_ago else None


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first page tells."""

    figures: tuple[MonthFigure, ...]
    imports: tuple[Batch, ...]
    to_approve: tuple[Outgoing, ...]
    to_send: tuple[Outgoing, ...]
    unanswered: tuple[tuple[str, int], ...]
    """Country, and days since the oldest package that nobody answered."""
    rejected: tuple[str, ...]
    """Countries that rejected our last package."""
    waiting: int
    """Files in the mailbox."""
    held: int
    """Packages received that wait for an earlier one."""
    unconfirmed: tuple[str, ...]
    """Countries whose card nobody has confirmed."""

    @property
    def empty(self) -> bool:
        """Whether the register holds nothing yet."""
        return not self.imports


def read(node: Node) -> Today:
    """Return what there is to do; what cannot be read (a share that is away) counts as nothing."""
    register = node.register
    with register.reading() as db:
        figures = tuple(month_figures(segments.totals(db).rows(), register.today()))
        imports = tuple(one for one in batches.everything(db) if one.taken_back_at is None)
        known = _or(lambda: peers.everyone(db), list[Peer]())
    sent = _or(lambda: outgoing.everything(register), list[Outgoing]())
    arrived = _or(lambda: receive.incoming(register), list[receive.Incoming]())
    return Today(
        figures,
        imports,
        tuple(one for one in sent if one.state == "prepared"),
        tuple(one for one in sent if one.state == "approved"),
        tuple(unanswered(sent, register.today())),
        tuple(sorted(_last_rejected(sent))),
        _or(lambda: len(FolderMailbox(node.inbox).names()), 0),
        sum(one.verdict == "held" for one in arrived),
        tuple(peer.country for peer in known if peer.status == "unverified"),
    )


def month_figures(totals: list[tuple[str, str, int]], today: date) -> Iterator[MonthFigure]:
    """Yield a figure for each flow that has records, all of the same month.

    It is the last month with records that is over; the month under way is shown only when there
    is no other, because it would look like a fall.
    """
    counted = {(flow, period): n for flow, period, n in totals}
    now = f"{today:%Y-%m}"
    periods = sorted({period for _flow, period in counted if period <= now})
    over = [period for period in periods if period < now] or periods
    if not over:
        return
    month = over[-1]
    for flow in FLOWS:
        if any(of == flow for of, _period in counted):
            course = [counted.get((flow, _before(month, ago))) for ago in range(COURSE - 1, -1, -1)]
            count = counted.get((flow, month), 0)
            yield MonthFigure(flow, month, count, course[0], tuple(course))


def _before(month: str, ago: int) -> str:
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - ago
    return f"{at // 12}-{at % 12 + 1:02}"


def unanswered(sent: list[Outgoing], today: date) -> Iterator[tuple[str, int]]:
    """Yield each country that owes a receipt, and the days since our oldest package to it."""
    oldest: dict[str, int] = {}
    for one in sent:
        for delivery in one.deliveries:
            if delivery.state in {"sealed", "sent"}:
                days = max((today - delivery.sealed_at.date()).days, 0)
                oldest[delivery.country] = max(days, oldest.get(delivery.country, 0))
    yield from sorted(oldest.items())


def _last_rejected(sent: list[Outgoing]) -> Iterator[str]:
    last: dict[str, tuple[int, str]] = {}
    for one in sent:
        for delivery in one.deliveries:
            if delivery.sequence > last.get(delivery.country, (0, ""))[0]:
                last[delivery.country] = delivery.sequence, delivery.state
    return (country for country, (_number, state) in last.items() if state == "rejected")


def _or(work: Callable[[], T], otherwise: T) -> T:
    try:
        return work()
    except VipmgError:
        return otherwise
