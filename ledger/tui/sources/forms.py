"""A selected phrase cited in a new stance, and a text attached to its source."""

from functools import partial

from pydantic import Field as Described

from ledger.domain.entries import StanceEntry
from ledger.domain.field_types import Frozen, OneLine
from ledger.domain.quotes import Selector
from ledger.domain.seed import ChangesetInfo
from ledger.errors import InvalidData
from ledger.services import acting, sourcing
from ledger.services.importing import Imported
from ledger.storage.database import Store
from ledger.tui.forms.form import Form
from ledger.tui.reach import within_reach
from ledger.tui.safe import content


class File(Frozen):
    """A file to attach."""

    path: OneLine = Described(description="the file with the text: as it was read, or HTML, PDF, DOCX, EML")
    edition: bool = Described(default=False, description="y: it is a later edition of a text the ledger has")


def cited_stance(source: str, paragraph: int, selector: Selector) -> Form:
    """Return the form for a stance that rests on a phrase: place, quote and what stands around it are filled in."""
    kept = {"prefix": selector.prefix, "suffix": selector.suffix}

    def save(store: Store, said: StanceEntry, header: ChangesetInfo, *, unfound: bool = False) -> Imported:
        first, *rest = said.cite
        if first.source == source and first.quote == selector.exact:
            first = first.model_copy(update=kept)
        return acting.record(store, said.model_copy(update={"cite": (first, *rest)}), header, unfound=unfound)

    return Form(
        id=f"cite:{source}:{paragraph}",
        title=f"Record a stance on the words of {source} ¶{paragraph}",
        model=StanceEntry,
        save=save,
        insist=partial(save, unfound=True),
        given={"cite.0.source": source, "cite.0.at": f"¶{paragraph}", "cite.0.quote": selector.exact},
        note=content(f'"{selector.exact}"', "italic"),
    )


def attach_form(source: str) -> Form:
    """Return the form that attaches the text of a source."""

    def save(store: Store, file: File, header: ChangesetInfo) -> Imported:
        try:
            data = within_reach(file.path).read_bytes()
        except OSError as problem:
            raise InvalidData(f"{file.path} cannot be read: {problem.strerror}") from problem
        read = sourcing.read_file(file.path, data)
        return sourcing.attach(store, source, read, header, edition=file.edition).imported

    return Form(id=f"attach:{source}", title=f"Attach the text of {source}", model=File, save=save)
