"""Whether the principals came nearer to each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.domain.diff.sides import Cells
from ledger.domain.readings import spread


@dataclass(frozen=True, slots=True)
class SpreadChange:
    """The largest gap on an item among the principals heard at both ends (``parties``), before and after."""

    item: str
    before: int
    after: int
    parties: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """``converged`` or ``diverged``."""
        return "converged" if self.after < self.before else "diverged"


def spread_changes(
    items: Iterable[str], principals: Iterable[str], before: Cells, after: Cells
) -> Iterator[SpreadChange]:
    """Yield the items whose spread differs, over parties measured at both ends: being first heard is no distance."""
    parties = list(principals)
    for item in items:
        heard = [party for party in parties if _measured(before, item, party) and _measured(after, item, party)]
        had, has = spread_of(item, heard, before), spread_of(item, heard, after)
        if had is not None and has is not None and had != has:
            yield SpreadChange(item, had, has, tuple(heard))


def _measured(cells: Cells, item: str, party: str) -> bool:
    reading = cells.get((item, party))
    return reading is not None and reading.measure is not None


def spread_of(item: str, principals: Iterable[str], cells: Cells) -> int | None:
    """Return the largest gap among principals on an item, or ``None`` with fewer than two scores."""
    return spread(cells.get((item, party)) for party in principals)
