#!/usr/bin/env python3
"""Proves what a program that uses `Farthing` alone gets: no other package, and a minute's build.

embedder.py [--seconds N]: N is what the build from clean may take of one core, 120 where none is given.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = {"App", "Farthing", "FarthingCore"}

MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "App",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "farthing", path: "%s", traits: [])],
    targets: [
        .executableTarget(
            name: "App",
            dependencies: [.product(name: "Farthing", package: "farthing")]
        )
    ]
)
"""
MAIN = """import Farthing

let session = try BudgetedSession(limit: .usd("0.05"))
let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.04"))
for _ in 0..<2 {
    let said = try await session.attempt(request) { _ in Billed("answered", .usd("0.03")) }
    print(said ?? "refused")
}
print(session.spentNanos)
"""
SAID = ["answered", "refused", "30000000"]


def swift(folder, *arguments):
    done = subprocess.run(
        ["swift", *arguments], cwd=folder, capture_output=True, text=True,
    )
    if done.returncode:
        sys.exit(f"embedder: swift {' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


def packages(node):
    """The names of all that a package depends on."""
    for child in node["dependencies"]:
        yield child["identity"]
        yield from packages(child)


def problems(folder, seconds):
    shown = json.loads(swift(folder, "package", "show-dependencies", "--format", "json"))
    fetched = sorted(set(packages(shown)))
    if len(fetched) != 1:
        yield f"fetched beside farthing itself: {' '.join(fetched)}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    swift(folder, "build", "--jobs", "2")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"embedder: fetched {len(fetched) - 1} packages, built in {spent:.0f} s of one core")
    if spent > seconds:
        yield f"the build took {spent:.0f} s of one core, more than {seconds}"
    compiled = {made.stem for made in (folder / ".build/debug/Modules").glob("*.swiftmodule")}
    if compiled != MODULES:
        yield f"compiled: {' '.join(sorted(compiled))}"
    said = swift(folder, "run", "--skip-build", "App").splitlines()
    if said != SAID:
        yield f"the program said: {said}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=120)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made).resolve()
        (folder / "Sources/App").mkdir(parents=True)
        (folder / "Package.swift").write_text(MANIFEST % ROOT)
        (folder / "Sources/App/main.swift").write_text(MAIN)
        found = list(problems(folder, arguments.seconds))
    for problem in found:
        print(f"embedder: {problem}")
    return 1 if found else 0


sys.exit(main())
