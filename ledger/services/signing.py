"""Changesets signed with SSH keys, by ``ssh-keygen -Y``: who recomputes every hash still lacks the author's key.

What is signed is a changeset's hash, which is over all in it and before it.
"""

import re
import shutil
import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger import settings
from ledger.domain.seed import ChangesetInfo
from ledger.errors import Conflict, IntegrityFailure, NotFound, Unavailable, UsageError
from ledger.storage import changesets, redactions, signatures
from ledger.storage.database import Store, role_of
from ledger.storage.signatures import Signed

NAMESPACE = "position-ledger"
_KEY = re.compile(r"\s(ssh|ecdsa|sk)-\S+\s+AAAA")
_A_LINE = "a line for each: ana ssh-ed25519 AAAA…; posl key prints one's own"


def make_key(author: str) -> Path:
    """Make an Ed25519 key where the settings want one; raise ``Conflict`` where one is."""
    path = settings.signing_key()
    if path.exists():
        raise Conflict(f"{path} is there already", hint="posl key says what it is; nothing is ever overwritten")
    path.parent.mkdir(parents=True, exist_ok=True)
    _run(["-q", "-t", "ed25519", "-N", "", "-C", author, "-f", str(path)])
    return path


def public_key() -> str:
    """Return one's public key, as it stands in a file of allowed signers; raise ``NotFound`` without one."""
    path = settings.signing_key()
    public = path.with_name(f"{path.name}.pub")
    if not path.exists() or not public.exists():
        raise NotFound(f"there is no key at {path}", hint="posl key --new makes one")
    return " ".join(public.read_text(encoding="utf-8").split()[:2])


def sign(store: Store, header: ChangesetInfo) -> list[int]:
    """Sign one's own changesets that have no signature yet; return their numbers."""
    author = role_of(store) or header.author or ""
    mine = [each for each in signatures.changesets(store) if each.author == author and not each.signatures]
    signed = [(each.number, _signature(each.hash)) for each in mine]
    signatures.add(store, author, header.recorded_at or "", signed)
    return [number for number, _signature_of in signed]


def seal(store: Store, number: int, hash_: str) -> None:
    """Sign what one records, in the same transaction: where that fails (``Unavailable``), nothing is recorded.

    Nobody is asked for a passphrase, since others wait.
    """
    header = changesets.get(store, number).header
    signatures.add(store, header.author or "", header.recorded_at or "", [(number, _signature(hash_, ask=False))])


def _signature(text: str, *, ask: bool = True) -> str:
    public_key()
    with TemporaryDirectory(prefix="position-ledger-") as folder:
        file = Path(folder) / "hash"
        file.write_text(text, encoding="ascii")
        _run(["-q", "-Y", "sign", "-f", str(settings.signing_key()), "-n", NAMESPACE, str(file)], ask=ask)
        return file.with_name("hash.sig").read_text(encoding="ascii")


@dataclass(frozen=True, slots=True)
class CheckedSignatures:
    """Changesets that are signed by their authors, and those of authors whom nobody named: by number."""

    signed: tuple[int, ...]
    unnamed: tuple[int, ...]


def check(store: Store, signers: Path) -> CheckedSignatures:
    """Check what authors recorded whom a file of allowed signers names.

    Raises ``IntegrityFailure`` with the numbers of those that are not signed, or by somebody else; and of those that
    took something out of the record, whoever recorded them, for what they touched rests on them alone.
    """
    known, every = _principals(signers), signatures.changesets(store)
    trusted = {number for number, *_more in redactions.acts(store)}
    theirs = [each for each in every if each.number in trusted or _named(each.author, known)]
    bad = [each for each in theirs if not any(_holds(each, signature, signers) for signature in each.signatures)]
    if bad:
        raise IntegrityFailure(_said(bad), hint="posl show @N says what each recorded; posl key --sign signs one's own")
    signed = tuple(each.number for each in theirs)
    return CheckedSignatures(signed, tuple(each.number for each in every if each.number not in signed))


def _said(bad: Sequence[Signed]) -> str:
    unsigned = ", ".join(f"@{each.number}" for each in bad if not each.signatures)
    wrongly = ", ".join(f"@{each.number}" for each in bad if each.signatures)
    told = (
        f"not signed by their author: {unsigned}" if unsigned else "",
        f"wrongly signed: {wrongly}" if wrongly else "",
    )
    return "; ".join(filter(None, told))


def _principals(signers: Path) -> list[str]:
    try:
        lines = signers.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as problem:
        raise NotFound(f"there is no file {signers}") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise NotFound(f"{signers} cannot be read: {problem}") from problem
    found = [name for number, line in enumerate(map(str.strip, lines), 1) for name in _names(signers, number, line)]
    if not found:
        raise UsageError(f"{signers} names nobody", hint=_A_LINE)
    return found


def _names(signers: Path, number: int, line: str) -> list[str]:
    """Return the principals of a line as OpenSSH's allowed_signers has it: a list with commas, quoted or not."""
    if not line or line.startswith("#"):
        return []
    if not _KEY.search(line):
        raise UsageError(f"{signers}: line {number} names no key", hint=_A_LINE)
    first = line[1:].partition('"')[0] if line.startswith('"') else line.split(maxsplit=1)[0]
    return first.split(",")


def _named(author: str, known: Collection[str]) -> bool:
    return any(fnmatchcase(author, pattern) for pattern in known)


def _holds(changeset: Signed, signature: str, signers: Path) -> bool:
    with TemporaryDirectory(prefix="position-ledger-") as folder:
        file = Path(folder) / "hash.sig"
        file.write_text(signature, encoding="utf-8")
        asked = ["-Y", "verify", "-f", str(signers), "-I", changeset.author, "-n", NAMESPACE, "-s", str(file)]
        return _started(asked, changeset.hash).returncode == 0


def _run(arguments: list[str], *, ask: bool = True) -> None:
    done = _started(arguments, ask=ask)
    if done.returncode != 0:
        hint = None if ask else "ssh-add has it sign without a passphrase; POSL_SIGNING_KEY= records without signing"
        raise Unavailable(f"ssh-keygen failed: {(done.stderr or done.stdout).strip()}", hint=hint)


def _started(arguments: list[str], given: str = "", *, ask: bool = True) -> subprocess.CompletedProcess[str]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise Unavailable("ssh-keygen is not there", hint="it comes with OpenSSH")
    return subprocess.run(  # noqa: S603 - no shell; names and paths are arguments
        [program, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=not ask,  # without a terminal there is nobody to be asked
        env=None if ask else settings.without_questions(),
    )
