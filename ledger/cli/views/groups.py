"""The matrix by groups of parties: for a bloc or tag how many are for and against, and what the bloc itself holds."""

from collections.abc import Mapping

from ledger.domain.blocs import Group, groups
from ledger.domain.readings import Matrix, MatrixRow
from ledger.domain.tallies import tally_of
from ledger.formats import marks
from ledger.formats.json_out import JsonDocument
from ledger.formats.tables import Table

LEGEND = "own words of its members: a score above 0, below 0, undecided; in square brackets what the bloc itself holds"


def grouped_table(matrix: Matrix, by: str) -> Table:
    """Return a row an item, a column a group."""
    found = groups(matrix.asked, matrix.point.held_on, by)
    rows = [
        (
            row.item.key,
            *(_said(row, group) for group in found),
            _status(row),
        )
        for row in matrix.rows
    ]
    return Table(("item", *(group.name for group in found), "status"), rows)


def _status(row: MatrixRow) -> str:
    """The status as the matrix has it: a promise past its day is overdue, of a contested one each account's."""
    known = row.status_reading
    if row.overdue:
        return f"{marks.overdue(row.status, known)} {marks.marks(known) if known else ''}".rstrip()
    if known is None:
        return f"{marks.standing(row.status, None, marks.NOTHING)}{f' {marks.POSSIBLE}' if row.only_possibly else ''}"
    return f"{marks.word(known)} {marks.marks(known)}".rstrip()


def _said(row: MatrixRow, group: Group) -> str:
    own = row.cells.get(group.key)
    votes = tally_of(reading for party, reading in row.cells.items() if party in group.parties).said
    return " ".join(filter(None, (f"[{marks.for_another_in_words(own)}]" if own else "", votes)))


def grouped_document(document: JsonDocument, matrix: Matrix, by: str) -> JsonDocument:
    """Return the document of a matrix with its groups, and their votes on each item."""
    found = groups(matrix.asked, matrix.point.held_on, by)
    votes: Mapping[str, JsonDocument] = {
        row.item.key: {
            group.key: tally_of(each for party, each in row.cells.items() if party in group.parties).counts
            for group in found
        }
        for row in matrix.rows
    }
    named = [{"key": each.key, "name": each.name, "parties": sorted(each.parties)} for each in found]
    items = [{**item, "groups": votes[item["key"]]} for item in document["items"]]
    return {**document, "groups": named, "items": items}
