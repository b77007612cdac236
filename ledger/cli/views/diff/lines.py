"""The lines of a note."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.cli.views.diff.sentences import Clause, is_confirmed, unique
from ledger.domain.diff import Change
from ledger.domain.entries import Citation
from ledger.formats.document import Kind, Span


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a note, or (without ``about``) a sentence of its own. A ``listing`` only names items."""

    about: str
    clauses: tuple[Clause, ...]
    listing: bool = False

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What all of it rests on."""
        return unique(citation for clause in self.clauses for citation in clause.citations)


def listing(
    lead: str, named: Sequence[tuple[str, str, tuple[Citation, ...]]], most: int | None = None
) -> Iterator[Line]:
    """Yield a sentence that names items, each with a remark, and what each rests on; none where there are none.

    Of more than ``most`` the rest is counted.
    """
    if not named:
        return
    shown = named if most is None or len(named) <= most + 1 else named[:most]
    left = len(named) - len(shown)
    clauses = []
    for place, (item, remark, citations) in enumerate(shown, 1):
        first = (Span(f"{lead}: "),) if place == 1 else ()
        stop = "," if place < len(shown) else " " if left else "."
        clauses.append(Clause((*first, Span(item, Kind.item), Span(f"{remark}{stop}".rstrip())), citations))
    if left:
        clauses.append(Clause.plain(f"and {left} more."))
    yield Line("", tuple(clauses), listing=True)


def joint(*lines: Line) -> Iterator[Line]:
    """Yield these lines as one."""
    if lines:
        yield Line("", tuple(clause for line in lines for clause in line.clauses), listing=True)


def only_confirmed(changes: Iterable[Change]) -> bool:
    """Whether all of these only say the same again."""
    return all(map(is_confirmed, changes))
