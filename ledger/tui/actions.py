"""The one registry of actions: what can be done on the screens, by which key, in which words.

Bindings, the line of keys at the bottom, the palette and the help are all made from this table; so is the list of names
that a config file may give other keys to. An action is done by the method ``action_<does>`` of the screen (or widget)
it belongs to: a screen that has no such method does not offer it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from textual.binding import Binding, BindingType

from ledger.domain.naming import did_you_mean


class Action(NamedTuple):
    """Something a person can do. ``key`` may name several, with commas; ``twin`` is the command that does the same.

    ``scopes`` say where it is offered: names that screens and widgets list in their ``SCOPES``.
    """

    id: str
    key: str
    label: str
    help: str
    scopes: tuple[str, ...]
    footer: bool = False
    does: str = ""
    twin: str = ""
    priority: bool = False
    shown: str | None = None

    @property
    def method(self) -> str:
        """What follows ``action_`` in the name of the method that does it."""
        return self.does or self.id.replace("-", "_")

    @property
    def leaves(self) -> bool:
        """Whether it leaves the screen one is on, whatever that shows."""
        return self.does.startswith("app.go(") or self.id in ("close", "quit")

    @property
    def binding(self) -> Binding:
        """The action as Textual knows it; the ``id`` makes its key one that can be changed."""
        return Binding(
            self.key or "none", self.method, self.label, show=self.footer, id=self.id,
            priority=self.priority, key_display=self.shown,
        )  # fmt: skip


APP, CELL, ITEM, MATRIX, GRID, PLACES = "app", "cell", "item", "matrix", "grid", "places"
"""Scopes. ``cell``: screens with a current cell; ``item``: with an item; ``places``: the screens one goes between."""
REVIEW, SOURCES, DIFF, TIMELINE, INBOX = "review", "sources", "diff", "timeline", "inbox"
LINES, PARTY, SEARCH, DRAFTS = "lines", "party", "search", "drafts"
LIST, TEXT, FORM, FILTER = "list", "text", "form", "filter"
CODING, CODE_LINE = "coding", "code-line"
MOVING = frozenset({GRID, LIST, TEXT})
"""Scopes whose actions move a cursor, and do not stand in the palette unless they are shown at the bottom."""

ACTIONS: tuple[Action, ...] = (
    # Moving over cells
    Action("up", "up,k", "Up", "One item up.", (GRID,), does="move(-1,0)"),
    Action("down", "down,j", "Down", "One item down.", (GRID,), does="move(1,0)"),
    Action("left", "left,h", "Left", "One party to the left.", (GRID,), does="move(0,-1)"),
    Action("right", "right,l", "Right", "One party to the right.", (GRID,), does="move(0,1)"),
    Action("page-up", "pageup", "Page up", "One screenful up.", (GRID,)),
    Action("page-down", "pagedown", "Page down", "One screenful down.", (GRID,)),
    Action("first", "home", "First", "To the first item.", (GRID,)),
    Action("last", "end,G", "Last", "To the last item.", (GRID,)),
    Action("next-track", "}", "Next track", "To the next track.", (GRID,), does="jump_track(1)"),
    Action("previous-track", "{", "Previous track", "To the track before.", (GRID,), does="jump_track(-1)"),
    # The matrix
    Action("open", "enter", "Open", "The item: all stances over time, citations, links, history.", (GRID,), footer=True,
           twin="posl show ITEM"),
    Action("peek", "space", "Peek", "The cell's reading with its quotes and grade; again to put it away.", (MATRIX,),
           footer=True),
    Action("back", "left_square_bracket", "Round", "One round back; the cells that change light up.", (MATRIX, DIFF),
           footer=True, does="step(-1)", twin="posl matrix --at R1", shown="[ ]"),
    Action("forward", "right_square_bracket", "Forward", "One round forward.", (MATRIX, DIFF),
           does="step(1)", twin="posl matrix --at R2"),
    Action("far-back", "less_than_sign", "Ten back", "Ten rounds back, or to the first.", (MATRIX, DIFF),
           does="step(-10)", shown="<"),
    Action("far-forward", "greater_than_sign", "Ten on", "Ten rounds forward, or to the last.", (MATRIX, DIFF),
           does="step(10)", shown=">"),
    Action("columns", "vertical_line", "Columns", "Whose columns are shown: by name, tag or bloc; or of who speaks.",
           (MATRIX,), twin="posl matrix --party A,B", shown="|"),
    Action("next-change", "n", "Change", "To the next cell that changed.", (GRID, DIFF), footer=True,
           does="jump_change(1)", shown="n N"),
    Action("previous-change", "N", "Previous change", "To the cell that changed before.", (GRID, DIFF),
           does="jump_change(-1)"),
    Action("next-contest", "m", "Next contest", "To the next cell with rival accounts.", (GRID,),
           does="jump_contest(1)"),
    Action("filter", "slash", "Filter", "Show only what matches, as you type.", (MATRIX, DIFF, REVIEW), footer=True),
    Action("filter-keep", "enter", "Keep", "Keep the filter, and go back to the list.", (FILTER,), footer=True,
           does="submit"),
    Action("filter-complete", "tab", "Complete", "Take the first word that may come next.", (FILTER,), footer=True,
           does="complete_filter"),
    Action("filter-clear", "escape", "Clear", "Filter no more, and go back to the list.", (FILTER,), footer=True,
           does="clear_filter"),
    Action("fold", "z", "Fold", "Fold or unfold this track.", (GRID,)),
    Action("fold-all", "Z", "Fold all", "Fold or unfold all tracks.", (GRID,)),
    Action("sort", "S", "Sort", "Order items: as entered, by spread, movement, difficulty, status, title.", (MATRIX,)),
    Action("sort-moves", "S", "Sort", "Order each section as the note has it, or the largest move first.", (DIFF,)),
    Action("views", "w", "Views", "Take up a view, keep this one, yours or everybody's; share, rename, delete one.",
           (MATRIX, DIFF), twin="posl view"),
    Action("known", "K", "Known at", "Look at the ledger as it was known at a changeset.", (MATRIX,),
           twin="posl matrix --at R1@12"),
    Action("known-now", "ctrl+k", "Known now", "Back to everything that is known.", (MATRIX,)),
    Action("reviewed-only", "R", "Reviewed only", "Leave out what nobody has accepted, or show it again.", (MATRIX,),
           twin="posl matrix --reviewed-only"),
    Action("floor", "F", "What counts", "Count only what is good enough: a grade, a voice, so many sources, accepted.",
           (APP,), twin="posl matrix --at-least B3"),
    # The cell and the item
    Action("record-stance", "s", "Stance", "Record a stance on this cell.", (CELL,), footer=True,
           twin="posl record stance"),
    Action("record-status", "t", "Status", "Record where this item stands.", (CELL, ITEM), twin="posl record status"),
    Action("correct", "c", "Correct", "Correct this reading: our having been wrong.", (CELL,),
           twin="posl correct ENTRY"),
    Action("retract", "x", "Retract", "Take this reading back.", (CELL,), twin="posl retract ENTRY"),
    Action("settle", "exclamation_mark", "Settle", "Settle the rival accounts of this cell.", (CELL,),
           twin="posl settle ITEM PARTY"),
    Action("edit-item", "e", "Edit", "Edit the item.", (CELL, ITEM), twin="posl edit ITEM"),
    Action("new-item", "o", "New item", "Put a new item on the list.", (CELL, ITEM, MATRIX)),
    Action("record-event", "E", "Event", "Record something that happened around the talks.", (CELL, ITEM, TIMELINE),
           twin="posl record event"),
    Action("record-remark", "T", "Remark", "Record what somebody says of it, or of the talks.", (CELL, ITEM, TIMELINE),
           twin="posl record remark"),
    Action("copy", "y", "Copy", "Copy the cell with its citation.", (CELL,)),
    Action("party-page", "p", "Party", "The party's page: what it holds, when it moved, what it owes, who speaks.",
           (MATRIX, ITEM, LINES), twin="posl show party:KEY"),
    Action("edit-party", "P", "Edit party", "Edit the party of this column.", (MATRIX,), twin="posl edit party:KEY"),
    # The diff
    Action("write-note", "X", "Note", "Write the note on these two points to a file.", (DIFF,), footer=True,
           twin="posl report FROM TO -o FILE"),
    Action("in-matrix", "M", "In matrix", "Show this cell in the matrix.", (DIFF, ITEM, REVIEW, LINES)),
    Action("choose-points", "p", "Points", "Choose the two points to compare.", (DIFF,), footer=True,
           twin="posl diff FROM TO"),
    # The sources
    Action("cite", "s", "Cite", "Record a stance on the selected phrase.", (SOURCES,), footer=True,
           twin="posl record stance"),
    Action("code", "c", "Code", "Code this source phrase by phrase: the text left, its entries right.", (SOURCES,),
           footer=True, twin="posl record stance"),
    Action("new-source", "o", "New source", "Enter a source.", (SOURCES,), footer=True, twin="posl source add"),
    Action("edit-source", "e", "Edit", "Edit the source.", (SOURCES,), twin="posl edit source:KEY"),
    Action("attach", "A", "Attach", "Attach the text of this source.", (SOURCES,), footer=True,
           twin="posl source attach"),
    Action("find-words", "slash", "Find", "Find words in this text.", (SOURCES,), footer=True, twin="posl search TEXT"),
    Action("copy-phrase", "y", "Copy", "Copy the selected phrase with its source.", (SOURCES,)),
    # Coding a source
    Action("code-next", "n", "Uncoded", "To the first sentence of the next paragraph that nothing is cited from.",
           (CODING,), footer=True, does="uncoded(1)", shown="n N"),
    Action("code-previous", "N", "Uncoded before", "To the paragraph before that nothing is cited from.", (CODING,),
           does="uncoded(-1)"),
    Action("code-sentence", "full_stop", "Sentence", "Select the sentence; again, the one after it as well.", (CODING,),
           footer=True, does="sentence", shown="."),
    Action("code-say", "enter", "Say", "Say item, party and stance of the selected phrase on one line.", (CODING,),
           footer=True, does="say", twin="posl record stance"),
    Action("code-same", "equals_sign", "Same of", "The same as the entry before, of another party.", (CODING,),
           footer=True, does="say_the_same", shown="="),
    Action("code-find", "slash", "Find", "Find words in the text; with none typed, the same words again.", (CODING,),
           footer=True, does="find"),
    Action("code-undo", "u", "Undo", "Take back what was coded last here.", (CODING,), footer=True, does="undo_coded"),
    Action("code-record", "enter", "Record", "Record what the line says; in a search, go to the words.", (CODE_LINE,),
           footer=True, does="submit"),
    Action("code-complete", "tab", "Complete", "Take the first word that may stand here.", (CODE_LINE,), footer=True,
           does="complete"),
    Action("code-leave", "escape", "Leave", "Back to the text; nothing is recorded.", (CODE_LINE,), footer=True,
           does="leave"),
    # The text of a source: small letters walk, great ones select
    Action("text-down", "down,j", "Line down", "One line down.", (TEXT,), does="walk_lines(1)"),
    Action("text-up", "up,k", "Line up", "One line up.", (TEXT,), does="walk_lines(-1)"),
    Action("text-left", "left,h", "Left", "One character to the left.", (TEXT,), does="walk('left')"),
    Action("text-right", "right,l", "Right", "One character to the right.", (TEXT,), does="walk('right')"),
    Action("text-word", "w,ctrl+right", "Word on", "To the end of the word.", (TEXT,), does="walk('word-on')"),
    Action("text-word-back", "b,ctrl+left", "Word back", "One word back.", (TEXT,), does="walk('word-back')"),
    Action("text-line-start", "home", "Line start", "To the start of the line.", (TEXT,), does="walk('line-start')"),
    Action("text-line-end", "end", "Line end", "To the end of the line.", (TEXT,), does="walk('line-end')"),
    Action("text-paragraph", "}", "Next paragraph", "To the next paragraph.", (TEXT,), does="walk('paragraph-on')"),
    Action("text-paragraph-back", "{", "Paragraph before", "To the start of the paragraph, or the one before.", (TEXT,),
           does="walk('paragraph-back')"),
    Action("text-page-down", "pagedown", "Page down", "One screenful down.", (TEXT,), does="walk_pages(1)"),
    Action("text-page-up", "pageup", "Page up", "One screenful up.", (TEXT,), does="walk_pages(-1)"),
    Action("text-first", "ctrl+home", "First", "To the beginning of the text.", (TEXT,), does="walk('first')"),
    Action("text-last", "ctrl+end,G", "Last", "To the end of the text.", (TEXT,), does="walk('last')"),
    Action("text-select-down", "shift+down,J", "Select down", "Select to the line below.", (TEXT,),
           does="walk_lines(1, True)"),
    Action("text-select-up", "shift+up,K", "Select up", "Select to the line above.", (TEXT,),
           does="walk_lines(-1, True)"),
    Action("text-select-left", "shift+left,H", "Select left", "Select one character back.", (TEXT,),
           does="walk('left', True)"),
    Action("text-select-right", "shift+right,L", "Select right", "Select one character more.", (TEXT,),
           does="walk('right', True)"),
    Action("text-select-word", "W,ctrl+shift+right", "Select", "Select one word more.", (TEXT,), footer=True,
           does="walk('word-on', True)", shown="W B"),
    Action("text-select-word-back", "B,ctrl+shift+left", "Select back", "Select one word less.", (TEXT,),
           does="walk('word-back', True)"),
    Action("text-select-start", "shift+home", "Select to start", "Select to the start of the line.", (TEXT,),
           does="walk('line-start', True)"),
    Action("text-select-end", "shift+end", "Select to end", "Select to the end of the line.", (TEXT,),
           does="walk('line-end', True)"),
    # Lists
    Action("list-down", "j", "Down", "One line down; so does the arrow.", (LIST,), does="cursor_down"),
    Action("list-up", "k", "Up", "One line up; so does the arrow.", (LIST,), does="cursor_up"),
    Action("list-last", "G", "Last", "To the last line.", (LIST,), does="last"),
    # The timeline
    Action("new-round", "o", "New round", "Enter a round.", (TIMELINE,), footer=True),
    Action("edit-round", "e", "Edit", "Edit the round: that it was held, that it slipped.", (TIMELINE,), footer=True,
           twin="posl edit round:KEY"),
    Action("new-delegate", "D", "Delegate", "Enter somebody who sat in this round.", (TIMELINE,), footer=True),
    # Lists of lines, and what waits
    Action("to-list", "down,enter", "List", "Go over to what was found.", (SEARCH,), footer=True),
    Action("open-place", "enter", "Open", "Go to the place of this line.", (LINES,)),
    Action("kept", "k", "Kept", "Record that the promise was kept, with the citation that says so.", (LINES,),
           twin="posl record status"),
    Action("seen", "S", "Seen", "You have seen all that others recorded until now.", (INBOX,), footer=True,
           twin="posl seen"),
    # The review queue
    Action("accept", "a", "Accept", "Accept the entry; on to the next.", (REVIEW, INBOX), footer=True,
           twin="posl review accept"),
    Action("amend", "e", "Amend", "Correct the entry before it is accepted.", (REVIEW,), footer=True),
    Action("reject", "x", "Reject", "Reject the entry, with a note.", (REVIEW,), footer=True,
           twin="posl review reject"),
    Action("choose", "space", "Choose", "Choose this entry for one verdict on many.", (REVIEW,), footer=True),
    Action("choose-source", "asterisk", "All of it", "Choose every entry shown of this source.", (REVIEW,)),
    Action("undo-verdict", "u", "Undo", "Take the last verdict back.", (REVIEW,), footer=True),
    # The drafts
    Action("accept-draft", "a", "Accept", "Accept all that waits in the draft, as one changeset.", (DRAFTS,),
           footer=True, twin="posl draft accept NAME"),
    Action("return-draft", "x", "Send back", "Send the draft back, with a note.", (DRAFTS,), footer=True,
           twin="posl draft return NAME"),
    Action("reopen-draft", "o", "Open again", "Let a draft that was sent back wait again.", (DRAFTS,), footer=True,
           twin="posl draft reopen NAME"),
    Action("drop-draft", "X", "Drop", "Give the draft up, with what waits in it; it is kept.", (DRAFTS,),
           twin="posl draft drop NAME"),
    # A form
    Action("form-save", "ctrl+s", "save", "Record what is typed.", (FORM,), does="save", priority=True),
    Action("form-leave", "escape", "leave", "Leave the form; what was typed can be kept as a draft.", (FORM,),
           does="leave"),
    Action("form-citation", "ctrl+n", "another citation", "Ask for one more citation.", (FORM,), does="add_citation",
           priority=True),
    Action("form-editor", "ctrl+e", "editor", "Write the text of this field in $EDITOR.", (FORM,), does="edit",
           priority=True),
    Action("form-afresh", "ctrl+r", "afresh", "Forget what was typed, and the draft.", (FORM,), does="start_afresh",
           priority=True),
    # Places
    Action("inbox", "i", "Inbox", "What waits: overdue, contested, outweighed, not reviewed, not found, stale, news.",
           (PLACES,), does="app.go('inbox')", twin="posl inbox"),
    Action("matrix", "f1", "Matrix", "Items by parties: home.", (PLACES,), does="app.go('matrix')", twin="posl matrix"),
    Action("diff", "d", "Diff", "What changed between two points.", (PLACES,), does="app.go('diff')",
           twin="posl diff R1 R2"),
    Action("review", "r", "Review", "What waits for a verdict.", (PLACES,), does="app.go('review')",
           twin="posl review"),
    Action("sources", "v", "Sources", "Read a source, cite a phrase.", (PLACES,), does="app.go('sources')",
           twin="posl source show"),
    Action("timeline", "g", "Timeline", "Rounds, events, open items and spread over time.", (PLACES,),
           does="app.go('timeline')"),
    Action("commitments", "C", "Commitments", "What was promised, by whom, until when; k says that it was kept.",
           (PLACES,), does="app.go('commitments')", twin="posl list commitments"),
    Action("drafts", "ctrl+d", "Drafts", "What is proposed together under a name: what it contains, what it would do.",
           (PLACES,), does="app.go('drafts')", twin="posl draft list"),
    Action("search", "ctrl+f", "Search", "Words in summaries, questions, quotes, sources and texts.", (PLACES,),
           does="app.go('search')", twin="posl search TEXT"),
    Action("counts", "number_sign", "Counts", "The list behind a number that stands on this screen.", (PLACES,)),
    Action("close", "escape", "Back", "Back to where you came from.", (PLACES,)),
    # Everywhere
    Action("new-record", "O", "New ..", "Enter an item, a party, a round, a source or a delegate.", (PLACES,)),
    Action("undo", "U", "Undo", "Undo your last act, with a reason.", (PLACES,), twin="posl undo @N"),
    Action("refresh", "f5", "Read again", "Read the ledger again.", (PLACES,)),
    Action("quit", "q,ctrl+q", "Quit", "Leave; the place is kept.", (PLACES,)),
    Action("theme", "f2", "Theme", "Choose the colours.", (APP,)),
    Action("palette", "ctrl+p", "All", "Every command; jump to any item, party, round, source.", (APP,), footer=True,
           priority=True),
    Action("help", "question_mark", "Help", "What the keys do here, and what the marks mean.", (APP,), footer=True),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}


def offered(scopes: Iterable[str], owner: type) -> Iterator[Action]:
    """Return the actions of these scopes that the class can do."""
    wanted = set(scopes)
    for action in ACTIONS:
        if wanted & set(action.scopes) and _can(owner, action):
            yield action


def _can(owner: type, action: Action) -> bool:
    name = action.method.partition("(")[0]
    return name.startswith("app.") or hasattr(owner, f"action_{name}")


def bindings(scopes: Iterable[str], owner: type) -> list[Binding]:
    """Return the bindings of a screen or widget class."""
    return [action.binding for action in offered(scopes, owner)]


class Offers:
    """Gives a screen, a widget or the app the bindings of its ``SCOPES``; stands before Textual's class as a base."""

    SCOPES: tuple[str, ...] = ()
    BINDINGS: list[BindingType] = []

    def __init_subclass__(cls, **options: object) -> None:
        own = list(cls.__dict__.get("BINDINGS", ()))
        cls.BINDINGS = [*own, *bindings(cls.SCOPES, cls)]
        super().__init_subclass__(**options)


def check_keys(keys: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the keys of a config file that name an action, and what is wrong with the others."""
    wrong = [
        f'keys: there is no action "{name}"; {did_you_mean(name, BY_ID) or "? lists them"}'
        for name in keys
        if name not in BY_ID
    ]
    return {name: key for name, key in keys.items() if name in BY_ID}, wrong
