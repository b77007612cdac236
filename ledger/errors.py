"""Every error raised on purpose, each with its exit code and its name in JSON.

::

    LedgerError                 1  error
    ├── CheckFailed             1  check-failed
    ├── UsageError              2  usage
    ├── InvalidData             3  invalid-data
    │   └── InvalidSeed         3  invalid-seed
    ├── NotFound                4  not-found
    ├── Conflict                5  conflict
    ├── Unavailable             6  unavailable
    ├── IntegrityFailure        7  integrity
    └── SchemaMismatch          8  schema-version

The message defaults to the first line of the class's docstring. What a reader can do about it goes into ``hint``.
"""

from dataclasses import dataclass
from typing import ClassVar


def as_typed(*words: object) -> str:
    """Return an act as a hint names it: rules know acts by their words, how one types them stands here alone."""
    return " ".join(map(str, ("posl", *words)))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file or an argument: what, where, and how to mend it.

    ``line`` and ``column`` count from 1; ``path`` is the place inside the data (``stances[2].stance``).
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        said = ": ".join(part for part in (place, self.path, self.message) if part)
        return f"{said}; {self.hint}" if self.hint else said


@dataclass(frozen=True, slots=True)
class Unfound(Fault):
    """A quote or a place that does not stand in the attached text; who insists may record it all the same."""


class LedgerError(Exception):
    """Something went wrong."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"

    def __init__(self, message: str | None = None, *, hint: str | None = None, faults: tuple[Fault, ...] = ()) -> None:
        self.message = message or (type(self).__doc__ or "").splitlines()[0].rstrip(".")
        self.hint = hint
        self.faults = faults
        self.every = False  # whether each fault is told, however many are of one kind
        super().__init__(self.message)

    def all_faults(self) -> tuple[Fault, ...]:
        """Return the collected faults, or the message itself as the only one."""
        return self.faults or (Fault(self.message, hint=self.hint),)


class CheckFailed(LedgerError):
    """A check found a difference."""

    code = "check-failed"


class UsageError(LedgerError):
    """The command was called in a way it does not understand."""

    exit_code = 2
    code = "usage"


class InvalidData(LedgerError):
    """The data cannot be recorded as it stands."""

    exit_code = 3
    code = "invalid-data"


class InvalidSeed(InvalidData):
    """The seed has faults; nothing was recorded."""

    code = "invalid-seed"


class NotFound(LedgerError):
    """No such thing in this ledger."""

    exit_code = 4
    code = "not-found"


class Conflict(LedgerError):
    """Someone else changed it first."""

    exit_code = 5
    code = "conflict"


class Unavailable(LedgerError):
    """The ledger is locked or cannot be reached."""

    exit_code = 6
    code = "unavailable"


class IntegrityFailure(LedgerError):
    """The ledger is not what it was recorded to be."""

    exit_code = 7
    code = "integrity"


class SchemaMismatch(LedgerError):
    """The ledger's schema is of another version than this program's."""

    exit_code = 8
    code = "schema-version"
