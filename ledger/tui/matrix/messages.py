"""What the threads that read for the matrix say to its screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from ledger.domain.readings import Matrix
from ledger.tui.matrix.model import MatrixRead

if TYPE_CHECKING:
    from ledger.domain.filters.things import Around
    from ledger.services.stepping import MatrixStep


@dataclass(eq=False, repr=False)
class Read(Message):
    """The matrix was read."""

    found: MatrixRead


@dataclass(eq=False, repr=False)
class AroundRead(Message):
    """What a filter asks for beside the matrix was read."""

    matrix: Matrix
    around: "Around"


@dataclass(eq=False, repr=False)
class Stepped(Message):
    """A step to another point was read."""

    before: Matrix
    step: "MatrixStep"
