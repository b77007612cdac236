"""Quotes looked up as they are typed: where they stand is said beside the field, and an empty ``at`` is filled.

The texts of a source are read once, by a worker; each key then looks in what is at hand, in a thread of its own: nobody
waits for it, and only what was found for what stands there now is shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from textual.message import Message
from textual.screen import ModalScreen

from ledger.domain.entries import Citation
from ledger.domain.quotes import CitationCheck, QuotedText, Trouble, look_in, may_be_looked_up
from ledger.services.importing import Imported
from ledger.storage import texts
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.forms.field import FieldRow
from ledger.tui.session import session_of

LOOKING = "looking up a quote"
_CITED = re.compile(r"cite\.(\d+)\.(source|quote|at)")


class Lookup(NamedTuple):
    """What is looked up: the citation's number, and what stands in its fields."""

    number: int
    source: str
    quote: str
    at: str

    def citation(self) -> Citation:
        """Return it as a citation, though it may not be one that could be recorded yet."""
        return Citation.model_construct(
            source=self.source, quote=self.quote or None, at=self.at or None, prefix=None, suffix=None
        )


@dataclass
class LookedUp(Message):
    """A quote was looked up; of a source without a text, nothing was found."""

    asked: Lookup
    editions: list[QuotedText]
    looked: CitationCheck | None


def look_up(asked: Lookup, editions: list[QuotedText]) -> LookedUp:
    """Look up what was asked in the texts of its source."""
    citation = asked.citation()
    looked = look_in(editions, citation) if editions and may_be_looked_up(citation) else None
    return LookedUp(asked, editions, looked)


def said_of_quote(looked: CitationCheck) -> str:
    """Say where a quote stands: once, more often, or nowhere; and what is nearest to it."""
    places = list(dict.fromkeys(looked.called))
    listed = ", ".join(places[:6]) + (" .." if len(places) > 6 else "")
    if Trouble.missing in looked.troubles:
        alike = looked.alike
        return (
            f'not found; nearest: "{alike.words}" (¶{alike.paragraph})' if alike else "not found, nor anything like it"
        )
    if len(looked.places) > 1:
        return f"{len(looked.places)} times: {listed}"
    return f"once, in {listed}" if places else ""


def said_of_place(looked: CitationCheck, at: str) -> str:
    """Say what is wrong with a place, if anything is."""
    if Trouble.no_place in looked.troubles:
        return f"there is no {at}; the last is ¶{looked.last}"
    return f"the quote does not stand in {at}" if Trouble.elsewhere in looked.troubles else ""


class LooksUpQuotes(ModalScreen[Imported | None]):
    """A form that looks up what is quoted in it."""

    def __init__(self) -> None:
        super().__init__()
        self._editions: dict[str, list[QuotedText]] = {}
        self._given_at: dict[int, str] = {}

    def rows(self) -> Mapping[str, FieldRow]:
        """Return the fields by path."""
        return {row.field.path: row for row in self.query(FieldRow)}

    def look_up_all(self) -> None:
        """Look up what stands in the form at first."""
        for number in {int(found[1]) for path in self.rows() if (found := _CITED.fullmatch(path))}:
            self._look_up(number)

    def look_up_typed(self, path: str) -> None:
        """Look up a citation of which something was typed."""
        if found := _CITED.fullmatch(path):
            self._look_up(int(found[1]))

    def _asked(self, number: int) -> Lookup:
        rows = self.rows()
        source, quote, at = (
            row.text.strip() if (row := rows.get(f"cite.{number}.{name}")) else "" for name in ("source", "quote", "at")
        )
        return Lookup(number, source, quote, "" if at == self._given_at.get(number) else at)

    def _look_up(self, number: int) -> None:
        asked, group = self._asked(number), f"quote-{number}"
        if asked.source not in session_of(self).frame.sources or not (asked.quote or asked.at):
            self._show(LookedUp(asked, [], None))
        elif (editions := self._editions.get(asked.source)) is not None:
            work.think(self, lambda: look_up(asked, editions), group=group)
        else:
            work.read(self, lambda store: _read(store, asked), _as_is, group=group, what=LOOKING)

    def on_looked_up(self, event: LookedUp) -> None:
        """Keep the texts at hand, and say what was found."""
        event.stop()
        self._editions[event.asked.source] = event.editions
        self._show(event)

    def _show(self, found: LookedUp) -> None:
        """Say what was found, if it is still what stands there."""
        if found.asked != self._asked(found.asked.number):
            return
        rows, looked = self.rows(), found.looked
        quote, at = (rows.get(f"cite.{found.asked.number}.{name}") for name in ("quote", "at"))
        if quote is not None:
            quote.note(said_of_quote(looked) if looked else "")
        if at is not None:
            at.note(said_of_place(looked, found.asked.at) if looked else "")
            self._fill(found.asked.number, at, looked)

    def _fill(self, number: int, row: FieldRow, looked: CitationCheck | None) -> None:
        """Write the place of a quote into ``at``: where it is empty, or what stands there came from here."""
        there, ours = row.text.strip(), self._given_at.get(number)
        if row.has_focus_within or (there and there != ours):
            return
        found = (looked.at if looked else None) or ""
        if found != there:
            self._given_at[number] = found
            row.put(found)


def _read(store: Store, asked: Lookup) -> LookedUp:
    return look_up(asked, [QuotedText(edition.text, edition.pages) for edition in texts.editions(store, asked.source)])


def _as_is(message: LookedUp) -> LookedUp:
    return message
