"""Keys one after another: each is handled to its end before the next, and those typed ahead of a screen wait for it.

Textual hands a key to whatever has the focus when it comes in. A screen just gone to has neither focus nor lines yet,
and a form that is opened after a read is not there at all: what is typed in between would be lost, or would do
something else. Here a key waits until the key before it was handled, with the messages that it set off; until the
screen has something to type at (``takes``); and until what is about to be opened is there (``hold_keys``).

However slow the machine, a key that waits is never handed to something else than it was typed for. Nothing is given up
by the clock: after ``PATIENCE`` seconds it is only said that keys wait. They are dropped, with a word, where what they
wait for is not opened after all, and by ``escape``, which also gives up the read.
"""

from collections import deque
from dataclasses import dataclass
from itertools import takewhile
from time import monotonic
from weakref import WeakSet

from textual import events
from textual.app import App, ScreenStackError
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker

PATIENCE = 2.0
"""Seconds after which it is said that keys wait."""
LOOK_AGAIN = 0.01
AT_ONCE = frozenset({"escape", "ctrl+c", "ctrl+q"})
"""Keys that go before those that wait for something that is not there yet."""
ROUNDS = 3
"""How often the way of a key is followed: it may set off a message (a line was chosen), which sets off another."""


class KeyHandled(Message):
    """Follows a key on its way from the focus up to the app, so that it arrives when the key has been handled."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@dataclass(eq=False)
class Hold:
    """Why keys are kept back. ``opens``: for something to type at, which a ``worker`` reads, over ``screen``."""

    opens: bool
    screen: Screen[object] | None
    worker: Worker[None] | None = None

    @property
    def is_void(self) -> bool:
        """Whether nothing will come of it: its read was given up."""
        return self.worker is not None and self.worker.is_cancelled


class KeyFeed(App[None]):
    """An app that takes keys one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._early_keys: deque[events.Key] = deque()
        self._way: list[MessagePump] = []
        self._rounds_left = self._markers = 0
        self._keys_wait_since: float | None = None
        self._told_of_waiting = False
        self._holds: list[Hold] = []
        self._looks_for_keys = False
        self._were_ready: WeakSet[Screen[object]] = WeakSet()

    # -- what holds keys back -----------------------------------------------------------------------------------------

    def hold_keys(self, *, opens: bool = False) -> Hold:
        """Keep keys back until ``release_keys``; ``opens``: something is about to be opened, and they are for that."""
        hold = Hold(opens, self._current_screen())
        self._holds.append(hold)
        return hold

    async def release_keys(self, hold: Hold) -> None:
        """What was to be done was done. Where nothing was opened, keys that were typed for it are dropped."""
        if hold not in self._holds:
            return
        self._holds.remove(hold)
        if hold.opens and not self._holds and self._current_screen() is hold.screen:
            self.drop_keys("what it was typed for was not opened")
        await self._feed_keys()

    def drop_keys(self, why: str) -> None:
        """Forget what waits, and say so."""
        self._drop_first(len(self._early_keys), why)

    def _drop_first(self, number: int, why: str) -> None:
        for _ in range(number):
            self._early_keys.popleft()
        if number:
            what = "The key typed ahead was" if number == 1 else f"The {number} keys typed ahead were"
            self.notify(f"{what} dropped: {why}.", markup=False)

    @property
    def keys_wait(self) -> bool:
        """Whether a key is waiting, or being handled, or kept back if it came; not where one has left."""
        return self.is_running and bool(self._early_keys or self._way or self._is_held)

    @property
    def _is_held(self) -> bool:
        """Whether something is about to be opened, or done, before the next key."""
        self._holds = [hold for hold in self._holds if not hold.is_void]
        return bool(self._holds)

    def _current_screen(self) -> Screen[object] | None:
        try:
            return self.screen
        except ScreenStackError:
            return None

    def _is_there(self, key: str) -> bool:
        """Whether what a key is for is there to take it."""
        screen = self._current_screen()
        if self._is_held or screen is None:
            return False
        if screen not in self._were_ready:
            if not screen.is_mounted or (self.focused is None and screen.focus_chain):
                return False
            self._were_ready.add(screen)
        takes = getattr(screen, "takes", None)
        return takes is None or bool(takes(key))

    # -- feeding ------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Take keys that come in from outside; all else goes its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if not self.app_focus:
            self.app_focus = True  # who types is there, though the terminal has not said so
            self.on_app_focus()
        self._early_keys.append(event)
        await self._feed_keys()

    def on_app_focus(self) -> None:
        """Give the focus to something: a screen that came while the terminal was left has none."""
        screen = self._current_screen()
        if screen is not None and screen.is_mounted and screen.focused is None:
            screen.focus_next()

    async def _feed_keys(self) -> None:
        """Hand on what waits, as far as it can be."""
        while self._early_keys and not self._way and self._can_go_on():
            self._keys_wait_since, self._told_of_waiting = None, False
            await self._hand_key_on(self._early_keys.popleft())
        if (self._early_keys or self._way) and not self._looks_for_keys:
            self._looks_for_keys = True
            self.set_timer(LOOK_AGAIN, self._look_for_keys)

    def _can_go_on(self) -> bool:
        """Whether the first key can be handled; one that goes at once becomes the first where others have to wait."""
        if self._is_there(self._early_keys[0].key):
            return True
        waiting = list(takewhile(lambda event: event.key not in AT_ONCE, self._early_keys))
        if len(waiting) == len(self._early_keys):
            return False
        for hold in self._holds:
            if hold.worker is not None:
                hold.worker.cancel()  # nothing is opened any more that only is to be read for it
        self._drop_first(len(waiting), "you left before")
        return True

    async def _look_for_keys(self) -> None:
        self._looks_for_keys = False
        self._follow_past_what_is_gone()
        if self._early_keys and not self._way:
            self._say_that_keys_wait()
        await self._feed_keys()

    def _say_that_keys_wait(self) -> None:
        """Say it once, when it takes long."""
        now = monotonic()
        self._keys_wait_since = self._keys_wait_since or now
        if now - self._keys_wait_since > PATIENCE and not self._told_of_waiting:
            self._told_of_waiting = True
            self.notify("Still busy. What you type waits; esc drops it.", markup=False)

    # -- following a key ----------------------------------------------------------------------------------------------

    async def _hand_key_on(self, event: events.Key) -> None:
        await super().on_event(event)
        self._rounds_left = ROUNDS
        self._send_marker()

    def _send_marker(self) -> None:
        """Send a marker from the focus up to the app, behind all that is under way there."""
        self._rounds_left -= 1
        self._markers += 1
        start = self.focused or self._current_screen() or self
        self._way = list(start.ancestors_with_self)
        self._post_marker()

    def _post_marker(self) -> None:
        while self._way and not self._way[0].post_message(KeyHandled(self._markers)):
            self._way.pop(0)

    def _follow_past_what_is_gone(self) -> None:
        """Where something on the way is gone, and what it had to handle with it, go on from what is above it."""
        gone = [place for place, node in enumerate(self._way) if not (node.is_running and node.is_attached)]
        if gone:
            self._way = self._way[gone[-1] + 1 :]
            self._post_marker()

    async def on_key_handled(self, event: KeyHandled) -> None:
        """The key was handled: what it set off, then the next one."""
        if event.number == self._markers and self._way:
            self._way = []
            if self._rounds_left:
                self._send_marker()
        await self._feed_keys()
