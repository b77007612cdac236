"""Whether the principals came nearer to each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.domain.diff.sides import Cells
from ledger.domain.readings import spread


@dataclass(frozen=True, slots=True)
class SpreadChange:
    """The largest gap among principals on an item, before and after."""

    item: str
    before: int
    after: int

    @property
    def verb(self) -> str:
        """``converged`` or ``diverged``."""
        return "converged" if self.after < self.before else "diverged"


def spread_changes(
    items: Iterable[str], principals: Iterable[str], before: Cells, after: Cells
) -> Iterator[SpreadChange]:
    """Yield the items whose spread differs; only what is measured at both ends: a stance not heard is no distance."""
    parties = list(principals)
    for item in items:
        had, has = spread_of(item, parties, before), spread_of(item, parties, after)
        if had is not None and has is not None and had != has:
            yield SpreadChange(item, had, has)


def spread_of(item: str, principals: Iterable[str], cells: Cells) -> int | None:
    """Return the largest gap among principals on an item, or ``None`` with fewer than two scores."""
    return spread(cells.get((item, party)) for party in principals)
