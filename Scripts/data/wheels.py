"""The wheels that the checked-in data is generated from: pinned by version and SHA-256."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".build" / "wheels"


@dataclass(frozen=True)
class Wheel:
    name: str
    version: str
    file: str
    sha256: str
    licence: str

    @property
    def label(self) -> str:
        return f"{self.name} {self.version} ({self.licence}), {self.file}, sha256 {self.sha256}"

    def path(self) -> Path:
        """The verified wheel, downloaded with pip unless it is there already."""
        path = CACHE / self.file
        if not path.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=CACHE) as folder:
                command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
                command += ["--only-binary=:all:", "--dest", folder, "--python-version", "3.12"]
                command += ["--implementation", "cp", "--abi", "abi3", "--abi", "none"]
                command += ["--platform", "manylinux_2_28_x86_64", "--platform", "any"]
                subprocess.run([*command, f"{self.name}=={self.version}"], check=True)
                (Path(folder) / self.file).rename(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != self.sha256:
            raise SystemExit(f"{path}: sha256 is {digest}, pinned is {self.sha256}; delete the file")
        return path

    def read(self, member: str) -> bytes:
        with zipfile.ZipFile(self.path()) as archive:
            return archive.read(member)


GENAI_PRICES = Wheel(
    name="genai-prices",
    version="0.2.3",
    file="genai_prices-0.2.3-py3-none-any.whl",
    sha256="56976ce2b04ec206117f7d0e53f4849211a6724ab3a12119afec304eba63ee25",
    licence="MIT",
)

LITELLM = Wheel(
    name="litellm",
    version="1.109.1",
    file="litellm-1.109.1-cp310-abi3-manylinux_2_28_x86_64.whl",
    sha256="1c8b4dd671fa0cd0850aa751678704ff77e595fb1e6085b2dc3be39ee19bdaaf",
    licence="MIT",
)


def write_or_check(path: Path, content: bytes, check: bool) -> None:
    """Writes a generated file, or with `check` fails where the checked-in one differs."""
    shown = path.relative_to(ROOT)
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{shown}: {len(content)} bytes written")
    elif not path.exists() or path.read_bytes() != content:
        raise SystemExit(f"{shown}: differs from a fresh generation; run the script without --check")
    else:
        print(f"{shown}: fresh")
