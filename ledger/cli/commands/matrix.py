"""``posl matrix``."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.options import (
    ShellSession,
    at_option,
    counting_options,
    format_option,
    pass_session,
    view_option,
    where_option,
)
from ledger.cli.terminal import say
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.evidence import Coverage
    from ledger.domain.floors import Counting
    from ledger.domain.readings import Matrix
    from ledger.services.matrix import Flow


@click.command("matrix")
@at_option
@counting_options
@click.option("--track", multiple=True, metavar="TRACK", help="Only items of this track; may be repeated.")
@click.option("--item", multiple=True, metavar="ITEM", help="Only this item; may be repeated.")
@click.option("--party", multiple=True, metavar="PARTY", help="Only this party's column; may be repeated, or a,b.")
@click.option("--status", multiple=True, metavar="STATUS", help="Only items with this status; may be repeated.")
@click.option("--tag", multiple=True, metavar="TAG", help="Only items with this tag; may be repeated.")
@click.option("--open", "open_only", is_flag=True, help="Only items that are not settled.")
@click.option("--contested", is_flag=True, help="Only items with a contested reading.")
@click.option("--group", type=click.Choice(["tag", "bloc"]), help="Count votes by the parties' tags, or by bloc.")
@where_option("items")
@view_option
@format_option()
@pass_session
def command(
    session: ShellSession,
    /,
    *,
    at: str,
    counting: "Counting",
    item: tuple[str, ...],
    party: tuple[str, ...],
    group: str | None,
    view: str | None,
    format: str,
    width: int | None,
    **wanted: Any,
) -> None:
    """Show items by parties at a point: stance, movement since the round before, spread, status.

    What is counted is what is shown. Who holds most stances in view has a column first, who holds none has none; where
    there are many to an item, a column says how many are for and against. Whom --party names has a column whatever it
    holds, with what others say for it; how many items are open, what they are and how far apart is said as without it.

    \b
    posl matrix
    posl matrix --at R1 --track political
    posl matrix --at R1@3 --json
    posl matrix --group tag
    posl matrix --where 'is:moved or difficulty>=4'
    """
    from ledger.services.coverage import coverage
    from ledger.services.listed import Narrowing
    from ledger.services.narrowing import flow_narrowed, matrix_narrowed, streams
    from ledger.services.viewing import where_of

    with session.read() as store:
        wanted["where"] = where_of(store, view, wanted["where"])
        narrowing = Narrowing(**wanted)
        if format in STREAMED and streams(narrowing) and not (group or party):
            flow = flow_narrowed(store, at, narrowing, of_items=item, counting=counting)
            rests_on = coverage(store, flow.matrix.point, flow.matrix.counting)
            _say_pieces(_flowing(flow, rests_on, format))
            return
        matrix = matrix_narrowed(store, at, narrowing, of_items=item, of_parties=party, counting=counting)
        rests_on = coverage(store, matrix.point, matrix.counting)
    if group:
        say(_grouped(matrix, rests_on, format, columns(width), group))
        return
    _say_pieces(_rendered(matrix, rests_on, format, columns(width), wanted["where"]))


STREAMED = {"json", "jsonl", "csv"}
"""Formats in which a row is written and let go of before the next is read."""


def _say_pieces(pieces: "Iterable[str]") -> None:
    said = False
    for piece in pieces:
        say(piece, nl=False)
        said = True
    if said:  # of no items there are no lines, not an empty one
        say()


def _flowing(flow: "Flow", rests_on: "Coverage", format: str) -> "Iterable[str]":
    from ledger.cli.views.matrix import matrix_lines
    from ledger.formats import json_out, tables

    columns = flow.columns
    match format:
        case "json":
            return json_out.matrix_flow(flow.matrix, columns, flow.rows(), len(flow.known.live_items), rests_on)
        case "csv":
            return tables.apart(matrix_lines(columns, flow.rows()))
    return tables.apart(map(json_out.one_line, json_out.rows(flow.matrix, columns, flow.rows())))


def _grouped(matrix: "Matrix", rests_on: "Coverage", format: str, width: int, by: str) -> str:
    from ledger.cli.views import groups, words
    from ledger.cli.views.grids import grid, wrapped
    from ledger.formats import json_out, tables

    if format == "table":  # as the matrix itself: what comes up only later is left out
        matrix = replace(matrix, rows=tuple(row for row in matrix.rows if row.heard_of))
    table = groups.grouped_table(matrix, by)
    match format:
        case "json" | "jsonl":
            whole = groups.grouped_document(json_out.matrix(matrix, rests_on), matrix, by)
            return json_out.written(whole) if format == "json" else tables.jsonl_text(whole["items"]).rstrip("\n")
        case "csv":
            return tables.csv_text(table).rstrip("\n")
        case "md":
            return words.counted(matrix.counting) + tables.md_text(table).rstrip("\n")
    told = [f"At {words.point(matrix.point)}", "", grid(table.columns, table.rows, width)]
    return words.counted(matrix.counting) + "\n".join([*told, "", *wrapped(groups.LEGEND, width)])


def _rendered(matrix: "Matrix", rests_on: "Coverage", format: str, width: int, asked: str | None) -> "Iterable[str]":
    from ledger.cli.views import words
    from ledger.cli.views.matrix import matrix_table, matrix_text
    from ledger.formats import json_out, tables

    match format:
        case "json":
            return json_out.matrix_pieces(matrix, rests_on)
        case "jsonl":
            return tables.apart(map(json_out.one_line, json_out.rows(matrix)))
        case "csv":
            return tables.apart(tables.csv_lines(matrix_table(matrix)))
        case "md":
            return [words.counted(matrix.counting) + tables.md_text(matrix_table(matrix, apart=False)).rstrip("\n")]
    return [matrix_text(matrix, rests_on, width, asked)]
