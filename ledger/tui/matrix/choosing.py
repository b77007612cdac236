"""What one chooses from a list on the matrix: known time, a view. Imported when first used."""

from collections.abc import Callable
from functools import partial

from ledger.services.watch import recent
from ledger.storage.changesets import Changeset
from ledger.tui import work
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.matrix.view import MatrixView
from ledger.tui.messages import WasRead
from ledger.tui.screen import LedgerScreen

EVERYTHING: Choice[int] = Choice(0, "now", "everything that is known")


def changeset(screen: LedgerScreen, at: int | None, then: Callable[[int | None], None]) -> None:
    """Choose a place in known time, at first the one one is at; ``None`` is everything."""

    def chosen(number: int | None) -> None:
        if number is not None:
            then(number or None)

    def read(found: list[Changeset]) -> None:
        choices = [EVERYTHING, *(_changeset(each) for each in found)]
        screen.app.push_screen(Chooser("Look at the ledger as it was known at", choices, at=at or 0), chosen)

    what = "reading the log"
    work.read(screen, recent, lambda found: WasRead(partial(read, found)), group="log", what=what, holds=True)


def _changeset(found: Changeset) -> Choice[int]:
    header = found.header
    when = (header.recorded_at or "").replace("T", " ").rstrip("Z")
    return Choice(found.number, f"@{found.number}", f"{when}  {header.by}  {header.message or ''}".rstrip())


def a_view(screen: LedgerScreen, view: MatrixView, then: Callable[[MatrixView], None]) -> None:
    """Take up a saved view, or save this one by typing a new name."""
    state = screen.session.state
    saved: dict[str, object] = dict(state.get("views", {}))

    def chosen(name: str | None) -> None:
        if name is None:
            return
        if name in saved:
            then(MatrixView.from_json(saved[name]))
        else:
            state.set("views", saved | {name: view.as_json()})
            screen.notify(f'This view is kept as "{name}".', markup=False)

    choices = [Choice(name, name, _of_view(MatrixView.from_json(found))) for name, found in sorted(saved.items())]
    prompt = "choose a view, or type a new name to keep this one"
    empty = "enter keeps this view under that name"
    screen.app.push_screen(Chooser("Views", choices, prompt=prompt, empty=empty, other=str), chosen)


def _of_view(view: MatrixView) -> str:
    parts = [view.filter and f"/{view.filter}", f"by {view.sort}", f"{len(view.folded)} folded" if view.folded else ""]
    return ", ".join(part for part in parts if part)
