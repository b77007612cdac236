"""``posl view``: filters kept under a name, used by lists, the matrix and the diff, and by the screens."""

from tests.cli.shell import Shell


def test_a_filter_kept_under_a_name_narrows_list_matrix_and_diff(mine: Shell) -> None:
    mine.ok("view", "save", "settled lately", "is:settled verb:settled")
    for line in (["list", "items"], ["matrix"]):
        found = mine.ok(*line, "--view", "settled lately", "--at", "R2", "--json").json
        assert [row["key"] for row in found.get("rows") or found["items"]] == ["prisoner-exchange", "military-dialogue"]
    told = mine.ok("diff", "R1", "R2", "--view", "settled lately", "--names").lines
    assert told == ["prisoner-exchange", "military-dialogue"]
    narrowed = mine.ok("list", "items", "--view", "settled lately", "--where", "tag:x or track:strategic", "--json")
    assert narrowed.code == 0


def test_views_are_listed_renamed_shared_and_deleted(mine: Shell) -> None:
    mine.ok("view", "save", "urgent", "is:overdue", "--shared")
    mine.ok("view", "save", "own", "is:stale")
    rows = mine.ok("view", "list", "--json").json["rows"]
    assert [(row["name"], row["shared"], row["filter"]) for row in rows] == [
        ("own", False, "is:stale"),
        ("urgent", True, "is:overdue"),
    ]
    mine.ok("view", "rename", "urgent", "pressing", "--shared")
    mine.ok("view", "rename", "own", "quiet")
    mine.ok("view", "delete", "quiet")
    assert [row["name"] for row in mine.ok("view", "list", "--json").json["rows"]] == ["pressing"]
    assert mine.ok("show", "@7").out
    mine.ok("view", "delete", "pressing", "--shared")
    assert mine.ok("view", "list").out == "No views.\n"
    assert mine.ok("verify").code == 0


def test_a_view_travels_with_an_export(mine: Shell) -> None:
    mine.ok("view", "save", "urgent", "is:overdue or is:stale", "--shared", "--sort", "spread")
    assert mine.ok("export", "--format", "jsonl").out.count('{"view": ') == 1


def test_a_view_that_there_is_not_is_said(mine: Shell) -> None:
    ran = mine("list", "items", "--view", "nosuch")
    assert ran.code == 4
    assert 'there is no view "nosuch"' in ran.err
