"""A ledger in datasette, its views in SQL of other engines and in pandas."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
import sqlglot
from datasette.app import Datasette

from ledger.formats.datasette import QUERIES, VIEWS
from ledger.services import export_formats
from ledger.services.demo import make_demo
from ledger.services.ledgers import open_database

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
GIVEN = {"how-one-item-went": {"item": "territory"}, "search": {"words": "Abu Dhabi"}}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("datasette"), "ana").path


async def test_datasette_reads_the_file_and_answers_every_question(ledger: Path, tmp_path: Path) -> None:
    database = open_database(str(ledger))
    with database.read() as store:
        export_formats.write(store, str(tmp_path / "metadata.json"), "datasette")
    database.close()
    metadata = json.loads((tmp_path / "metadata.json").read_text(encoding="utf-8"))
    served = Datasette([], immutables=[str(ledger)], metadata=metadata)
    await served.invoke_startup()
    for name in QUERIES:
        asked = urlencode({"_shape": "array", **GIVEN.get(name, {})})
        answer = await served.client.get(f"/{ledger.stem}/{name}.json?{asked}")
        assert answer.status_code == 200, (name, answer.text)
        assert isinstance(answer.json(), list)
    answer = await served.client.get(f"/{ledger.stem}/how-one-item-went.json?_shape=array&item=territory")
    assert {row["party"] for row in answer.json()} >= {"russia", "ukraine"}
    page = await served.client.get(f"/{ledger.stem}/v_readings")
    assert "What stands in each cell today" in page.text


def test_views_have_days_and_numbers_for_pandas(ledger: Path) -> None:
    import sqlite3

    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        read = pd.read_sql("SELECT * FROM v_readings WHERE kind = 'stance'", connection, parse_dates=["held_on"])
    assert str(read["score"].dtype).startswith(("float", "int"))
    assert str(read["held_on"].dtype).startswith("datetime64")
    assert set(VIEWS) == {"v_readings", "v_history", "v_changes", "v_sources"}


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_is_sql_that_duckdb_and_postgresql_read(name: str) -> None:
    for dialect in ("duckdb", "postgres", "sqlite"):
        assert sqlglot.parse_one(QUERIES[name][1], dialect=dialect).key == "select"


def test_duckdb_says_the_same_as_sqlite_with_days_as_days(ledger: Path) -> None:
    """DuckDB runs a view's SQL itself. Its extension for SQLite comes from the index, where there is one for this machine."""
    import sqlite3

    duckdb = pytest.importorskip("duckdb")
    extension = pytest.importorskip("duckdb_extension_sqlite_scanner", reason="DuckDB's extension for SQLite")
    (file,) = Path(extension.__file__).parent.rglob("*.duckdb_extension")
    with duckdb.connect() as duck, closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as lite:
        duck.execute(f"LOAD '{file}'; ATTACH '{ledger}' AS talks (TYPE sqlite, READ_ONLY); USE talks")
        for view in VIEWS:
            read = duck.execute(f"SELECT * FROM {view}")
            types = {column[0]: str(column[1]) for column in read.description}
            found = [tuple(str(each) if isinstance(each, date) else each for each in row) for row in read.fetchall()]
            wanted = lite.execute(f"SELECT * FROM {view}").fetchall()
            assert sorted(found, key=str) == sorted(wanted, key=str), view
            days = {name for name in types if name in {"held_from", "held_on", "first_held", "last_held"}}
            assert days, view
            assert {types[name] for name in days} == {"DATE"}, view
            assert {types[name] for name in types if name in {"score", "entry", "position"}} <= {"INTEGER", "BIGINT"}
        for name, asked in QUERIES.items():
            if name not in GIVEN:
                assert duck.execute(asked[1]).fetchall() is not None, name
