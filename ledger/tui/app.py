"""The app: one ledger, the screens one goes between, and what all of them share.

What they share: the database (for ``work``), who is at work, what is remembered (``state``), the signs, the records the
ledger knows (``frame``), and a watch on what others record.

What the first paint does without (forms, help, palette, other screens) is imported when it is first used: here, and in
every module that this one and the matrix import.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from textual.binding import Binding
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from ledger import settings, starting
from ledger.domain.floors import Counting
from ledger.domain.frame import Frame
from ledger.errors import LedgerError
from ledger.services.following import known_now, last_changeset
from ledger.storage.database import Database
from ledger.tui import config, floor, places, watch, work
from ledger.tui.actions import APP, Offers
from ledger.tui.glyphs import Glyphs
from ledger.tui.keyfeed import KeyFeed
from ledger.tui.matrix.view import View
from ledger.tui.messages import CountsOtherwise, Failed, Moved, ReachableAgain, Recorded, Unreachable
from ledger.tui.plainly import PLAIN_CSS, PlainScrollBar
from ledger.tui.safe import NoControls, plain
from ledger.tui.state import State
from ledger.tui.themes import DEFAULT, FALLBACK, NAMES, THEMES

if TYPE_CHECKING:
    from ledger.domain.seed import ChangesetInfo
    from ledger.services.importing import Imported
    from ledger.tui.ahead import Ahead
    from ledger.tui.forms.form import Form
    from ledger.tui.forms.screen import FormScreen

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


@dataclass
class FrameRead(Message):
    """The ledger's records, as known at a changeset."""

    number: int
    frame: Frame


@dataclass
class Looked(Message):
    """A look at the ledger's last changeset."""

    number: int


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
        self.database, self.author, self.ahead = database, author, ahead
        self.state = State(str(database.location))
        self.counting = floor.remembered(self.state.get("counting"))
        self.signs = Glyphs(ascii=self.config.ascii)
        self.frame = Frame()
        self.following = watch.Watch()
        self._follow = follow
        self._looking = self._is_back = False
        self._no_controls = NoControls()
        self.set_class(self.signs.ascii, "-ascii")
        ScrollBar.renderer = PlainScrollBar if self.signs.ascii else ScrollBarRender
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
        remembered = self.state.get("theme", DEFAULT)
        return remembered if remembered in NAMES else DEFAULT

    def get_default_screen(self) -> Screen[Any]:
        """Begin at home, which becomes a mode afterwards: of a mode's first screen Textual reads all styles twice."""
        return places.opener(places.HOME)()

    def on_mount(self) -> None:
        """Begin to follow the ledger, say what is wrong with the config file; what it knows the matrix reads."""
        self.add_mode(places.HOME, places.opener(places.HOME))
        self.set_keymap(self.config.keys)
        for fault in self.config.faults:
            self.notify(fault, title="config file", severity="warning", markup=False)
        self.set_timer(1, starting.done)
        if self._follow is not None:
            self.set_interval(self._follow, self.look)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give colours to themes that know nothing of stances."""
        return FALLBACK

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Put the second layer of safety under every line."""
        return [*super().get_line_filters(), self._no_controls]

    def get_key_display(self, binding: Binding) -> str:
        """Name keys in letters: arrows and other signs are two cells wide in some terminals."""
        return KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: object) -> None:
        """Say that the config file gives one key to two actions."""
        named = ", ".join(sorted(str(binding.id) for binding in clashed_bindings if binding.id))
        if named:
            self.notify(f"A key of the config file takes over that of: {named}", severity="warning", markup=False)

    # -- the ledger ---------------------------------------------------------------------------------------------------

    def header(self, message: str | None = None) -> "ChangesetInfo":
        """Return who records, when and with what."""
        from ledger.services import upkeep

        return upkeep.header(self.author, message)

    @property
    def last_changeset(self) -> int | None:
        """The number of the last changeset, as far as it was seen."""
        return self.following.number

    def party_name(self, key: str | None) -> str | None:
        """Return a party's name by its key."""
        party = self.frame.parties.get(key or "")
        return party.name if party else key

    def read_frame(self) -> None:
        """Read parties, rounds, items and sources again."""
        work.read(self, known_now, lambda found: FrameRead(*found), group="frame", what="reading the ledger")

    def on_frame_read(self, event: FrameRead) -> None:
        """Know them."""
        self.know(event.number, event.frame)

    def know(self, number: int, frame: Frame) -> None:
        """Take in the ledger's records, as known at its last changeset; the first time, go back to where one left."""
        self.frame = frame
        self._seen(number)
        if not self._is_back:
            self._is_back = True
            if self.state.left_something:
                self.hold_keys()
                self.call_later(self._come_back)

    async def _come_back(self) -> None:
        from ledger.tui import returning

        try:
            await returning.come_back(self)
            returning.tell_of_drafts(self)
        finally:
            await self.release_keys()

    def look(self) -> None:
        """See whether somebody recorded something; one look at a time."""
        if not self._looking:
            self._looking = True
            work.read(self, last_changeset, Looked, group="watch", what="following the ledger")

    def on_looked(self, event: Looked) -> None:
        """Take in what was seen."""
        self._looking = False
        if self.following.number is None:
            self.read_frame()
        else:
            self._seen(event.number)

    def _seen(self, number: int) -> None:
        for message in self.following.seen(number):
            self.post_message(message)

    def on_moved(self, event: Moved) -> None:
        """Somebody recorded something: know the records again, and have every screen read again."""
        if event.number != self.following.number:
            return
        self.read_frame()
        for screen in self._all_screens():
            screen.post_message(Moved(event.number, event.before, event.ours))
        if not event.ours:
            self.notify(_moved(event), markup=False, timeout=3)

    def _all_screens(self) -> Iterable[Screen[object]]:
        for stack in self._screen_stacks.values():
            yield from (screen for screen in stack if hasattr(screen, "reread"))

    def on_failed(self, event: Failed) -> None:
        """Say what went wrong; a ledger that cannot be reached is said once, not every second."""
        if event.what == "following the ledger":
            self._looking = False
            for message in self.following.failed(event.error):
                self.post_message(message)
            return
        hint = f"\n{event.error.hint}" if event.error.hint else ""
        text = f"{plain(event.error.message)}{plain(hint, newlines=True)}"
        self.notify(text, title=plain(event.what) or "did not work", severity="error", timeout=8, markup=False)

    def on_unreachable(self, event: Unreachable) -> None:
        """Say that the ledger is away; what is on the screen stays."""
        self.notify(
            f"{plain(event.error.message)}\nWhat you see is as it was; trying again.",
            title="the ledger cannot be reached",
            severity="error",
            timeout=10,
            markup=False,
        )

    def on_reachable_again(self, event: ReachableAgain) -> None:
        """Say that it is back."""
        self.notify("The ledger can be read again.", markup=False)

    def recorded(self, result: "Imported", what: str) -> None:
        """Say what was recorded from here, contests first, and read again."""
        self.following.recorded(result.changesets)
        if result.changesets:
            said = f"Recorded @{result.changesets[-1]}."
        else:
            said = "The ledger says so already: nothing new was recorded."
        notes = [*result.contested, *result.notices]
        text = "\n".join([said, *(plain(note) for note in notes)])
        severity: Literal["warning", "information"] = "warning" if result.contested else "information"
        self.notify(text, title=plain(what), severity=severity, timeout=8 if notes else 3, markup=False)
        self.look()

    def on_recorded(self, event: Recorded) -> None:
        """Somebody's work here was recorded."""
        self.recorded(event.result, event.what)

    # -- going about --------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the places that there are."""
        return parameters[0] in places.PLACES if action == "go" else super().check_action(action, parameters)

    def action_go(self, place: str) -> None:
        """Go to a place; each keeps its own. Where one is is written down, for not all who leave say so."""
        self.switch_mode(place)
        self._note_where()

    def _note_where(self) -> None:
        from ledger.tui.returning import whereabouts

        self.state.set("screen", whereabouts(self))

    def open_item(self, item: str, party: str | None = None, at: str = "now") -> None:
        """Open an item over the screen one is on."""
        from ledger.tui.item.screen import ItemScreen

        self.push_screen(ItemScreen(item, party, at))

    def open_form(self, form: "Form") -> None:
        """Open a form over the screen one is on."""
        self.push_screen(self.form_screen(form))

    def form_screen(self, form: "Form") -> "FormScreen":
        """Return a form as a screen, for those who wait for what becomes of it."""
        from ledger.tui.forms.screen import FormScreen

        return FormScreen(form)

    def jump(self, kind: str, key: str) -> None:
        """Go to an item, a party, a round, a source …, from wherever one is."""
        places.jump(self, kind, key)

    def action_palette(self) -> None:
        """Choose a command, or a thing to go to."""
        from ledger.tui import choosing

        choosing.what_to_do(self)

    def action_help(self) -> None:
        """Explain the keys of what is in focus."""
        from textual.widgets import Input, TextArea

        from ledger.tui.help import HelpScreen, keys_of

        if isinstance(self.screen, HelpScreen) or isinstance(self.focused, Input | TextArea):
            return
        focused = type(self.focused).__name__ if self.focused else type(self.screen).__name__
        self.push_screen(HelpScreen(f"Help: {places.title_of(self.screen, focused)}", keys_of(self.screen), self.signs))

    def count(self, counting: Counting) -> None:
        """Count only this from now on, on every screen; it is remembered."""
        from ledger.services.counting import said

        if counting == self.counting:
            return
        self.counting = counting
        self.state.set("counting", floor.written(counting))
        for screen in self._all_screens():
            screen.post_message(CountsOtherwise())
        everything = "As the ledger says of itself." if counting.own else "Counting everything."
        self.notify(said(counting) or everything, markup=False)

    def action_floor(self) -> None:
        """Choose what counts."""
        floor.choose(self)

    def action_theme(self) -> None:
        """Choose the colours."""
        from ledger.tui import choosing

        choosing.colours(self)

    def choose_changeset(self, at: int | None, then: Callable[[int | None], None]) -> None:
        """Let somebody choose a place in known time."""
        from ledger.tui import choosing

        choosing.changeset(self, at, then)

    def choose_view(self, view: View, then: Callable[[View], None]) -> None:
        """Let somebody take up a saved view, or save this one by typing a new name."""
        from ledger.tui import choosing

        choosing.a_view(self, view, then)

    def edit_text(self, text: str) -> str | None:
        """Let somebody write a text in their editor; ``None`` where that did not work."""
        from textual.app import SuspendNotSupported

        from ledger.tui.editor import edited

        try:
            with self.suspend():
                found, trouble = edited(settings.editor(), text)  # which raises nothing: the screens must come back
        except SuspendNotSupported:
            found, trouble = None, "no editor can be opened from here"
        if trouble:
            self.notify(f"{settings.editor()}: {trouble}", severity="error", markup=False)
        return found

    def remember(self) -> None:
        """Write down where every screen is, and which one one is on."""
        self._note_where()
        for stack in self._screen_stacks.values():
            for screen in stack:
                keep = getattr(screen, "remember", None)
                if keep is not None and screen.is_mounted:
                    keep()

    async def action_quit(self) -> None:
        """Leave; the place is kept."""
        self.remember()
        await super().action_quit()


def _moved(event: Moved) -> str:
    more = event.number - event.before
    if more < 0:
        return f"Another ledger stands in its place: its last changeset is @{event.number}, not @{event.before}."
    return f"@{event.number}: {more} changeset{'s' if more != 1 else ''} recorded by others"


def run(database: Database, author: str | None = None, ahead: "Ahead | None" = None) -> int:
    """Open the screens on a ledger, and come back when they are left; return the exit code, 1 where they broke."""
    app = LedgerApp(database, author, ahead=ahead)
    app.run()
    if not app.return_code:
        say_seen(app)
    return app.return_code or 0


def say_seen(app: LedgerApp) -> None:
    """Keep what the author has seen here, for ``@last-look``; where that cannot be kept, nothing is lost."""
    from ledger.services.looking import seen

    if app.last_changeset is not None:
        with suppress(LedgerError), app.database.read() as store:
            seen(store, app.last_changeset)
