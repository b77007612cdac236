"""Another distribution has a package called ledger too."""

import subprocess
import sys
from pathlib import Path

MAIN = Path(__file__).parents[2] / "ledger" / "__main__.py"


def test_a_clash_of_package_names_is_said_at_the_start(tmp_path: Path) -> None:
    """Installed after ours, the other one's ``__init__`` stands in the place of ours."""
    package = tmp_path / "ledger"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(MAIN.read_text(encoding="utf-8"), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "ledger", "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"posl: {package / '__init__.py'} is another program's package")
    assert "Traceback" not in ran.stderr
