"""What one chooses from a list on the matrix: known time, a view. Imported when first used."""

from collections.abc import Callable
from functools import partial

from ledger.services import viewing
from ledger.services.viewing import NamedView
from ledger.services.watch import recent
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store
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
    """Take up a view, one's own or the ledger's, or keep this one as one's own by typing a new name."""

    def read(found: list[NamedView]) -> None:
        screen.session.state.set("views", {})  # where screens of before kept them
        by_name = {each.name: each for each in reversed(found)}

        def chosen(name: str | None) -> None:
            if name in by_name:
                then(_view_of(by_name[name]))
            elif name is not None:
                _keep(screen, NamedView(name, view.filter, view.sort, tuple(sorted(view.folded))))

        choices = [Choice(each.name, each.name, _said(each)) for each in by_name.values()]
        prompt = "choose a view, or type a new name to keep this one"
        empty = "enter keeps this view under that name"
        screen.app.push_screen(Chooser("Views", choices, prompt=prompt, empty=empty, other=str), chosen)

    what = "reading the views"
    work.read(screen, _views(screen), lambda found: WasRead(partial(read, found)), group="views", what=what, holds=True)


def _views(screen: LedgerScreen) -> Callable[[Store], list[NamedView]]:
    """Read the views; those that screens of before kept elsewhere are taken over."""
    state = screen.session.state
    old = {name: MatrixView.from_json(said) for name, said in dict(state.get("views", {})).items()}

    def service(store: Store) -> list[NamedView]:
        taken = {each.name for each in viewing.personal(store)}
        for name, view in old.items():
            if name not in taken:
                viewing.keep_unread(store, NamedView(name, view.filter, view.sort, tuple(sorted(view.folded))))
        return viewing.views(store)

    return service


def _keep(screen: LedgerScreen, view: NamedView) -> None:
    def kept(_nothing: None) -> None:
        screen.notify(f'This view is kept as "{view.name}".', markup=False)

    what = "keeping the view"
    work.read(screen, lambda store: viewing.keep(store, view), lambda done: WasRead(partial(kept, done)), what=what)


def _view_of(view: NamedView) -> MatrixView:
    return MatrixView.from_json({"filter": view.filter, "sort": view.sort, "folded": list(view.folded)})


def _said(view: NamedView) -> str:
    folded = f"{len(view.folded)} folded" if view.folded else ""
    order = f"by {view.sort}" if view.sort else ""
    parts = ["everybody's" if view.shared else "", view.filter and f"/{view.filter}", order, folded]
    return ", ".join(part for part in parts if part)
