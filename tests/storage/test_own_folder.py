"""What a long import lays aside: gone when it ends, and when it was killed, with the next one."""

import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from ledger.storage.aside import Aside
from ledger.storage.database import Database

LAYING_ASIDE = """
from ledger.storage.own_folder import OwnFolder
folder = OwnFolder()
(folder.path / "aside.db").write_text("what red said")
print(folder.path, flush=True)
input()
folder.close()
"""


def beginning(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """Begin to lay something aside in another process; return where."""
    child = subprocess.Popen(
        [sys.executable, "-c", LAYING_ASIDE],
        env={"TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    return child, Path(child.stdout.readline().strip())


def ended(child: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):
        child.communicate("\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there only the process itself takes its folder away")
def test_what_a_killed_import_laid_aside_is_taken_away_by_the_next(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (killed, left), (at_work, held) = beginning(tmp_path), beginning(tmp_path)
    killed.kill()
    ended(killed)
    others, early = tmp_path / "posl-aside-readable", tmp_path / "posl-aside-early"
    others.mkdir(mode=0o755)
    early.mkdir(mode=0o700)  # killed before it held anything
    with database.read() as store:
        mine = Aside(store)
        assert (left.exists(), early.exists()) == (False, False)
        assert (held.exists(), others.exists(), mine.path.exists()) == (True, True, True)
        assert [folder.stat().st_mode & 0o777 for folder in (held, mine.path.parent)] == [0o700, 0o700]
        mine.close()
    ended(at_work)
    assert [path.name for path in tmp_path.glob("posl-aside-*")] == ["posl-aside-readable"]
