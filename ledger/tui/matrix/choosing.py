"""What one chooses from a list on the matrix: known time, a view. Imported when first used."""

from collections.abc import Callable, Sequence
from functools import partial

from ledger.domain.blocs import REST, Group, groups
from ledger.domain.naming import NameIndex, Unnamed
from ledger.services.viewing import NamedView
from ledger.services.watch import recent
from ledger.storage.changesets import Changeset
from ledger.tui import views, work
from ledger.tui.chooser import NOTHING, Choice, Chooser
from ledger.tui.matrix.model import Shown
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


Columns = tuple[str, ...]
"""Parties by their keys."""


def columns(screen: LedgerScreen, shown: Shown, then: Callable[[Columns], None]) -> None:
    """Choose whose columns are shown: one party, several by their names, those of a tag or a bloc, or who speaks."""
    matrix = shown.matrix
    if matrix is None:
        return
    names = NameIndex(screen.session.frame)

    def made(typed: str) -> list[Choice[Columns]]:
        keys = _several(names, typed)
        said = ", ".join(screen.session.party_name(key) or key for key in keys)
        return [Choice(keys, said, f"{len(keys)} columns")] if len(keys) > 1 else []

    def unknown(typed: str) -> str:
        try:
            _named(names, typed)
        except Unnamed as problem:
            return f"{problem.message}; {problem.hint}"
        return NOTHING

    def chosen(keys: Columns | None) -> None:
        if keys is not None:
            then(keys)

    named = ((by, each) for by in ("bloc", "tag") for each in groups(matrix.parties, matrix.point.held_on, by))
    grouped = [(by, each) for by, each in named if each.key != REST]
    order = [party.key for party in matrix.parties]
    choices: list[Choice[Columns]] = [
        Choice((), "who speaks", "as the matrix chooses them"),
        *(Choice(_of_group(each, order), each.name, f"{by}, {len(each.parties)} parties") for by, each in grouped),
        *(Choice(Columns((party.key,)), party.name, f"{party.code}  this column alone") for party in matrix.parties),
    ]
    prompt = "RU, UA, EU: names with commas; or a tag, a bloc, one party"
    asked = Chooser("Whose columns", choices, prompt=prompt, at=shown.only, made=made, empty=unknown)
    screen.app.push_screen(asked, chosen)


def _of_group(group: Group, order: Sequence[str]) -> Columns:
    """Return a bloc and its members, or all that have a tag, in the order of the ledger."""
    return tuple(key for key in order if key in group.parties or key == group.key)


def _several(names: NameIndex, typed: str) -> Columns:
    """Return the parties that are named, with commas between; none where one of them is not known yet."""
    try:
        return _named(names, typed)
    except Unnamed:
        return ()


def _named(names: NameIndex, typed: str) -> Columns:
    """Return the parties that are named, with commas between; raises ``Unnamed`` for the first that is none."""
    return tuple(dict.fromkeys(names.key("party", name.strip()) for name in typed.split(",") if name.strip()))


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
