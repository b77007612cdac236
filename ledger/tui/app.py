"""The app: one ledger, the screens one goes between, and what all of them share.

What they share is the ``session``; the app alone knows the screens, and does for them what they ask for by a message.

What the first paint does without (forms, help, palette, other screens) is imported when it is first used: here, and in
every module that this one and the matrix import.
"""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from ledger import starting
from ledger.domain.floors import Counting
from ledger.errors import SchemaMismatch, Unavailable
from ledger.services.watch import Glance, glance, known_now, told_between
from ledger.storage.database import Database, Store
from ledger.tui import config, floor, places, watch, work
from ledger.tui.actions import APP, BY_ID, Offers
from ledger.tui.ascii import PLAIN_CSS, PlainScrollBar
from ledger.tui.glyphs import Glyphs
from ledger.tui.keyfeed import Hold, KeyFeed
from ledger.tui.messages import (
    Count,
    CountsOtherwise,
    Failed,
    FrameRead,
    Go,
    JumpTo,
    Moved,
    OpenItem,
    ReachableAgain,
    Recorded,
    Unreachable,
    WaitsCounted,
    WasRead,
)
from ledger.tui.pieces import PlaceBar
from ledger.tui.safe import NoControls, plain
from ledger.tui.session import Session
from ledger.tui.themes import DEFAULT, FALLBACK, NAMES, THEMES

if TYPE_CHECKING:
    from ledger.tui.forms.form import OpenForm
    from ledger.tui.matrix.prefetch import Ahead

SOON = 0.7
"""Seconds after the first paint is begun: then there is time to count what waits."""
KEY_NAMES = {
    "enter": "enter",
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "tab": "tab",
    "shift+tab": "shift+tab",
    "backspace": "backspace",
}


@dataclass(eq=False, repr=False)
class ChangesetSeen(Message):
    """A look at the ledger's last changeset."""

    found: Glance


WATCHING = "following the ledger"


class LedgerApp(Offers, KeyFeed):
    """The screens on one ledger. ``follow`` is how often to look for what others record; ``None`` is never."""

    SCOPES = (APP,)
    ENABLE_COMMAND_PALETTE = False
    MODES = {name: places.opener(name) for name in places.PLACES if name != places.HOME}
    DEFAULT_MODE = places.HOME
    TITLE = "position ledger"
    CSS = (
        """
    Toast { background: $panel; color: $foreground; max-width: 76; }
    ToastRack { margin-bottom: 2; }
    """
        + PLAIN_CSS
    )

    def __init__(
        self,
        database: Database,
        author: str | None = None,
        *,
        follow: float | None = watch.SECONDS,
        ahead: "Ahead | None" = None,
    ) -> None:
        self.config = config.load()
        super().__init__()
        signs = Glyphs(ascii=self.config.ascii)
        self.session = Session(database, author, signs)
        self._ahead = ahead
        self._follow = follow
        self._left = threading.Event()
        self._listening = threading.Thread(target=self._listen, name="listening", daemon=True)
        self._looking = self._is_back = self._went = False
        state, starts_elsewhere = self.session.state, self.config.start != places.HOME
        self._returns = state.left_something or starts_elsewhere, state.left_elsewhere or starts_elsewhere
        self._no_controls = NoControls()
        self.set_class(signs.ascii, "-ascii")
        ScrollBar.renderer = PlainScrollBar if signs.ascii else ScrollBarRender
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_in(self.config.theme or self._remembered_theme())

    def _begin_in(self, name: str) -> None:
        """Take up colours while nothing is painted: set like later ones, they would have all styles read twice more."""
        theme = self.get_theme(name)
        if theme is None or theme.ansi:
            self.theme = name
            return
        self.set_reactive(LedgerApp.theme, name)
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def _remembered_theme(self) -> str:
        remembered = self.session.state.get("theme", DEFAULT)
        return remembered if remembered in NAMES else DEFAULT

    def get_default_screen(self) -> Screen[None]:
        """Begin at home, which becomes a mode afterwards: of a mode's first screen Textual reads all styles twice."""
        from ledger.tui.matrix.screen import MatrixScreen

        return MatrixScreen(self._ahead)

    def on_mount(self) -> None:
        """Begin to follow the ledger, say what is wrong with the config file; what it knows the matrix reads."""
        self.add_mode(places.HOME, places.opener(places.HOME))
        self.set_keymap(self.config.keys)
        for fault in self.config.faults:
            self.notify(fault, title="config file", severity="warning", markup=False)
        self.set_timer(1, starting.done)
        if self._follow is not None and self.session.database.location.is_file:
            self.set_interval(self._follow, self.look)
        elif self._follow is not None:
            self.set_interval(self._follow * watch.SELDOM, self.look)
            self._listening.start()
        if self._follow is not None:
            self.set_timer(SOON, self.count_waiting)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give colours to themes that know nothing of stances."""
        return FALLBACK

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Put the second layer of safety under every line."""
        return [*super().get_line_filters(), self._no_controls]

    def get_key_display(self, binding: Binding) -> str:
        """Name keys in letters, everywhere in the same: arrows and other signs are two cells wide in some terminals."""
        if binding.key_display is None and "+" in binding.key:
            return binding.key
        return KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: object) -> None:
        """Say that the config file gives one key to two actions."""
        named = ", ".join(sorted(str(binding.id) for binding in clashed_bindings if binding.id))
        if named:
            self.notify(f"A key of the config file takes over that of: {named}", severity="warning", markup=False)

    # -- the ledger ---------------------------------------------------------------------------------------------------

    def read_frame(self) -> None:
        """Read parties, rounds, items and sources again."""
        work.read(self, known_now, lambda found: FrameRead(*found), group="frame", what="reading the ledger")

    def on_frame_read(self, event: FrameRead) -> None:
        """Know them, as of the last changeset; the first time, go back to where one left."""
        self.session.frame = event.frame
        self._tell(self.session.following.seen(event.number))
        for screen in self._all_screens():
            for line in screen.query("PlaceBar, .follows"):  # they name parties and the last changeset
                line.refresh()
        if not self._is_back:
            self._is_back = True
            something, elsewhere = self._returns
            if something:
                self.call_later(self._come_back, self.hold_keys(opens=elsewhere and not self._went))

    async def _come_back(self, hold: Hold) -> None:
        from ledger.tui import places

        try:
            if not self._went:  # who has gone somewhere meanwhile stays there
                await places.come_back(self, self.config.start)
            places.tell_of_drafts(self)
        finally:
            await self.release_keys(hold)

    def _listen(self) -> None:
        """Look at once when a server says that something was recorded; where it says nothing, the clock still does."""
        from ledger.storage.listening import Listener

        listener = Listener(self.session.database.location)
        try:
            while not self._left.is_set():
                with suppress(OSError):
                    if listener.heard(watch.BREATH):
                        self.call_later(self.look)
                    continue
                self._left.wait(watch.SECONDS)
        finally:
            listener.close()

    def on_unmount(self) -> None:
        """Listen no longer."""
        self._left.set()
        if self._listening.is_alive():
            self._listening.join(watch.SECONDS)

    def look(self) -> None:
        """See whether somebody recorded something; one look at a time."""
        if not self._looking:
            self._looking = True
            look = partial(glance, then=self.session.following.number)
            work.read(self, look, ChangesetSeen, group="watch", what=WATCHING)

    def on_changeset_seen(self, event: ChangesetSeen) -> None:
        """Take in what was seen."""
        self._looking = False
        if self.session.following.number is None:
            self.read_frame()
        else:
            self._tell(self.session.following.glanced(event.found))

    def _tell(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.post_message(message)

    def count_waiting(self) -> None:
        """Count what waits at the inbox and the review, for the bar of screens."""
        counting = self.session.counting
        read = partial(_waiting, counting=counting)
        work.read(self, read, WaitsCounted, group="waiting", what="counting what waits")

    def on_waits_counted(self, event: WaitsCounted) -> None:
        """Say it on every screen."""
        self.session.waits |= event.waits
        for screen in self._all_screens():
            for bar in screen.query(PlaceBar):
                bar.refresh()

    def on_moved(self, event: Moved) -> None:
        """Somebody recorded something: know the records again, and have every screen read again."""
        if event.number != self.session.following.number:
            return
        self.read_frame()
        if self._follow is not None:
            self.count_waiting()
        for screen in self._all_screens():
            screen.post_message(Moved(event.number, event.before, event.ours, event.replaced))
        if not event.ours:
            told = partial(told_between, before=event.before, last=event.number)
            say = partial(self._say_moved, event)
            work.read(self, told, lambda lines: WasRead(partial(say, lines)), group="told", what=WATCHING)

    def _say_moved(self, event: Moved, told: list[str]) -> None:
        from ledger.tui import notices

        self.notify(notices.of_others(event, told), markup=False, timeout=5)

    def on_was_read(self, event: WasRead) -> None:
        """Go on with what was read."""
        event.then()

    def _all_screens(self) -> Iterable[Screen[object]]:
        for stack in self._screen_stacks.values():
            yield from (screen for screen in stack if hasattr(screen, "reread"))

    def on_failed(self, event: Failed) -> None:
        """Say what went wrong; a ledger that cannot be reached is said once, not every second."""
        if event.what == WATCHING:
            self._looking = False
            for message in self.session.following.failed(event.error):
                self.post_message(message)
            return
        if isinstance(event.error, Unavailable):  # what was to be read is read once a look goes well
            self.session.following.missed = True
        hint = f"\n{event.error.hint}" if event.error.hint else ""
        text = f"{plain(event.error.message)}{plain(hint, newlines=True)}"
        self.notify(text, title=plain(event.what) or "did not work", severity="error", timeout=8, markup=False)

    def on_unreachable(self, event: Unreachable) -> None:
        """Say that the ledger is away, or is no longer one this program can write to; what is on the screen stays."""
        if isinstance(event.error, SchemaMismatch):
            self.notify(
                f"{plain(event.error.message)}\nSomebody has upgraded it. Nothing more is recorded from here: "
                "leave, and come back with a newer position-ledger.",
                title="the ledger was upgraded",
                severity="error",
                timeout=30,
                markup=False,
            )
            return
        self.notify(
            f"{plain(event.error.message)}\nWhat you see is as it was; trying again.",
            title="the ledger cannot be reached",
            severity="error",
            timeout=10,
            markup=False,
        )

    def on_reachable_again(self, event: ReachableAgain) -> None:
        """Say that it is back, and read again what could not be read."""
        self.notify("The ledger can be read again.", markup=False)
        self.read_frame()
        for screen in self._all_screens():
            screen.post_message(CountsOtherwise())

    def on_recorded(self, event: Recorded) -> None:
        """Say what was recorded from here, contests first, and read again."""
        from ledger.tui import notices

        result = event.result
        self.session.following.recorded(result.changesets)
        if event.quietly and result.changesets and not (result.contested or result.notices):
            self.look()
            return
        said = notices.of_own(event, self.config.keys.get("undo", BY_ID["undo"].key))
        severity: Literal["warning", "information"] = "warning" if result.contested else "information"
        self.notify(said, title=plain(event.what), severity=severity, timeout=8, markup=False)
        self.look()

    # -- going about --------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the places that there are."""
        return parameters[0] in places.PLACES if action == "go" else super().check_action(action, parameters)

    def action_go(self, place: str) -> None:
        """Go to a place; each keeps its own. Where one is is written down, for not all who leave say so."""
        self._went = True
        self._note_places()  # one place may begin where another stands
        self.switch_mode(place)
        self._note_where()

    def on_go(self, event: Go) -> None:
        """Go to a place."""
        self.action_go(event.place)

    def on_open_item(self, event: OpenItem) -> None:
        """Open an item over the screen one is on."""
        from ledger.tui.item.screen import ItemScreen

        self.push_screen(ItemScreen(event.item, event.party, event.at))

    def on_open_form(self, event: "OpenForm") -> None:
        """Open a form over the screen one is on."""
        from ledger.tui.forms.screen import FormScreen

        self.push_screen(FormScreen(event.form), event.done)

    def on_jump_to(self, event: JumpTo) -> None:
        """Go to an item, a party, a round, a source …, from wherever one is."""
        places.jump(self, event)

    def action_palette(self) -> None:
        """Choose a command, or a thing to go to."""
        from ledger.tui import pickers

        pickers.what_to_do(self)

    def action_help(self) -> None:
        """Explain the keys of what is in focus."""
        from textual.widgets import Input, TextArea

        from ledger.tui.help import HelpScreen, groups_of

        if isinstance(self.screen, HelpScreen) or isinstance(self.focused, Input | TextArea):
            return
        focused = type(self.focused).__name__ if self.focused else type(self.screen).__name__
        self.push_screen(
            HelpScreen(f"Help: {places.title_of(self.screen, focused)}", groups_of(self.screen), self.session.signs)
        )

    def on_count(self, event: Count) -> None:
        """Count only this from now on, on every screen; it is remembered."""
        from ledger.services.counting import said

        session, counting = self.session, event.counting
        if counting == session.counting:
            return
        session.counting = counting
        session.state.set("counting", floor.written(counting))
        for screen in self._all_screens():
            screen.post_message(CountsOtherwise())
        everything = "As the ledger says of itself." if counting.own else "Counting everything."
        self.notify(said(counting) or everything, markup=False)

    def action_floor(self) -> None:
        """Choose what counts."""
        from ledger.tui import pickers

        pickers.what_counts(self)

    def action_theme(self) -> None:
        """Choose the colours."""
        from ledger.tui import pickers

        pickers.colours(self)

    def _note_where(self) -> None:
        """Write down which place one is at."""
        from ledger.tui.places import whereabouts

        self.session.state.set("screen", whereabouts(self))

    def _note_places(self) -> None:
        """Write down where every place stands."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                keep = getattr(screen, "remember", None)
                if keep is not None and screen.is_mounted:
                    keep()

    async def action_quit(self) -> None:
        """Leave; the place is kept."""
        self._note_where()
        self._note_places()
        await super().action_quit()


def _waiting(store: Store, counting: Counting) -> dict[str, int]:
    from ledger.services.inbox import waiting

    return waiting(store, counting=counting)
