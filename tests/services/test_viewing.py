"""Views kept under a name: one's own in the state folder, everybody's in the ledger, on both engines."""

import pytest

from ledger.domain.records import SavedView
from ledger.errors import Conflict, LedgerError, NotFound, UsageError
from ledger.services import acting, keeping_views, listing, undoing, viewing
from ledger.services.listed import Narrowing
from ledger.services.viewing import NamedView
from ledger.storage import register
from ledger.storage.database import Database
from tests.support import HEADER

pytestmark = pytest.mark.both_engines
URGENT = NamedView("urgent", "is:overdue or is:stale", "spread", ("military",))


@pytest.fixture(autouse=True)
def own_state(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSL_STATE", str(tmp_path))


def names(database: Database) -> list[tuple[str, bool]]:
    with database.read() as store:
        return [(each.name, each.shared) for each in viewing.views(store)]


def test_a_view_of_ones_own_writes_nothing_into_the_ledger(database: Database) -> None:
    with database.read() as store:
        keeping_views.keep(store, URGENT)
        keeping_views.keep(store, NamedView("urgent", "is:overdue"))
        assert viewing.view_named(store, "Urgent").filter == "is:overdue"
        keeping_views.rename(store, "urgent", "pressing")
        assert register.load_one(store, SavedView) == {}
    assert names(database) == [("pressing", False)]
    with database.read() as store:
        keeping_views.delete(store, "pressing")
    assert names(database) == []


def test_a_view_of_the_ledger_is_changed_renamed_deleted_and_brought_back(database: Database) -> None:
    with database.write() as store:
        keeping_views.share(store, URGENT, HEADER)
        keeping_views.share(store, NamedView("Urgent", "is:contested"), HEADER)
        keeping_views.rename_shared(store, "urgent", "disputes", HEADER)
    with database.read() as store:
        assert viewing.view_named(store, "disputes") == NamedView("disputes", "is:contested", key="urgent")
    with database.write() as store:
        gone = keeping_views.delete_shared(store, "disputes", HEADER)
    assert names(database) == []
    with database.write() as store:
        undoing.undo(store, gone.changesets[0], HEADER, reason="still wanted")
        assert [each.name for each in viewing.views(store)] == ["disputes"]


def test_ones_own_goes_before_that_of_everybody(database: Database) -> None:
    with database.write() as store:
        keeping_views.share(store, NamedView("mine", "is:open"), HEADER)
        keeping_views.keep(store, NamedView("mine", "is:settled"))
        assert viewing.where_of(store, "mine", None) == "is:settled"
        assert viewing.where_of(store, "mine", "party:red or is:stale") == "(is:settled) (party:red or is:stale)"
        assert viewing.view_named(store, "mine", shared=True).filter == "is:open"


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (NamedView("x", "is:latte"), UsageError),
        (NamedView("x" * 90, "is:open"), LedgerError),
        (NamedView(" ", "is:open"), LedgerError),
        (NamedView("a\nb", "is:open"), LedgerError),
    ],
)
def test_what_cannot_be_kept_is_refused_in_both_places(database: Database, view: NamedView, error: type) -> None:
    with database.read() as store, pytest.raises(error):
        keeping_views.keep(store, view)
    with pytest.raises(error), database.write() as store:
        keeping_views.share(store, view, HEADER)
    assert names(database) == []


def test_a_name_that_there_is_not_is_answered_with_those_that_there_are(database: Database) -> None:
    with database.read() as store:
        keeping_views.keep(store, URGENT)
        with pytest.raises(NotFound) as raised:
            viewing.where_of(store, "urgnt", None)
        assert 'did you mean "urgent"?' in (raised.value.hint or "")
        keeping_views.keep(store, NamedView("other"))
        with pytest.raises(Conflict):
            keeping_views.rename(store, "other", "URGENT")


def test_a_list_is_narrowed_by_a_view(database: Database) -> None:
    with database.write() as store:
        keeping_views.share(store, NamedView("nothing", "title:nobody-says-this"), HEADER)
        wanted = Narrowing(where=viewing.where_of(store, "nothing", None))
        assert listing.items(store, wanted=wanted).lines == ()
        acting.edit(store, "view", "nothing", {"filter": "land"}, HEADER)
        assert viewing.view_named(store, "nothing").filter == "land"
