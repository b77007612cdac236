"""One field of a form: label, input, what matches what is typed, what is wrong.

What stands below an input is made when there is something to say: most fields of a form are passed over.
"""

from collections.abc import Callable, Container, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from ledger.tui.chooser import Choice, matching, more
from ledger.tui.forms.fields import Field, InputSort
from ledger.tui.indent import Hanging
from ledger.tui.safe import plain

MATCHES = 50
"""Drawn at once; six of them are in view."""
MANY = (InputSort.keys, InputSort.lines)
ONE = (InputSort.choice, InputSort.key, InputSort.when, InputSort.date, InputSort.number, InputSort.yes_no)
"""What is typed into these takes the place of what stands there."""


class FieldInput(Input):
    """A line whose arrows walk through the matches below it, and whose tab and enter take the one that is lit."""

    def on_key(self, event: events.Key) -> None:
        """Hand the keys of the matches to the field."""
        row = self.parent.parent if self.parent else None
        if isinstance(row, FieldRow) and row.take_key(event.key):
            event.prevent_default()
            event.stop()


class FieldRow(Horizontal):
    """A label and an input; below the input what matches and what is wrong."""

    DEFAULT_CSS = """
    FieldRow { height: auto; width: 1fr; }
    FieldRow > Label { width: 13; color: $quiet; padding: 0 1 0 0; text-align: right; }
    FieldRow > Label.-required { color: $foreground; text-style: bold; }
    FieldRow > Vertical { height: auto; width: 1fr; }
    FieldRow Input, FieldRow Input:focus { border: none; height: 1; padding: 0 1; background: $panel; }
    FieldRow Input:focus { background: $primary 25%; }
    FieldRow TextArea, FieldRow TextArea:focus { border: none; height: 3; padding: 0 1; background: $panel; }
    FieldRow TextArea:focus { background: $primary 25%; height: 5; }
    FieldRow Input:ansi:focus, FieldRow TextArea:ansi:focus { background: ansi_black; color: ansi_white; }
    FieldRow OptionList, FieldRow OptionList:focus {
        border: none; height: auto; max-height: 6; background: $surface; padding: 0; scrollbar-size: 1 1;
    }
    FieldRow .hint { height: auto; color: $quiet; padding: 0 1; }
    FieldRow .wrong { height: auto; color: $accent; text-style: bold; padding: 0 1; }
    """

    class Changed(Message):
        """Something was typed or chosen."""

        def __init__(self, path: str, text: str) -> None:
            super().__init__()
            self.path, self.text = path, text

    class Done(Message):
        """The field was left by enter: on to the next."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(
        self,
        field: Field,
        text: str,
        choices: Sequence[Choice[str]] = (),
        *,
        fixed: bool = False,
        hint: Callable[[str], str] | None = None,
        named: Callable[[str], str | None] = lambda _typed: None,
    ) -> None:
        super().__init__(id=f"field-{field.path.replace('.', '-')}")
        self.field, self._start, self._choices, self._fixed, self._hint = field, text, list(choices), fixed, hint
        self._named = named
        self._shown: list[Choice[str]] = []
        self._at_first = text
        self.is_wrong = False
        self._noted = ""
        self._kept = ""
        self._walked = False

    def compose(self) -> ComposeResult:
        """The label; then the input, and room below it."""
        yield Label(Content(plain(self.field.label)), classes="-required" if self.field.required else "", markup=False)
        with Vertical():
            if self.field.sort is InputSort.prose:
                yield TextArea(
                    self._start,
                    placeholder=self.field.help,
                    disabled=self._fixed,
                    soft_wrap=True,
                    tab_behavior="focus",
                )
            else:
                yield FieldInput(
                    self._start,
                    placeholder=self.field.help,
                    disabled=self._fixed,
                    select_on_focus=self.field.sort in ONE,
                )

    @property
    def text(self) -> str:
        """What stands in it."""
        if self.field.sort is InputSort.prose:
            return self.query_one(TextArea).text
        return self.query_one(FieldInput).value

    def put(self, text: str) -> None:
        """Write into it."""
        if self.field.sort is InputSort.prose:
            self.query_one(TextArea).text = text
        else:
            self.query_one(FieldInput).value = text

    def focus_input(self) -> None:
        """Give it the focus."""
        self.query_one(TextArea if self.field.sort is InputSort.prose else FieldInput).focus()

    def say_wrong(self, said: str) -> None:
        """Show what is wrong, or that nothing is."""
        self.is_wrong = bool(said)
        self._say("wrong", said)

    def note(self, said: str) -> None:
        """Say something about what stands in it, where its own hint says nothing."""
        self._noted = said
        self._say_hint()

    def _say(self, kind: str, said: str) -> None:
        line = next(iter(self.query(f".{kind}").results(Static)), None)
        if line is None and said:
            line = Static(Content(""), classes=kind, markup=False)
            self._put_below(line, ("wrong", "hint").index(kind))
        if line is not None:
            line.display = bool(said)
            line.update(Content(plain(said)))

    def on_resize(self) -> None:
        """Scroll so far that what came to stand below the input is seen too."""
        if self.has_focus_within:
            self.scroll_visible(animate=False)

    def _put_below(self, widget: Widget, place: int) -> None:
        """Put a widget below the input: what is wrong first, then the hint, then what matches."""
        box = self.query_one(Vertical)
        above = [each for each in box.children if place and each.has_class("wrong")]
        box.mount(widget, after=(above or [box.children[0]])[-1] if place < 2 else None)

    @property
    def _options(self) -> OptionList | None:
        """The list of what matches, once there was something to list."""
        return next(iter(self.query(OptionList)), None)

    def _make_options(self) -> OptionList:
        options = OptionList(markup=False)
        options.can_focus = False
        self._put_below(options, 2)
        return options

    def on_mount(self) -> None:
        """Say what a key given at the start means."""
        self._say_hint()

    # -- matches ------------------------------------------------------------------------------------------------------

    def _last_word(self) -> str:
        return self.text.rpartition(",")[2].strip() if self.field.sort in MANY else self.text

    def _match(self) -> None:
        typed = self._last_word()
        exact = any(choice.value == typed for choice in self._choices)
        dated = self.field.path == "due" and typed[:1].isdigit()
        found = [] if exact or dated or not self._choices else self._matches(typed)
        self._shown, self._walked = found[:MATCHES], False
        options = self._options or (self._make_options() if self._shown else None)
        if options is None:
            return
        options.clear_options()
        options.add_options([Option(Hanging(_prompt(choice), 4)) for choice in self._shown])
        if len(found) > MATCHES:
            options.add_option(Option(Content.styled(more(len(found) - MATCHES), "$quiet"), disabled=True))
        options.display = bool(self._shown)
        options.highlighted = 0 if self._shown and typed.strip() else None  # what is lit is what enter takes

    def _matches(self, typed: str) -> list[Choice[str]]:
        """Return what matches; what is named by just that (``US``) stands before what has it somewhere (russia)."""
        named = self._named(typed.strip())
        return sorted(matching(self._choices, typed), key=lambda choice: choice.value != named)

    def _say_hint(self) -> None:
        named = next((choice.hint for choice in self._choices if choice.value == self._last_word()), "")
        said = named or (self._hint(self.text) if self._hint and self.text.strip() else "")
        kept = "kept from your last entry" if self._kept and self.text == self._kept else ""
        self._say("hint", "; ".join(filter(None, (kept, said or self._noted))))

    def say_kept(self) -> None:
        """Say that what stands here comes from one's last entry, as long as it does."""
        self._kept = self.text
        self._say_hint()

    def take_key(self, key: str) -> bool:
        """Walk through the matches or take one; return whether the key is used up."""
        options = self._options
        if key == "escape" and self._put_away() and self.text != self._at_first:
            return True  # what was typed stays; a list that only offered itself is not worth a key of its own
        if options is not None and key in ("down", "up") and options.display:
            by = 1 if key == "down" else -1
            here = -1 if options.highlighted is None else options.highlighted
            options.highlighted = max(0, min(here + by, len(self._shown) - 1))
            self._walked = True
            return True
        if key == "space" and self._walked and options is not None and options.display:
            self.take_match()  # a blank is typed only by who types
            return True
        if key in ("enter", "tab"):
            self.take_match()
            if key == "enter":
                self.post_message(self.Done(self.field.path))
            return key == "enter"
        return False

    def take_match(self) -> None:
        """Take the match that is lit: found by typing, or walked to; where none is, what stands there stays."""
        options = self._options
        number = options.highlighted if options is not None and options.display else None
        if number is None or not self._shown:
            self._put_away()
        else:
            self._choose(self._shown[number])

    def _put_away(self) -> bool:
        """Put the matches away; return whether there were any to be seen."""
        options = self._options
        if options is None or not options.display:
            return False
        options.display = False
        return True

    def _choose(self, choice: Choice[str]) -> None:
        """Put a match in place of the word it was found by."""
        before = self.text.rpartition(",")[0] if self.field.sort in MANY else ""
        self.put(f"{before}, {choice.value}" if before else choice.value)
        self._put_away()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the matches."""
        event.stop()
        if self.query_one(FieldInput).has_focus:
            self._match()
        self._say_hint()
        self.post_message(self.Changed(self.field.path, event.value))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Several lines changed."""
        event.stop()
        self.post_message(self.Changed(self.field.path, self.text))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show what there is to choose."""
        self._at_first = self.text
        if self.field.sort is not InputSort.prose:
            self._match()
        self.scroll_visible(animate=False)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Put the matches away."""
        self._put_away()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        event.stop()
        self._choose(self._shown[event.option_index])


def wanted_after(rows: Sequence[FieldRow], path: str, wrong: Container[str] = ()) -> FieldRow | None:
    """Return what is wanted after a field that must be given: the next such one, or the place in the source.

    Wanted is also what is ``wrong`` without: a conditional stance's condition. Nothing after a field that need not be
    given: who fills those in goes through them one by one.
    """
    here = next((n for n, row in enumerate(rows) if row.field.path == path), len(rows))
    if here == len(rows) or not rows[here].field.required:
        return None
    later = (row for row in rows[here + 1 :] if not row.text.strip())
    wanted = (row for row in later if row.field.required or row.field.path in wrong or row.field.path.endswith(".at"))
    return next(wanted, None)


def _prompt(choice: Choice[str]) -> Content:
    return Content.assemble(plain(choice.label), (f"  {plain(choice.hint)}", "$quiet") if choice.hint else "")
