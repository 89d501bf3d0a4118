"""The figures of a bad-day run, and which of them are out of bounds."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support.bad_day import PATIENCE, Books, Ledger, Pulse
from tests.support.figures import Figures

# Checks for a filing in a rush: one, and a few that came twice where a hint was lost.
MOST_CHECKS = 1.05
# The longest of many sign-ins at once while the queues' server stands still, against as many before that: passwords
# take processor time, so that seconds would say more about the machine.
SIGN_IN_RATIO = "of those before"
MOST_SIGN_IN = 1.5
BOUNDS = {"checks per filing": MOST_CHECKS, SIGN_IN_RATIO: MOST_SIGN_IN, "5xx without Retry-After": 0.0}


@dataclass(frozen=True)
class Row:
    """What one phase gave."""

    name: str
    seconds: float
    accepted: int
    refused: int
    pulse: Pulse
    figures: dict[str, float]
    fault: str
    late: float
    load: float

    @property
    def line(self) -> str:
        """The figures in one line."""
        more = "".join(f"; {name} {value:g}" for name, value in self.figures.items())
        return (
            f"{self.seconds:6.1f} s; {self.accepted} accepted, {self.refused} sent again; longest /healthz "
            f"{self.pulse.longest:.2f} s, {len(self.pulse.outages)} outages of {sum(self.pulse.outages):.1f} s{more}"
            f"; machine: load {self.load:.1f} a processor, a bystander up to {self.late:.2f} s late"
        )

    @property
    def faults(self) -> list[str]:
        """What is out of bounds."""
        found = [self.fault] if self.fault else []
        if self.pulse.outages:
            found.append(f"/healthz took {self.pulse.longest:.2f} s (bound {PATIENCE:g})")
        found += [
            f"{name} {value:g} (bound {BOUNDS[name]:g})"
            for name, value in self.figures.items()
            if name in BOUNDS and value > BOUNDS[name]
        ]
        return [f"{self.name}: {fault}" for fault in found]


@dataclass
class Report:
    """All phases, and the books at the end."""

    before: float
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ending: str = ""
    figures: Figures = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Take a phase in."""
        self.rows.append(row)
        self.faults += row.faults

    def close(self, books: Books, ledger: Ledger) -> None:
        """Take the books in."""
        self.ending = (
            f"receipts {len(ledger.receipts)}; lost {books.lost}, of other bytes {books.other}, doubled "
            f"{books.doubled}, not decided {books.open}; attempts per filing {books.attempts:.2f}"
        )
        self.figures = {
            "accepted": len(ledger.receipts), "turned_away": ledger.refused, "lost": books.lost,
            "doubled": books.doubled, "altered": books.other,
        }  # fmt: skip
        for name in ("lost", "other", "doubled", "open"):
            if getattr(books, name):
                self.faults.append(f"books: {name} {getattr(books, name)} (bound 0)")

    @property
    def table(self) -> str:
        """What is printed at the end."""
        lines = [f"{row.name:<12} {row.line}" for row in self.rows]
        said = [f"OUT OF BOUNDS: {fault}" for fault in self.faults] or ["every bound was kept"]
        machine = f"load of the machine before: {self.before:.1f} a processor"
        return "\n".join(["", machine, *lines, self.ending, *said])
