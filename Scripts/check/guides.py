#!/usr/bin/env python3
"""Proves the library's guides: their code is in compiled tests, and DocC has nothing to say of them.

guides.py [FOLDER]: FOLDER is where the modules were built, .build/release where none is given.
"""

import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "Sources/Farthing/Farthing.docc"
# Each catalogue, and the test that has the code of its pages.
TESTS = {
    CATALOGUE: ROOT / "Tests/FarthingTests/GuideTests.swift",
    ROOT / "Sources/FarthingMacros/FarthingMacros.docc":
        ROOT / "Tests/FarthingMacrosTests/GuideTests.swift",
}
BLOCK = re.compile(r"^```swift\n(.*?)^```", re.M | re.S)


def dedented_windows(lines, count):
    """Every run of `count` lines, as far to the left as it goes."""
    for start in range(len(lines) - count + 1):
        yield textwrap.dedent("\n".join(lines[start:start + count])).strip("\n")


def guides():
    return [page for catalogue in TESTS for page in sorted(catalogue.glob("*.md"))]


def uncompiled():
    """The code of the guides that no test has."""
    for guide in guides():
        lines = TESTS[guide.parent].read_text().splitlines()
        for block in BLOCK.findall(guide.read_text()):
            wanted = textwrap.dedent(block).strip("\n")
            if wanted not in dedented_windows(lines, wanted.count("\n") + 1):
                first = wanted.splitlines()[0]
                yield f"{guide.relative_to(ROOT)}: no test has the code that begins '{first}'"


def target():
    if sys.platform == "darwin":
        return f"{platform.machine()}-apple-macosx26.0"
    return f"{platform.machine()}-unknown-linux-gnu"


def documentation(build):
    """What DocC says of the catalogue; warnings count."""
    with tempfile.TemporaryDirectory() as folder:
        symbols = pathlib.Path(folder) / "symbols"
        symbols.mkdir()
        extract = [
            "swift", "symbolgraph-extract", "-module-name", "Farthing", "-I", str(build / "Modules"),
            "-target", target(), "-minimum-access-level", "public", "-skip-inherited-docs",
            "-skip-synthesized-members", "-output-dir", str(symbols),
        ]
        done = subprocess.run(extract, capture_output=True, text=True)
        if done.returncode:
            yield f"the module Farthing is not built in {build}: {done.stderr.strip()}"
            return
        docc = shutil.which("docc") or str(pathlib.Path(shutil.which("swift")).parent / "docc")
        convert = [
            docc, "convert", str(CATALOGUE), "--fallback-display-name", "Farthing",
            "--fallback-bundle-identifier", "farthing", "--additional-symbol-graph-dir", str(symbols),
            "--output-dir", str(pathlib.Path(folder) / "out"), "--warnings-as-errors",
        ]
        done = subprocess.run(convert, capture_output=True, text=True)
        said = done.stdout + done.stderr
        if done.returncode:
            yield said.strip().replace(str(ROOT) + "/", "")


def main():
    build = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".build/release"
    problems = list(uncompiled()) + list(documentation(build))
    for problem in problems:
        print(problem)
    print(f"guides: {len(guides())} pages, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
