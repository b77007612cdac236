"""A promise past its day is told in one wording in every table, with what was kept of it."""

import pytest

from ledger.domain.words import Status
from ledger.formats import marks


@pytest.mark.parametrize(
    ("status", "said"), [(Status.promised, "overdue"), (Status.partly_kept, "overdue, partly kept")]
)
def test_a_promise_that_is_overdue_and_partly_kept_is_told_as_both(status: Status, said: str) -> None:
    assert marks.overdue(status, None) == said
