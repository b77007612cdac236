"""The form on the screen: what is typed is kept as a draft, faults stand beside their fields, nothing is lost."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ledger import settings
from ledger.domain.entries import Statement
from ledger.services import acting, effects
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.actions import BY_ID, FORM, Offers
from ledger.tui.editor import edit
from ledger.tui.forms import known
from ledger.tui.forms.field import FieldRow, wanted_after
from ledger.tui.forms.fields import MORE, Field, InputSort, read_when
from ledger.tui.forms.form import Checked, Form, check, citation_number, citations_in, section_of
from ledger.tui.forms.looking import LOOKING, LooksUpQuotes
from ledger.tui.forms.saving import (
    FORESEEING,
    INSIST,
    NO_PLACE,
    PAUSE,
    Overtaken,
    Saved,
    SavingForeseen,
    as_is,
    effect_of,
    only_unfound,
    said_of,
)
from ledger.tui.messages import Failed, Moved, Recorded
from ledger.tui.question import Question
from ledger.tui.safe import plain
from ledger.tui.session import Session, session_of

TALLEST = 0.96
"""Of the terminal's height."""


class FormScreen(Offers, LooksUpQuotes):
    """Asks what a form asks. Gives what was recorded, or ``None`` where it was left."""

    SCOPES = (FORM,)
    DEFAULT_CSS = """
    FormScreen { align: center middle; background: $background 60%; }
    FormScreen > Vertical {
        width: 96%; max-width: 100; height: auto; max-height: 96%; border: round $primary; background: $surface;
    }
    FormScreen.-tall > Vertical { height: 96%; }
    FormScreen.-tall #fields { height: 1fr; }
    FormScreen VerticalScroll { height: auto; max-height: 100%; padding: 0 1; scrollbar-size: 1 1; }
    FormScreen #note { height: auto; max-height: 45vh; padding: 0 1; color: $quiet; border-bottom: solid $panel; }
    FormScreen #note Static { height: auto; width: 1fr; }
    FormScreen #trouble { height: auto; max-height: 40vh; padding: 0 1; color: $accent; text-style: bold; }
    FormScreen #trouble { display: none; }
    FormScreen .section { color: $primary; text-style: bold; padding: 0 1; }
    FormScreen #end { height: auto; dock: bottom; }
    FormScreen #effect { display: none; height: auto; max-height: 3; padding: 0 1; color: $primary; }
    FormScreen #keys { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self._citations = citations_in(form.given)
        self._typed: dict[str, str] = dict(form.given)
        self._start: dict[str, str] = dict(form.given)
        self._touched: set[str] = set()
        self._saving = False
        self._refused: dict[str, str] | None = None
        self._placeless: dict[str, str] | None = None
        self._pause: Timer | None = None

    def takes(self, key: str) -> bool:
        """What is typed while it is being saved is not meant for it any more, or waits to see what is wrong."""
        return not self._saving

    @property
    def session(self) -> Session:
        """What all screens share."""
        return session_of(self)

    # -- built --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Note, fields, what is wrong with the whole, keys."""
        self._take_up_draft()
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self.form.title))
            if self.form.note is not None:
                with VerticalScroll(id="note", can_focus=False):
                    yield Static(self.form.note, markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                section = ""
                for field in self.form.fields(self._citations):
                    if (name := section_of(field)) != section:
                        section = name
                        yield Static(Content(name), name=name, classes="section", markup=False)
                    yield self._row(field)
            yield Static(Content(""), id="trouble", markup=False)
            with Vertical(id="end"):
                yield Static(Content(""), id="effect", markup=False)
                yield Static(Content(""), id="keys", markup=False)

    def _keys(self) -> str:
        """Return the line of keys, as they are bound just now."""
        bound = {str(active.binding.id): active.binding for active in self.active_bindings.values()}
        said = [
            f"{self.app.get_key_display(bound[name])} {action.label}"
            for name, action in BY_ID.items()
            if action.scopes == (FORM,) and name in bound
        ]
        return "  ".join([*said[:2], "tab next", *said[2:]])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another citation only where one can be given."""
        if action == "add_citation":
            return any(citation_number(field.path) is not None for field in self.form.fields())
        return super().check_action(action, parameters)

    def _row(self, field: Field) -> FieldRow:
        if field.path not in self._typed and field.default:
            self._typed[field.path] = self._start[field.path] = field.default
        choices = known.choices_for(self.session.frame, field, self.session.signs)
        hint = self._when_hint if field.sort in (InputSort.when, InputSort.date) or field.path == "due" else None
        fixed, text = field.path in self.form.fixed, self._typed.get(field.path, "")
        return FieldRow(field, text, choices, fixed=fixed, hint=hint, named=partial(self._key_named, field.table))

    def _key_named(self, table: str, typed: str) -> str | None:
        return known.key_named(self.session.frame, table, typed)

    def on_resize(self) -> None:
        """Fit the fields into the new height."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Where not everything fits, take the whole height: the fields scroll, the note and the keys stay in sight."""
        fields = self.query_one("#fields")
        others = [widget for widget in fields.siblings if widget.display]
        needed = fields.virtual_size.height + sum(widget.outer_size.height for widget in others)
        for note in self.query("#note"):
            note.can_focus = isinstance(note, VerticalScroll) and note.max_scroll_y > 0  # nothing to do there otherwise
        self.set_class(needed + 2 > int(self.size.height * TALLEST) or self.query_one("#trouble").display, "-tall")
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        """What came to stand around the fields took room from them: the one in hand stays in sight, whole."""
        row = next((row for row in self.query(FieldRow) if row.has_focus_within), None)
        if row is not None:
            row.scroll_visible(animate=False)

    def _when_hint(self, text: str) -> str:
        try:
            found = read_when(text, self.session.frame.rounds, settings.today())
        except ValueError:
            return ""
        stage = self.session.frame.rounds.get(found.get("round", ""))
        return f"= {', '.join(filter(None, (stage.title if stage else None, found.get('held_on'))))}"

    def on_mount(self) -> None:
        """Begin where the form says, else at the first field that must be given and is not, else at the first word."""
        self.query_one("#keys", Static).update(Content(self._keys()))
        rows = list(self.query(FieldRow))
        free = [row for row in rows if row.field.path not in self.form.fixed]
        last = () if self.form.extra_first else {field.path for field in self.form.extra}
        missing = [row for row in free if row.field.required and not row.text.strip() and row.field.path not in last]
        saying = [row for row in free if row.field.sort is not InputSort.key]
        named = [row for row in free if row.field.path == self.form.first]
        first = next(iter((*named, *missing, *saying, *free)), None)
        if first is not None:
            first.focus_input()
        self._say_kept()
        self.look_up_all()
        self._foresee()

    def _say_kept(self) -> None:
        """Say of the source that stands there from one's last entry that it does."""
        kept = self.session.state.get("source", "")
        for row in self.query(FieldRow):
            if kept and row.field.path == "cite.0.source" and self.form.given.get(row.field.path) == kept == row.text:
                row.say_kept()

    # -- drafts -------------------------------------------------------------------------------------------------------

    def _take_up_draft(self) -> None:
        draft = self.session.state.draft(self.form.id)
        typed = draft.get("typed")
        if isinstance(typed, dict) and typed:
            self._typed |= {str(path): str(text) for path, text in typed.items() if path not in self.form.fixed}
            self._citations = max(self._citations, citations_in(self._typed))
            self.notify("Your draft is taken up where you left it; ^r starts afresh.", markup=False)

    def on_field_row_changed(self, event: FieldRow.Changed) -> None:
        """Keep what is typed, at once; say again what is wrong where something was."""
        event.stop()
        if self._typed.get(event.path, "") == event.text:
            return
        self._typed[event.path] = event.text
        self._touched.add(event.path)
        self._keep_draft()
        self._say(self._check(), only=self._touched - {event.path} | self._already_wrong())
        self.look_up_typed(event.path)
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._foresee)

    def _keep_draft(self) -> None:
        mine = {path: text for path, text in self._typed.items() if text != self._start.get(path, "")}
        self.session.state.keep_draft(self.form.id, {"form": self.form.id, "title": self.form.title, "typed": mine})

    @property
    def _is_statement(self) -> bool:
        return issubclass(self.form.model, Statement)

    # -- what saving would do -----------------------------------------------------------------------------------------

    def _foresee(self) -> None:
        """Work out what saving would do, and say what is still wanted."""
        form, checked = self.form, self._check()
        if form.parts is None or self._saving:
            return
        self._say_wanted(checked)
        if checked.wrong.keys() == {"reason"}:  # what it does hangs on no reason
            checked = self._check({"reason": "..."})
        if checked.wrong:
            self._say_effect("")
            return
        value, header = self._value(checked), self.session.header()
        work.read(
            self, lambda store: effect_of(store, form, value, header), SavingForeseen, group="foresee", what=FORESEEING
        )

    def _say_wanted(self, checked: Checked) -> None:
        """Say in the frame what is still wanted, which takes no line of its own."""
        labels = {field.path: field.label for field in self.form.fields(self._citations)}
        places = {path: place for place, path in enumerate(labels)}
        missing = sorted(checked.wrong.items(), key=lambda each: places.get(each[0], len(places)))
        wanted = ", ".join(labels.get(path, "") or said for path, said in missing)
        self.query_one("#box").border_subtitle = Content(plain(f"still wanted: {wanted}" if wanted else ""))

    def on_saving_foreseen(self, event: SavingForeseen) -> None:
        """Say it, unless it is being done by now."""
        event.stop()
        if not self._saving:
            self._say_effect(event.effect)

    def _say_effect(self, said: str) -> None:
        effect = self.query_one("#effect", Static)
        effect.display = bool(said)
        effect.update(Content(plain(said)))
        self.call_after_refresh(self._fit)

    def _value(self, checked: Checked) -> Any:  # noqa: ANN401 - what the form's save takes
        return (checked.value, checked.extra) if self.form.extra else checked.value

    def reread(self) -> None:
        """See what became of the entries in hand, and of what saving would do."""
        self._foresee()
        numbers = self.form.entries
        if numbers and not self._saving:
            look = partial(acting.overtaken, numbers=numbers)
            work.read(self, look, Overtaken, group="meanwhile", what=FORESEEING)

    def on_moved(self, event: Moved) -> None:
        """Somebody recorded something."""
        event.stop()
        if not event.ours:
            self.reread()

    def on_overtaken(self, event: Overtaken) -> None:
        """Say at once what somebody did to the very entry in hand."""
        event.stop()
        if event.told and not self._saving:
            self._trouble("\n".join(["Meanwhile somebody else changed what you have in hand:", *event.told]))

    def _already_wrong(self) -> set[str]:
        return {row.field.path for row in self.query(FieldRow) if row.is_wrong}

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not what the form began with."""
        paths = self._typed.keys() | self._start.keys()
        return any(self._typed.get(path, "") != self._start.get(path, "") for path in paths)

    # -- checking and saving ------------------------------------------------------------------------------------------

    def _check(self, instead: Mapping[str, str] | None = None) -> Checked:
        fields = self.form.fields(self._citations)
        frame, by_path = self.session.frame, {field.path: field for field in fields}
        typed = {
            path: known.as_keys(frame, by_path[path], text) if path in by_path else text
            for path, text in (self._typed | dict(instead or {})).items()
        }
        return check(self.form, fields, typed, frame.rounds, settings.today())

    def _say(self, checked: Checked, only: set[str] | None = None) -> None:
        for row in self.query(FieldRow):
            path = row.field.path
            if only is None or path in only:
                row.say_wrong(checked.wrong.get(path, ""))
        if only is None:
            self._trouble(checked.wrong.get("", ""))

    def _trouble(self, said: str) -> None:
        trouble = self.query_one("#trouble", Static)
        trouble.display = bool(said)
        trouble.update(Content(plain(said, newlines=True)))
        self.call_after_refresh(self._fit)

    def on_field_row_done(self, event: FieldRow.Done) -> None:
        """Enter: say what is wrong with this field, go on to what is wanted, or to the next."""
        event.stop()
        self._touched.add(event.path)
        rows = list(self.query(FieldRow))
        checked = self._check({row.field.path: row.text for row in rows if row.field.path == event.path})
        self._say(checked, only={event.path})
        wanted = wanted_after(rows, event.path, checked.wrong) if self._is_statement else None
        if wanted is None:
            self.focus_next()
        else:
            wanted.focus_input()

    def action_save(self) -> None:
        """Check everything, then record it in one transaction."""
        for row in self.query(FieldRow):
            row.take_match()
            self._typed[row.field.path] = row.text  # what was typed last may not have been told yet
        checked = self._check()
        self._say(checked)
        if checked.wrong:
            if self.dirty:
                self._keep_draft()  # with the matches just taken
            wrong = next((row for row in self.query(FieldRow) if row.field.path in checked.wrong), None)
            if wrong is not None:
                wrong.focus_input()
            return
        if self._saving:
            return
        if self._has_no_place() and self._placeless != self._cited():
            self._placeless = self._cited()
            self._trouble(NO_PLACE)
            return
        self._saving = True
        form, header, value = self.form, self.session.header(), self._value(checked)
        save = form.insist if form.insist and self._refused == self._cited() else form.save

        def service(store: Store) -> Saved:
            effect = effect_of(store, form, value, header)
            return Saved(save(store, value, header), "" if effect.startswith(effects.NOT_YET) else effect)

        work.write(self, service, as_is, what=f"saving: {form.title}")

    def _has_no_place(self) -> bool:
        """Whether a source is cited and no place in it, which is asked about once."""
        cited = self._cited()
        numbers = {number for path in cited if (number := citation_number(path)) is not None}
        return any(not {f"cite.{n}.at", f"cite.{n}.quote"} & cited.keys() for n in numbers)

    def on_saved(self, event: Saved) -> None:
        """It is recorded: the draft has done its work."""
        self.session.state.drop_draft(self.form.id)
        source = (self._typed.get("cite.0.source") or self._typed.get("cite.source") or "").strip()
        if source:
            self.session.state.set("source", source)
        work.ask(self, Recorded(event.result, self.form.title, event.effect))
        self.dismiss(event.result)

    def on_failed(self, event: Failed) -> None:
        """It is not recorded: say why beside the fields; what is typed stays, and stays a draft."""
        event.stop()
        if event.what in (LOOKING, FORESEEING):
            return  # it is looked up again when it is saved
        self._saving = False
        work.keys_of(self).drop_keys("this was not recorded")
        insisting = self.form.insist is not None and only_unfound(event.error)
        self._refused = self._cited() if insisting else None
        self._trouble(f"{said_of(event.error, hinted=not insisting)}{INSIST if insisting else ''}")
        for fault in event.error.faults:
            path = (fault.path or "").replace("[", ".").replace("]", "")
            rows = [row for row in self.query(FieldRow) if row.field.path in (path, f"cite.{path}")]
            if rows:
                rows[0].say_wrong(f"{fault.message}; {fault.hint}" if fault.hint else fault.message)

    def _cited(self) -> dict[str, str]:
        """Return what stands in the fields of the citations."""
        return {path: text.strip() for path, text in self._typed.items() if path.startswith("cite.") and text.strip()}

    # -- keys ---------------------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Leave; where something was typed, ask what to do with it."""
        if not self.dirty:
            self.session.state.drop_draft(self.form.id)
            self.dismiss(None)
            return
        question = Question(
            "Leave this form?",
            "What you typed can be kept as a draft: it is there when you open the form again.",
            {"k": "keep as a draft", "t": "throw it away", "escape": "go on typing"},
        )
        self.app.push_screen(question, self._left)

    def _left(self, answer: str | None) -> None:
        if answer == "t":
            self.session.state.drop_draft(self.form.id)
        elif answer == "k":
            said = "Kept as a draft: open the same form again to go on."
            self.notify(said, title=plain(self.form.title), markup=False)
        if answer in ("k", "t"):
            self.dismiss(None)

    async def action_start_afresh(self) -> None:
        """Forget what was typed."""
        self.session.state.drop_draft(self.form.id)
        self._typed = dict(self.form.given)
        self._start = dict(self.form.given)
        self._citations = citations_in(self.form.given)
        await self.recompose()
        self.on_mount()

    async def action_add_citation(self) -> None:
        """Ask for one more citation."""
        self._citations += 1
        box = self.query_one("#fields", VerticalScroll)
        fields = [
            field
            for field in self.form.fields(self._citations)
            if field.path.startswith(f"cite.{self._citations - 1}.")
        ]
        rows = [self._row(field) for field in fields]
        heading = Static(Content(section_of(fields[0])), classes="section", markup=False)
        await box.mount(heading, *rows, before=next((each for each in box.children if each.name == MORE), None))
        rows[0].focus_input()
        self.call_after_refresh(self._fit)

    def action_edit(self) -> None:
        """Write the text of this field in ``$EDITOR``."""
        row = next((row for row in self.query(FieldRow) if row.has_focus_within), None)
        if row is not None:
            text = edit(self.app, row.text)
            if text is not None:
                row.put(text if row.field.sort is InputSort.prose else " ".join(text.split()))
