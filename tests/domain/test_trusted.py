"""What a ledger holds is made into values without being checked: they are the same as if it had been."""

from typing import Any

import pytest

from ledger.domain.field_types import Citation, Frozen
from ledger.domain.records import Delegate, Item, LedgerInfo, Mark, Party, Person, Round, SavedView, Source
from ledger.domain.trusted import trusted

CITE = {"source": "wire", "at": "¶7", "speaker": "own-words", "credibility": 2, "carries": "AP\nReuters"}
GIVEN: list[tuple[type[Frozen], dict[str, Any]]] = [
    (Citation, CITE),
    (LedgerInfo, {"title": "Talks", "counts": "accepted", "floor": {"voice": "reported"}, "owners": "Ann\nBen"}),
    (Party, {"key": "red", "code": "RED", "name": "Redland", "role": "principal", "aliases": ["Reds"], "struck": True,
             "members": [{"party": "blue", "from": "1995", "to": "2020-03"}]}),
    (Person, {"key": "ann", "name": "Ann", "offices": [{"office": "Minister", "since": "2025-01"}], "joined": "anna"}),
    (Round, {"key": "R1", "title": "First", "status": "held", "starts": "2026-01-24", "ends": "2026-01-25~"}),
    (Round, {"key": "R2", "title": "Second", "planned_for": "../2026-02-05", "parties": ["red"]}),
    (Source, {"key": "wire", "title": "Wire", "reliability": "B", "accessed": "2026-02-01", "embargo": "2026-03-01"}),
    (Item, {"key": "land", "title": "Land", "scale": {"low": "all", "high": "none"}, "links": [{"depends-on": "sea"}],
            "matter": "procedure", "tags": ["east"], "marking": "amber"}),
    (Delegate, {"round": "R1", "party": "red", "person": "ann", "lead": True, "cite": CITE}),
    (Mark, {"key": "eve", "name": "the eve", "held": "R1", "known_at": 3}),
    (SavedView, {"key": "hot", "name": "hot", "folded": "east\nwest"}),
]  # fmt: skip


@pytest.mark.parametrize(("model", "fields"), GIVEN)
def test_a_value_made_without_checking_is_the_one_that_checking_makes(
    model: type[Frozen], fields: dict[str, Any]
) -> None:
    checked = model.model_validate(fields)
    for made in (trusted(model, fields), trusted(model, checked.model_dump(mode="json"))):
        assert made == checked
        assert list(made.model_dump_json()) == list(checked.model_dump_json())
    assert trusted(model, fields).model_fields_set == checked.model_fields_set
