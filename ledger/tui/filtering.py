"""The line a filter is typed into, and the screens that have one; ``ledger.domain.filters`` is its language.

A screen that is ``Filtered`` has a ``FilterLine``, says in ``terms`` what can be asked there and in ``filter_changed``
what to do. Below the line stands what may come next, or what cannot be read: while it cannot, what was shown before
stays. ``tab`` completes, ``enter`` keeps the filter and goes back to the list, ``escape`` clears it; the next
``escape`` leaves the screen.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import AwaitMount
from textual.widgets import Input, Static

from ledger.errors import Fault, UsageError
from ledger.tui.actions import FILTER, Offers
from ledger.tui.safe import content, plain
from ledger.tui.screen import LedgerScreen

if TYPE_CHECKING:
    from ledger.domain.filters import Filter, Known, Language, Offer

    Terms = tuple[Language[Any], Known, date]


MOST = 12
"""Words that are offered at once."""


class FilterLine(Offers, Input):
    """One line; it is there while something is typed into it, or filtered by."""

    SCOPES = (FILTER,)
    DEFAULT_CSS = """
    FilterLine, FilterLine:focus { height: 1; border: none; padding: 0 1; background: $panel; display: none; }
    FilterLine.-open { display: block; }
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character that can be typed; of ``slash`` Textual does not know that it is one."""
        return key == "slash" or super().check_consume_key(key, character)

    def action_clear_filter(self) -> None:
        """Leave it empty, as the screen does."""
        screen = self.screen
        assert isinstance(screen, Filtered)
        screen.clear_filter()

    def action_complete_filter(self) -> None:
        """Take the first of what may come next."""
        screen = self.screen
        assert isinstance(screen, Filtered)
        self.value = screen.completed(self.value)
        self.cursor_position = len(self.value)


class NextWords(Static):
    """What may come next in a filter, while it is being typed."""

    DEFAULT_CSS = """
    NextWords { height: 1; padding: 0 1; background: $surface; display: none; }
    NextWords.-open { display: block; }
    """


class Filtered(LedgerScreen):
    """A screen with a list that can be filtered.

    ``LIST`` is what the keys go back to. ``FILTER_BY`` stands in the line while it is empty, and ``BELOW_FILTER`` is
    what the line stands above; it is there once somebody wants to filter.
    """

    LIST = ""
    FILTER_BY = ""
    BELOW_FILTER = "#main"
    _wanted: "Filter[Any] | None" = None
    _fault: Fault | None = None

    def terms(self) -> "Terms":
        """Return what can be asked here, the records that may be named, and the day that is today."""
        raise NotImplementedError

    @property
    def filter_line(self) -> FilterLine | None:
        """The line to filter by; ``None`` as long as nobody wanted to."""
        return next(iter(self.query(FilterLine)), None)

    @property
    def is_filtering(self) -> bool:
        """Whether the line is open."""
        line = self.filter_line
        return line is not None and line.has_class("-open")

    def _put_line(self, typed: str = "") -> AwaitMount:
        line = FilterLine(typed, placeholder=self.FILTER_BY, classes="-open")
        return self.mount(line, NextWords(markup=False), before=self.BELOW_FILTER)

    def filter_changed(self, typed: str) -> None:
        """Show what matches."""

    def filter_kept(self) -> None:
        """It is typed to its end, and stays."""

    def take_filter(self, typed: str) -> None:
        """Take up a filter that was typed before; ``filter_changed`` is not told of it."""
        line = self.filter_line
        with self.prevent(Input.Changed):
            if line is not None:
                line.value = typed
                line.set_class(bool(typed), "-open")
            elif typed:
                self._put_line(typed)

    def wanted(self, typed: str) -> "Filter[Any] | None":
        """Return the filter that was typed; while it cannot be read, the last one that could be."""
        if not typed.strip():
            self._wanted = self._fault = None
            return None
        from ledger.domain.filters import read

        language, known, day = self.terms()
        try:
            self._wanted, self._fault = read(typed, language, known, day), None
        except UsageError as problem:
            self._fault = problem.all_faults()[0]
        return self._wanted

    async def action_filter(self) -> None:
        """Open the line to filter by; what is typed next waits for it (``keyfeed``)."""
        if self.filter_line is None:
            await self._put_line()
        line = self.query_one(FilterLine)
        line.add_class("-open")
        line.focus()
        self._say_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        self.filter_changed(event.value)
        self._say_next()

    def completed(self, typed: str) -> str:
        """Return a filter with its last word completed."""
        found = self._offers(typed)
        return found[0].text if found else typed

    def _offers(self, typed: str) -> "list[Offer]":
        from ledger.domain.filters import offers

        language, known, _day = self.terms()
        return offers(typed, language, known)

    def _say_next(self) -> None:
        """Say what may come next, and what is wrong with what stands before it."""
        filtering = self.query_one(FilterLine)
        typed, fault = filtering.value, self._fault
        found = self._offers(typed)
        parts = [Content.styled(plain(offer.word), "$primary") for offer in found[:MOST]]
        if fault is not None and (not found or (fault.column or 0) <= len(typed) - len(typed.split()[-1])):
            said = f"{fault.message}; {fault.hint}" if fault.hint else fault.message
            parts = [content(said, "bold $accent"), *parts]
        line = self.query_one(NextWords)
        line.set_class(filtering.has_focus or bool(typed), "-open")
        line.update(Content("  ").join(parts))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go back to the list; one that cannot be read stays to be mended."""
        if self._fault is not None:
            self._say_next()
            return
        self._leave_filter()
        if event.value:
            self.filter_kept()

    def action_close(self) -> None:
        """Clear the filter first; then go back."""
        if self.is_filtering:
            self.clear_filter()
        else:
            super().action_close()

    def clear_filter(self) -> None:
        """Filter no more, and go back to the list."""
        line = self.filter_line
        if line is not None:
            line.value = ""
            self._leave_filter()

    def _leave_filter(self) -> None:
        line = self.query_one(FilterLine)
        line.set_class(bool(line.value), "-open")
        self.query_one(NextWords).remove_class("-open")
        self.query_one(self.LIST).focus()
