"""What one chooses from a list on the matrix: known time, a view. Imported when first used."""

from collections.abc import Callable
from functools import partial

from ledger.services.viewing import NamedView
from ledger.services.watch import recent
from ledger.storage.changesets import Changeset
from ledger.tui import views, work
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
    """Take up a view, one's own or the ledger's, or keep this one, share, rename or delete one."""
    shown = NamedView("", view.filter, view.sort, tuple(sorted(view.folded)))
    views.choose(screen, shown, lambda chosen: then(_view_of(chosen)))


def _view_of(view: NamedView) -> MatrixView:
    return MatrixView.from_json({"filter": view.filter, "sort": view.sort, "folded": list(view.folded)})
