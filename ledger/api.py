"""The Python API: one object for one ledger, the same services as the command and the screens.

What counts is asked for by the same words everywhere: ``at_least="B3"``, ``voice="reported"``, ``independent=2``,
``reviewed_only=True``; ``everything=True`` sets aside what the ledger says of itself.

Each method is one act in one transaction: a reading never writes, and what is recorded is one changeset (an import:
one a file). Errors are those of ``ledger.errors``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack, cast

from ledger.domain.diff import Diff
from ledger.domain.entries import AnyStatement
from ledger.domain.floors import Counting, FloorWords
from ledger.domain.points import Point
from ledger.domain.readings import Matrix
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import EntryKind, Handling, Verdict
from ledger.errors import Unavailable, UsageError
from ledger.files import new_file
from ledger.formats.document import Document
from ledger.formats.document_files import format_of, written
from ledger.formats.extract import extract
from ledger.services import (
    acting,
    comparing,
    export_formats,
    handling,
    importing,
    inbox,
    ledgers,
    marking,
    matrix,
    measuring,
    note,
    other_ledger,
    points,
    redacting,
    settling,
    showing,
    sourcing,
    undoing,
    watch,
)
from ledger.services import diff as diffing
from ledger.services import history as tracing
from ledger.services import log as logbook
from ledger.services.ahead import ImportAhead
from ledger.services.comparing import Compared
from ledger.services.diff import ChangeFilter, Words
from ledger.services.export_formats import Written
from ledger.services.history import History
from ledger.services.importing import Imported
from ledger.services.inbox import Inbox
from ledger.services.log import Logged, Sought
from ledger.services.marking import MarkLine
from ledger.services.measuring import Series
from ledger.services.redacting import TakenOut
from ledger.services.shown import ShownThing
from ledger.services.sourcing import Attached
from ledger.services.tables_in import open_all
from ledger.services.watch import Look
from ledger.storage import redactions
from ledger.storage.database import Database, Store

Place = str | PathLike[str]


def open_ledger(address: Place | None = None, *, author: str | None = None, create: bool = False) -> "Ledger":
    """Open a ledger: a path or an SQLAlchemy URL; left out, the one that ``posl`` would find here.

    ``create`` makes a new one. Raises ``NotFound`` where there is none, ``Conflict`` where ``create`` finds one,
    ``SchemaMismatch`` where it needs ``posl db upgrade``.
    """
    where = fspath(address) if address is not None else None
    if create:
        ledgers.make(where or "ledger.db")
    return Ledger(ledgers.open_database(where, author), author)


@dataclass(frozen=True, slots=True)
class Report:
    """A note on what changed, or a dossier. ``document`` is what it says, line by line, each with its footnotes.

    ``document.changes`` names the changes that it tells: item, party (or none), verbs.
    """

    document: Document

    @property
    def markdown(self) -> str:
        """The note as Markdown."""
        return written(self.document, "md").decode()

    @property
    def html(self) -> str:
        """The note as one page that runs nothing and fetches nothing."""
        return written(self.document, "html").decode()

    @property
    def docx(self) -> bytes:
        """The note for word processors; raises ``UsageError`` where ``python-docx`` is not installed."""
        return written(self.document, "docx")

    def save(self, path: Place) -> Path:
        """Write it to a new file, HTML, Markdown or DOCX as that ends; raise ``Conflict`` where one stands there."""
        target = Path(path)
        data = written(self.document, format_of(str(target), target.suffix))
        with new_file(target) as part:
            part.write_bytes(data)
        return target


class WantedOrAsked(ChangeFilter, FloorWords, total=False):
    """Which changes are wanted, and what counts."""


class Ledger:
    """An open ledger. Use it as a context manager, or ``close`` it."""

    def __init__(self, database: Database, author: str | None = None) -> None:
        self.database = database
        self.author = author

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def point(self, text: str = "now") -> Point:
        """Return the point that ``R1``, ``2026-01-24``, ``R1@12``, a mark or ``@last-look`` names."""
        with self.database.read() as store:
            return points.resolve(store, text)

    def matrix(self, at: str = "now", **counts: Unpack[FloorWords]) -> Matrix:
        """Return items × parties at a point."""
        with self.database.read() as store:
            return matrix.matrix_at(store, at, counting=Counting.asked(**counts))

    def diff(self, start: str, end: str = "now", **wanted: Unpack[WantedOrAsked]) -> Diff:
        """Return what changed between two points: all, or the changes wanted (``item``, ``party``, ``verb`` …)."""
        counting, only = _apart(wanted)
        with self.database.read() as store:
            return diffing.diff_between(store, start, end, counting=counting, **only)

    def compare(
        self,
        start: str,
        end: str = "now",
        *,
        other: Place | None = None,
        full: bool = False,
        **wanted: Unpack[WantedOrAsked],
    ) -> Compared:
        """Return a diff and what stands around it, as ``posl diff --with OTHER --full`` does.

        ``other`` is another ledger or a seed, on which ``end`` is a point; it is only read. ``full`` keeps what did not
        change as well (``unchanged``), and the matrix at ``end`` (``rows``).
        """
        counting, only = _apart(wanted)
        with ExitStack() as stack:
            there = other_ledger.opened(fspath(other), self.database, self._header()) if other is not None else None
            store = stack.enter_context(self.database.read())
            opened = stack.enter_context(there) if there else None
            return comparing.compare(store, start, end, other=opened, full=full, counting=counting, **only)

    def show(self, what: str, at: str = "now", **counts: Unpack[FloorWords]) -> ShownThing:
        """Return one thing, whole: an item, ``source:KEY``, ``party:KEY``, ``round:KEY``, ``@12``, or an entry."""
        with self.database.read() as store:
            return showing.show(store, what, at, counting=Counting.asked(**counts))

    def history(self, item: str, at: str = "now", *, party: Words = None) -> History:
        """Return every entry ever recorded on an item: who recorded it, and what became of it."""
        with self.database.read() as store:
            return tracing.history(store, item, at, of_parties=_words(party))

    def log(
        self,
        *,
        item: Words = None,
        party: Words = None,
        verb: Words = None,
        cause: Words = None,
        author: Words = None,
        since: str | None = None,
        limit: int | None = None,
    ) -> tuple[Logged, ...]:
        """Return the changesets, newest first: all, or those that touched, did or were recorded as is asked for."""
        sought = Sought(_words(item), _words(party), _words(verb), _words(cause), _words(author), since)
        with self.database.read() as store:
            return tuple(logbook.log(store, sought, limit))

    def measures(self, until: str = "now", **counts: Unpack[FloorWords]) -> Series:
        """Return the measures at every round held by a point: open items, spread, gaps, who moved and how far."""
        with self.database.read() as store:
            return measuring.over_rounds(store, until, counting=Counting.asked(**counts))

    def inbox(self, **counts: Unpack[FloorWords]) -> Inbox:
        """Return what waits: overdue, due soon, contested, not reviewed, not found, stale, recorded by others."""
        with self.database.read() as store:
            return inbox.inbox(store, counting=Counting.asked(**counts))

    def report(
        self,
        start: str,
        end: str = "now",
        *,
        sections: Sequence[str] = (),
        up_to: Handling | str = Handling.clear,
        **counts: Unpack[FloorWords],
    ) -> Report:
        """Return the note on what changed between two points, every line footnoted: whole, or the sections chosen.

        What is marked higher than ``up_to`` is not in it, and counts nowhere.
        """
        with self._leaving(Counting.asked(**counts), up_to) as (store, counting):
            return Report(note.report_between(store, start, end, sections=sections, counting=counting))

    def dossier(
        self,
        *,
        item: str | None = None,
        party: str | None = None,
        start: str | None = None,
        end: str = "now",
        up_to: Handling | str = Handling.clear,
        **counts: Unpack[FloorWords],
    ) -> Report:
        """Return the dossier of an item, or of a party, at a point; with ``start``, what changed since."""
        if (item is None) == (party is None):
            raise UsageError("a dossier is of one item or of one party")
        with self._leaving(Counting.asked(**counts), up_to) as (store, counting):
            if item is not None:
                return Report(note.dossier_of_item(store, item, start, end, counting=counting))
            return Report(note.dossier_of_party(store, party or "", start, end, counting=counting))

    def export(
        self,
        path: Place,
        format: str | None = None,
        *,
        at: str = "now",
        up_to: Handling | str = Handling.clear,
        **counts: Unpack[FloorWords],
    ) -> Written:
        """Write everything to a new file or folder, as ``posl export`` does: in the format given, else as it ends.

        ``at`` a changeset (``@12``): what was known by then, and nothing later. What is marked higher than ``up_to`` is
        left out; raises ``UsageError`` for a seed or JSON Lines, which hold everything.
        """
        counting = Counting.asked(**counts)
        chosen, _wanted = export_formats.as_asked(fspath(path), format, counting)
        with self.database.read() as now:
            if chosen in export_formats.LOSSLESS:
                handling.refuse(now, chosen, up_to)
            with handling.leaving(now, counting, up_to, points.changeset(now, at)) as (store, counts_here):
                return export_formats.write(store, fspath(path), chosen, counting=counts_here)

    @contextmanager
    def _leaving(self, counting: Counting, up_to: Handling | str) -> Iterator[tuple[Store, Counting]]:
        with self.database.read() as store, handling.leaving(store, counting, up_to) as found:
            yield found

    def import_seeds(
        self,
        *paths: Place,
        message: str | None = None,
        dry_run: bool = False,
        unfound: bool = False,
        mapping: Place | None = None,
        withheld: bool = False,
    ) -> Imported:
        """Import seed files, folders or tables, one changeset a file; ``dry_run`` only says what would be recorded.

        ``mapping`` is the file that says what the columns of the tables mean. Raises ``InvalidSeed`` where a quote or
        place is not in its source's attached text, unless ``unfound`` lets it; ``InvalidData`` for tables of the
        ledger's own from which something was withheld, unless ``withheld`` lets them.
        """
        map_file = fspath(mapping) if mapping else None
        opened = open_all([fspath(path) for path in paths], (), map_file, withheld=withheld)
        if dry_run:
            with self.database.rehearse() as store:
                header = self._header(message)
                return importing.import_seeds(store, opened(store), header, keep_intents=True, unfound=unfound)
        seeds = ImportAhead.of(opened, unfound=unfound)
        while True:
            with self.database.read() as store:
                seeds.plan(store, self._header(message))
            with self.database.write() as store:
                if seeds.stands(store):
                    return seeds.record(store, self._header(message))

    def add_document(self, key: str, path: Place, *, message: str | None = None, **fields: Any) -> Attached:
        """Enter a source out of a document, with its text; ``fields`` are those of a source."""
        document = extract(fspath(path), Path(path).read_bytes())
        with self.database.write() as store:
            return sourcing.add_document(store, key, document, fields, self._header(message))

    def record(
        self, kind: EntryKind | str, *, message: str | None = None, unfound: bool = False, **fields: Any
    ) -> Imported:
        """Record a stance, a status or an event, with the fields of a seed (``item``, ``party``, ``cite`` …).

        Raises ``InvalidData`` where its quote or place is not in the attached text, unless ``unfound`` lets it.
        """
        said = acting.statement_of(EntryKind(kind), fields, self.database.read)
        return self.record_statement(said, message=message, unfound=unfound)

    def record_statement(self, said: AnyStatement, *, message: str | None = None, unfound: bool = False) -> Imported:
        """Record a statement that is built already."""
        with self.database.write() as store:
            return acting.record(store, said, self._header(message), unfound=unfound)

    def correct(self, entry: int, *, reason: str, unfound: bool = False, **changes: Any) -> Imported:
        """Correct an entry: what it should have said; the rest stays. Quotes are looked up as in ``record``."""
        with self.database.write() as store:
            return acting.correct(store, entry, changes, self._header(), reason=reason, unfound=unfound)

    def retract(self, entry: int, *, reason: str) -> Imported:
        """Take an entry back."""
        with self.database.write() as store:
            return acting.retract(store, entry, self._header(), reason=reason)

    def settle(
        self,
        item: str,
        party: str | None = None,
        *,
        reason: str,
        keep: int | None = None,
        moved: tuple[int, int] | None = None,
        last: int | None = None,
    ) -> Imported:
        """Settle what is contested: one account is kept, or (without ``keep``) the party moved from one to another.

        ``moved`` are an entry of the earlier account and one of the later.
        """
        with self.database.write() as store:
            header = self._header()
            return settling.settle(store, item, party, header, reason=reason, keep=keep, moved=moved, last=last)

    def undo(self, changeset: int | None = None, *, reason: str) -> Imported:
        """Undo a whole changeset; without its number, the author's own last act that is not undone yet."""
        with self.database.write() as store:
            if changeset is None:
                return undoing.undo_last(store, self._header(), reason=reason)
            return undoing.undo(store, changeset, self._header(), reason=reason)

    def redact(
        self,
        what: str | None = None,
        *,
        reason: str,
        fields: Collection[str] = (),
        texts: Collection[str] = (),
        remarks: bool = False,
    ) -> TakenOut:
        """Take ``person:KEY``, fields of an entry (by its number) or texts out of the record for good.

        Raises ``NotFound`` where they stand nowhere, ``InvalidData`` where the ledger has owners and one is none.
        """
        with self.database.write() as store:
            wanted = redacting.wanted(store, what, fields, texts, remarks=remarks)
            done = redacting.redact(store, wanted, self._header(), reason=reason)
        with suppress(Unavailable):  # it is recorded; while others have the ledger open, unused space waits
            redactions.sweep(self.database.location)
        return done

    def mark(self, name: str, at: str = "now") -> Imported:
        """Name a point, for everybody: usable wherever a point is."""
        with self.database.write() as store:
            return marking.mark(store, name, at, self._header())

    def marks(self) -> tuple[MarkLine, ...]:
        """Return the marks, each with the point that it names."""
        with self.database.read() as store:
            return tuple(marking.marks(store))

    def seen(self) -> Look:
        """Keep, beside the ledger, that the author has seen all of it: ``@last-look`` names that place."""
        with self.database.read() as store:
            return watch.seen(store)

    def review(self, entries: Iterable[int], verdict: Verdict | str, *, note: str | None = None) -> Imported:
        """Accept or reject entries, all in one changeset."""
        with self.database.write() as store:
            return acting.review(store, entries, Verdict(verdict), self._header(), note=note)

    def _header(self, message: str | None = None) -> ChangesetInfo:
        return ledgers.header(self.author, message)


def _apart(given: WantedOrAsked) -> tuple[Counting, ChangeFilter]:
    """Return what counts, and which changes are wanted."""
    asked = {name: value for name, value in given.items() if name in FloorWords.__annotations__}
    wanted = {name: value for name, value in given.items() if name not in asked}
    return Counting.asked(**cast("FloorWords", asked)), cast("ChangeFilter", wanted)


def _words(words: Words) -> Collection[str]:
    return (words,) if isinstance(words, str) else words or ()
