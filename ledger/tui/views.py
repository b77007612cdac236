"""Views from the screens: taken up, kept as one's own or for everybody, shared, renamed, deleted.

A view is a filter of items with an order and what is folded; the screen says what is shown, and takes a view up.
Imported when first used.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import partial

from ledger.domain.seed import ChangesetInfo
from ledger.services import keeping_views, viewing
from ledger.services.importing import Imported
from ledger.services.viewing import NamedView
from ledger.storage.database import Store
from ledger.tui import work
from ledger.tui.chooser import Choice, Chooser, matching
from ledger.tui.messages import Recorded, WasRead
from ledger.tui.screen import LedgerScreen


class ViewAct(Enum):
    """What is done with a view."""

    take = "take"
    keep = "keep"
    share = "share"
    rename = "rename"
    delete = "delete"


Chosen = tuple[ViewAct, NamedView]
VERBS = tuple(f"{act.value} " for act in (ViewAct.share, ViewAct.rename, ViewAct.delete))
PROMPT = "choose a view, or type a name to keep what is shown here; share, rename, delete stand below"
NONE = "no view is kept yet: type a name to keep what is shown here"


class ViewChooser(Chooser[Chosen]):
    """The views; behind them how what is shown can be kept under the name that was typed, and what else can be done."""

    def __init__(self, shown: NamedView, found: list[NamedView]) -> None:
        self._of, self._found, self._acts = shown, found, [*_acts(found)]
        views = [Choice((ViewAct.take, each), each.name, _said(each)) for each in found]
        super().__init__("Views", views, prompt=PROMPT, empty=NONE)

    def last(self, typed: str) -> list[Choice[Chosen]]:
        """Keeping stands before the rest, for it is wanted of a new name; of ``rename x`` it is not."""
        keeping, acts = [*_keeping(typed, self._of, self._found)], matching(self._acts, typed)
        return [*acts, *keeping] if typed.startswith(VERBS) else [*keeping, *acts]


def choose(screen: LedgerScreen, shown: NamedView, then: Callable[[NamedView], None]) -> None:
    """Choose a view to take up, or what else to do with one; by typing a new name keep what is shown."""

    def read(found: list[NamedView]) -> None:
        screen.session.state.set("views", {})  # where screens of before kept them

        def chosen(choice: Chosen | None) -> None:
            if choice is None:
                return
            act, view = choice
            if act is ViewAct.take:
                then(view)
            else:
                _do(screen, act, view)

        screen.app.push_screen(ViewChooser(shown, found), chosen)

    what = "reading the views"
    work.read(screen, _views(screen), lambda found: WasRead(partial(read, found)), group="views", what=what, holds=True)


def _keeping(typed: str, shown: NamedView, found: list[NamedView]) -> Iterator[Choice[Chosen]]:
    """Yield how what is shown can be kept under a name that was typed."""
    if not typed:
        return
    view, there = replace(shown, name=typed), {each.shared for each in found if each.name == typed}
    yield Choice((ViewAct.keep, view), typed, f"enter keeps what is shown as your own{_instead(False in there)}")
    yield Choice((ViewAct.share, view), typed, f"for everybody, in the ledger{_instead(True in there)}")


def _instead(there: bool) -> str:
    return ", in the place of the one of that name" if there else ""


def _acts(found: list[NamedView]) -> Iterator[Choice[Chosen]]:
    """Yield what else can be done with each view."""
    for each in found:
        if not each.shared:
            yield Choice((ViewAct.share, each), f"share {each.name}", "put it into the ledger, for everybody")
        yield Choice((ViewAct.rename, each), f"rename {each.name}", _whose(each))
        yield Choice((ViewAct.delete, each), f"delete {each.name}", _whose(each))


def _do(screen: LedgerScreen, act: ViewAct, view: NamedView) -> None:
    if act is ViewAct.rename:
        _ask_name(screen, view)
    elif act is ViewAct.share:
        _record(
            screen, lambda store, header: keeping_views.share(store, view, header), f'"{view.name}" is everybody\'s'
        )
    elif act is ViewAct.keep:
        _keep(screen, lambda store: keeping_views.keep(store, view), f'This view is kept as "{view.name}".')
    elif view.shared:
        _record(
            screen,
            lambda store, header: keeping_views.delete_shared(store, view.name, header),
            f'"{view.name}" is deleted',
        )
    else:
        said = f'Your view "{view.name}" is gone. It was: {view.filter or "everything"}'
        _keep(screen, lambda store: keeping_views.delete(store, view.name), said)


def _ask_name(screen: LedgerScreen, view: NamedView) -> None:
    def named(new: str | None) -> None:
        if new is None:
            return
        said = f'"{view.name}" is called "{new}" now'
        if view.shared:
            _record(screen, lambda store, header: keeping_views.rename_shared(store, view.name, new, header), said)
        else:
            _keep(screen, lambda store: keeping_views.rename(store, view.name, new), f"{said}.")

    title, prompt = f'Another name for "{view.name}"', "type the new name"
    screen.app.push_screen(Chooser[str](title, (), prompt=prompt, empty="enter gives it this name", other=str), named)


def _keep(screen: LedgerScreen, service: Callable[[Store], None], said: str) -> None:
    """Change one's own views, which are no part of the ledger."""

    def done(_nothing: None) -> WasRead:
        return WasRead(lambda: screen.notify(said, markup=False))

    work.read(screen, service, done, group="view", what="keeping the view")


def _record(screen: LedgerScreen, service: Callable[[Store, ChangesetInfo], Imported], said: str) -> None:
    """Change the ledger's views, by an act like any other."""
    header = screen.session.header()

    def done(result: Imported) -> WasRead:
        return WasRead(lambda: work.ask(screen, Recorded(result, said)))

    work.write(screen, lambda store: service(store, header), done, what="recording the view")


def _views(screen: LedgerScreen) -> Callable[[Store], list[NamedView]]:
    """Read the views; those that screens of before kept elsewhere are taken over."""
    old = dict(screen.session.state.get("views", {}))

    def service(store: Store) -> list[NamedView]:
        taken = {each.name for each in viewing.personal(store)}
        for name, said in old.items():
            if name not in taken and isinstance(said, Mapping):
                folded = tuple(map(str, said.get("folded") or ()))
                view = NamedView(name, str(said.get("filter") or ""), str(said.get("sort") or ""), folded)
                keeping_views.keep_unread(store, view)
        return viewing.views(store)

    return service


def _said(view: NamedView) -> str:
    folded = f"{len(view.folded)} folded" if view.folded else ""
    order = f"by {view.sort}" if view.sort else ""
    parts = [_whose(view), view.filter and f"/{view.filter}", order, folded]
    return ", ".join(part for part in parts if part)


def _whose(view: NamedView) -> str:
    return "everybody's" if view.shared else "yours"
