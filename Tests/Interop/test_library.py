"""What a program gets that takes only the library: no network stack, no TLS, no database, no macros."""

import os
import pathlib
import re
import shutil
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = {"Embedder", "Farthing", "FarthingCore"}
# What each of them would leave in a linked program.
FOREIGN = [b"NIOCore", b"CNIO", b"BoringSSL", b"sqlite3_", b"GRDB", b"SwiftSyntax", b"libFoundation"]
SECONDS_MAX = 60

MANIFEST = """\
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "embedder",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "farthing", path: "%s")],
    targets: [
        .executableTarget(
            name: "Embedder",
            dependencies: [.product(name: "Farthing", package: "farthing")]
        )
    ]
)
"""

PROGRAM = """\
import Farthing

let policy = try Policy("embedded") {
    try Budget("daily", limit: .usd("0.10"), window: .day)
}
let governor = try await Governor(ledger: MemoryLedger(), policy: policy)
let request = SpendRequest(tool: "search", cost: .usd("0.04"))
var passed = 0
for _ in 0..<5 {
    do {
        try await governor.spend(request) { _ in Billed((), .usd("0.03")) }
        passed += 1
    } catch let error as SpendError {
        print(error.code.rawValue)
    }
}
print("passed \\(passed)")
"""


def swift(package, *arguments):
    ran = subprocess.run(
        ["swift", *arguments, "--package-path", str(package)],
        capture_output=True, text=True, timeout=900,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(shutil.which("swift") is None, reason="there is no Swift toolchain")
def test_an_embedder_compiles_and_links_nothing_but_farthing(tmp_path):
    package = tmp_path / "embedder"
    sources = package / "Sources" / "Embedder"
    sources.mkdir(parents=True)
    (package / "Package.swift").write_text(MANIFEST % ROOT)
    (sources / "main.swift").write_text(PROGRAM)
    swift(package, "package", "resolve")
    load = os.getloadavg()[0]
    before, started = os.times(), time.monotonic()
    swift(package, "build")
    seconds, after = time.monotonic() - started, os.times()
    busy = after.children_user + after.children_system
    busy -= before.children_user + before.children_system
    print(f"built from clean in {seconds:.1f} s, {busy:.1f} s of processor, load before {load:.1f}")

    build = package / ".build"
    # Packages that are not needed are fetched, since this one is no released version, and planned.
    objects = {path.relative_to(build).parts[2] for path in build.glob("*/debug/**/*.o")}
    assert {name.removesuffix(".build") for name in objects if name != "Modules"} == OURS
    program = build / "debug" / "Embedder"
    # Debugging information names modules that are imported; the symbols and libraries count.
    linked = subprocess.run(["nm", str(program)], capture_output=True, check=True).stdout
    linked += subprocess.run(["ldd", str(program)], capture_output=True, check=True).stdout
    assert [name for name in FOREIGN if name in linked] == []

    ran = subprocess.run([str(program)], capture_output=True, text=True, timeout=30, check=True)
    assert re.split(r"\s+", ran.stdout.strip()) == ["overLimit", "overLimit", "passed", "3"]
    # Beside other builds a clock says nothing.
    if load < 1:
        assert seconds < SECONDS_MAX
