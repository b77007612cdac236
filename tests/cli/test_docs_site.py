"""The pages of docs/ as a site: built without a warning, every link led somewhere, every page reached from the contents."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_pages_build_as_a_site_without_a_warning(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (built.returncode, built.stderr) == (0, "")
    assert "R1 (12 Mar 2026)" in (tmp_path / "site" / "tutorial" / "index.html").read_text(encoding="utf-8")
