"""What must stay out of every file, log, metric and export, and the search for it in all that a
test session has left.

`messages()` plants ``PROMPT`` in the prompts, every server gets ``PROVIDER_KEY``, and each access
key is noted as it is made. While a ``Session`` is set, sandboxes hand their folders over instead of
removing them, and servers leave their last metrics there.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

PROMPT = "canary-prompt-7f3a91"
PROVIDER_KEY = "sk-provider-canary-0001"
# Any access key, whoever made it.
ACCESS_KEY = re.compile(rb"fk_[A-Za-z0-9_-]{43}")
# The line that the first start of a journal prints once for its key, on purpose, to be pasted.
SHOWN_ONCE = re.compile(rb"OPENAI_BASE_URL=\S+ OPENAI_API_KEY=(fk_[A-Za-z0-9_-]{43})")
EXPORT_FORMS = ("farthing", "agentguard")
# Instruments of tests that record what goes to the provider, prompts and its key included.
RECORDS_OF_SENDS = {"trace", "forgotten"}
# What a test has compiled: other packages' sources, and no server's folder.
BUILT = ".build"
# The one file in which a subject that is committed to may stand, and what operators write themselves.
SALTS = "subjects.sqlite"
OPERATORS_OWN = {"policy.yaml"}
# Commands that show subjects on purpose, or repeat what their user has typed.
DISCLOSING = {
    f"the output of {words}" for words in ("receipts disclose", "policy check", "budgets top-up")
}

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def spellings(text: str) -> list[bytes]:
    """A text as it may stand in a file: plain, in hex, UTF-16, and base64 at any alignment."""
    plain = text.encode()
    found = [plain, plain.hex().encode(), plain.hex().upper().encode(), text.encode("utf-16-le")]
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + plain).rstrip(b"=")
        # The characters at either end depend on what stands beside the text.
        found += {core := encoded[-(-shift * 8 // 6) : -1], core.translate(_URL_SAFE)}
    return found


@dataclass
class Search:
    """Looks for canaries; `leaks` names the place and the kind of each, never the secret."""

    files: int = 0
    bytes: int = 0
    exports: int = 0
    canaries: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)

    def content(self, name: str, content: bytes, secrets: Iterable[str]) -> None:
        """Searches one thing for these secrets, and for anything that looks like an access key."""
        self.files += 1
        self.bytes += len(content)
        if name.endswith("log"):
            for line in {found.group(0) for found in SHOWN_ONCE.finditer(content)}:
                content = content.replace(line, b"", 1)
        for secret in secrets:
            self.canaries.add(secret)
            if any(spelling in content for spelling in spellings(secret)):
                self.leaks.append(f"{name}: {secret[:3]}… ({len(secret)} characters)")
        if ACCESS_KEY.search(content):
            self.leaks.append(f"{name}: an access key")

    def folder(self, folder: Path, secrets: Iterable[str]) -> None:
        """Searches every file below a folder, and its own access keys' spellings too."""
        contents = {
            str(path.relative_to(folder.parent)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
            and not path.is_symlink()
            and path.name not in RECORDS_OF_SENDS
            and BUILT not in path.relative_to(folder).parts
        }
        own = {
            key.decode()
            for name, content in contents.items()
            if name.endswith("log")
            for key in SHOWN_ONCE.findall(content)
        }
        for name, content in contents.items():
            self.content(name, content, {*secrets, *own})

    def exports_of(self, folder: Path, binary: Path, secrets: Iterable[str]) -> None:
        """Exports each ledger below a folder in every form and searches what comes out."""
        ledgers = sorted(path.parent for path in folder.rglob("ledger.sqlite"))
        work = [(ledger, form) for ledger in ledgers for form in EXPORT_FORMS]
        with ThreadPoolExecutor(2) as pool:
            made = pool.map(lambda one: _export(binary, *one), work)
            for (ledger, form), (content, said) in zip(work, made):
                name = f"{ledger.relative_to(folder.parent)} as {form}"
                self.exports += content != b""
                self.content(f"the export of {name}", content, secrets)
                self.content(f"the words of the export of {name}", said, secrets)


def _export(binary: Path, ledger: Path, form: str) -> tuple[bytes, bytes]:
    """An export and what was said; a folder that a test damaged on purpose has no export."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "export"
        command = ["receipts", "export", "--data", ledger, "--form", form, "--output", output]
        done = subprocess.run(
            [str(part) for part in [binary, *command]],
            capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        )
        content = output.read_bytes() if output.exists() else b""
        return content, done.stdout + done.stderr


@dataclass
class Session:
    """Everything that a test session's servers have left."""

    boxes: list = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    prompts: int = 0
    secrets: set[str] = field(default_factory=lambda: {PROMPT, PROVIDER_KEY})
    keys_of: dict[Path, set[str]] = field(default_factory=dict)
    said: list[tuple[str, bytes]] = field(default_factory=list)
    # By server: who is committed to, and who was and is erased.
    committed: dict[Path, set[str]] = field(default_factory=dict)
    erased: dict[Path, set[str]] = field(default_factory=dict)

    def note_key(self, folder: Path, key: str) -> None:
        self.keys_of.setdefault(folder, set()).add(key)

    def note_subjects(self, folder: Path, *names: str) -> None:
        """These have called a server that commits to them: they stand in its salts, and only there."""
        self.committed.setdefault(folder, set()).update(names)
        self.erased.setdefault(folder, set()).difference_update(names)

    def note_erased(self, folder: Path, *names: str) -> None:
        """These were erased: they stand nowhere any more."""
        self.erased.setdefault(folder, set()).update(names)
        self.committed.setdefault(folder, set()).difference_update(names)

    def note_output(self, folder: Path, command: tuple[str, ...], output: bytes) -> None:
        """What a command printed: a key that it made is noted, the rest is searched in the end."""
        if command[:2] == ("keys", "create"):
            for key in ACCESS_KEY.findall(output):
                self.note_key(folder, key.decode())
        else:
            self.said.append((f"the output of {' '.join(command[:2])}", output))

    def search(self, binary: Path, *more: Path) -> Search:
        """Stops what still runs, and searches all folders, these ones too."""
        result = Search()
        for box in list(self.boxes):
            box.stop_servers()
        for folder in [*self.kept, *(box.folder for box in self.boxes)]:
            secrets = self.secrets | self._keys_below(folder)
            result.folder(folder, secrets)
            result.exports_of(folder, binary, secrets)
        for folder in more:
            result.folder(folder, self.secrets)
            result.exports_of(folder, binary, self.secrets)
        for name, content in self.said:
            result.content(name, content, self.secrets)
        self.search_subjects(result, binary)
        return result

    def _keys_below(self, folder: Path) -> set[str]:
        places = [place for place in self.keys_of if place.is_relative_to(folder)]
        return {key for place in places for key in self.keys_of[place]}

    def search_subjects(self, result: Search, binary: Path) -> None:
        """Searches what servers have left for subjects that they commit to, or have erased."""
        for place in self.committed:
            names = self.committed[place] | self.erased[place]
            for path in sorted(place.rglob("*")):
                if not path.is_file() or path.name in OPERATORS_OWN:
                    continue
                content = path.read_bytes()
                is_salts = path.name == SALTS
                wanted = self.erased[place] if is_salts else names
                result.content(f"{place.name}/{path.name}", content, wanted)
                for name in self.committed[place] if is_salts else ():
                    if name.encode() not in content:
                        result.leaks.append(f"{place.name}/{path.name}: a subject has no salt")
            result.exports_of(place, binary, names)
        names = set().union(*self.committed.values(), *self.erased.values())
        for name, content in self.said if names else ():
            if name not in DISCLOSING:
                result.content(name, content, names)

    def remove(self) -> None:
        while self.kept:
            shutil.rmtree(self.kept.pop(), ignore_errors=True)


# The session whose servers are searched in the end; none outside of `pytest`.
session: Session | None = None
