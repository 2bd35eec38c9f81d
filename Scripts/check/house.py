#!/usr/bin/env python3
"""Proves the rules of the house: arrows between rooms, forbidden imports, sizes, documentation."""

import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "Sources"

# What each room may import of our own; ARCHITECTURE.md draws it.
ARROWS = {
    "CFarthingData": set(),
    "FarthingCore": set(),
    "Farthing": {"FarthingCore"},
    "FarthingNotify": {"FarthingCore"},
    "FarthingPolicy": {"FarthingCore"},
    "FarthingProviders": {"FarthingCore", "CFarthingData"},
    "FarthingReceipts": {"FarthingCore"},
    "FarthingSQLite": {"FarthingCore"},
    "FarthingPages": {"FarthingCore"},
    "FarthingConsole": {
        "Farthing", "FarthingCore", "FarthingPages", "FarthingPolicy", "FarthingReceipts",
    },
    "FarthingGateway": {"Farthing", "FarthingCore", "FarthingProviders"},
    "FarthingTesting": {"Farthing", "FarthingCore"},
    "FarthingScripted": {"FarthingCore"},
    "FarthingWitness": {"FarthingCore", "FarthingReceipts"},
    "FarthingClients": {"Farthing", "FarthingCore", "FarthingProviders"},
    "FarthingLocal": {"Farthing", "FarthingCore", "FarthingReceipts", "FarthingSQLite"},
    "FarthingRemote": {"Farthing", "FarthingCore"},
    "FarthingMCP": {"Farthing", "FarthingCore"},
    "FarthingSidecar": {"Farthing", "FarthingCore"},
    "FarthingMacros": {"Farthing", "FarthingCore"},
    "FarthingMacrosPlugin": set(),
}
# What each room may import of others; the executables may import anything.
FOREIGN = {
    "CFarthingData": set(),
    "FarthingCore": set(),
    "Farthing": {"Synchronization", "Glibc", "Musl", "Darwin"},
    "FarthingNotify": {"AsyncHTTPClient", "Crypto", "NIOCore", "NIOHTTP1", "NIOPosix"},
    "FarthingPolicy": {"Yams"},
    "FarthingProviders": set(),
    "FarthingReceipts": {"Crypto", "Glibc", "Musl", "Darwin"},
    "FarthingSQLite": {
        "GRDB", "GRDBSQLite", "Synchronization", "Dispatch", "Glibc", "Musl", "Darwin",
        "Foundation.Data", "Foundation.Thread",
    },
    "FarthingPages": {"Mustache"},
    "FarthingConsole": {
        "AsyncHTTPClient", "Crypto", "HTTPTypes", "Hummingbird", "HummingbirdCore", "HummingbirdTLS",
        "JWTKit", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Synchronization",
        "Foundation.Data", "Foundation.Date", "Glibc", "Musl", "Darwin",
    },
    "FarthingGateway": {
        "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "Logging", "Synchronization", "Glibc", "Darwin",
    },
    "FarthingTesting": {"Synchronization"},
    "FarthingWitness": {
        "AsyncHTTPClient", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "Logging", "NIOCore",
        "NIOHTTP1", "NIOPosix", "NIOSSL", "Synchronization", "Glibc", "Musl", "Darwin",
    },
    "FarthingClients": {
        "AsyncHTTPClient", "Crypto", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Synchronization",
        "Glibc", "Musl", "Darwin",
    },
    "FarthingLocal": {"Crypto", "Synchronization", "Glibc", "Musl", "Darwin"},
    "FarthingRemote": {
        "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "Synchronization", "Glibc", "Musl",
        "Darwin",
    },
    "FarthingMCP": {
        "AsyncHTTPClient", "HTTPTypes", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "Logging",
        "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Synchronization", "Glibc", "Musl", "Darwin",
    },
    "FarthingSidecar": {
        "Crypto", "GRPCCore", "GRPCNIOTransportHTTP2Posix", "GRPCProtobuf", "NIOCore", "NIOPosix",
        "NIOSSL", "SwiftProtobuf", "Synchronization", "X509", "Foundation.Data",
        "FoundationEssentials", "Foundation", "Glibc", "Musl", "Darwin",
    },
    "FarthingMacros": set(),
    "FarthingMacrosPlugin": {
        "SwiftCompilerPlugin", "SwiftDiagnostics", "SwiftSyntax", "SwiftSyntaxBuilder",
        "SwiftSyntaxMacros",
    },
    "FarthingScripted": {
        "NIOCore", "NIOPosix", "NIOHTTP1", "Synchronization", "Glibc", "Musl", "Darwin",
    },
}
EXECUTABLES = {"farthing", "farthing-bench", "farthing-library-probe"}

LINES_MAX = 300
# A state machine may reach this; named here, so that it is a decision.
LONG_LINES_MAX = 400
LONG = set()
MEDIAN_MAX = 120
FUNCTION_LINES_MAX = 70

IMPORT = re.compile(
    r"^\s*(?:@\w+\s+)*(?:public |package |internal |private )?import "
    r"(?:(?:struct|class|enum|protocol|func|typealias|var|let)\s+)?([\w.]+)",
    re.M,
)
WORDS = re.compile(
    r"fatalError\(\"(?:not|un)|\btry!|XCTSkip|\.disabled\(|FIXME|TODO(?! ?\(#\d+\))"
)
MACHINE_PATHS = re.compile(r"/work/|/root/|/home/\w+/")


def fail(problems, text):
    problems.append(text)


def tracked():
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def is_counted(path):
    return "Generated" not in path.parts and not path.name.endswith("+Data.swift")


def check_imports(path, room, text, problems):
    if room in EXECUTABLES:
        return
    if room not in ARROWS:
        fail(problems, f"{path}: the room {room} is not drawn in Scripts/check/house.py")
        return
    for name in IMPORT.findall(text):
        module = name.split(".")[0]
        if module.startswith("Farthing") or module == "CFarthingData":
            if module not in ARROWS[room]:
                fail(problems, f"{path}: {room} may not import {module}")
        elif name not in FOREIGN[room] and module not in FOREIGN[room]:
            fail(problems, f"{path}: {room} may not import {name}")
    if room == "FarthingCore" and "/Ports/" not in str(path):
        if re.search(r"\b(async|await|actor)\b(?! *=)", strip(text)):
            fail(problems, f"{path}: async belongs to the ports alone")


def strip(text):
    text = re.sub(r"//.*", "", text)
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', text)


def check_functions(path, lines, problems):
    start = None
    for number, line in enumerate(lines, 1):
        opened = re.match(r"^(\s*)(?:[\w@()]+ )*(?:func|init[?(<]|init\b)", line)
        if opened and start is None:
            start, indent = number, opened.group(1)
        elif start is not None and line.startswith(indent + "}") and line.strip() in ("}", "},"):
            if number - start + 1 > FUNCTION_LINES_MAX:
                fail(problems, f"{path}:{start}: a function of {number - start + 1} lines")
            start = None
        elif start is not None and opened and len(opened.group(1)) <= len(indent):
            start, indent = number, opened.group(1)


def main():
    problems = []
    sizes = []
    for path in tracked():
        shown = path.relative_to(ROOT)
        if path.suffix in {".swift", ".py", ".sh", ".md", ".yaml", ".c", ".h"} or path.name in {
            "Makefile", "run",
        }:
            text = path.read_text(encoding="utf-8")
        else:
            continue
        if MACHINE_PATHS.search(text) and shown.name != "house.py":
            fail(problems, f"{shown}: the path of a machine")
        if path.suffix != ".swift":
            continue
        lines = text.splitlines()
        if WORDS.search(text):
            fail(problems, f"{shown}: unfinished or forced: {WORDS.search(text).group(0)}")
        if is_counted(path):
            check_functions(shown, lines, problems)
        if shown.parts[0] != "Sources":
            continue
        check_imports(shown, shown.parts[1], text, problems)
        unchecked = [n for n, l in enumerate(lines) if "@unchecked Sendable" in l]
        for number in unchecked:
            near = lines[max(0, number - 4):number + 4]
            if not any(line.strip().startswith("//") for line in near):
                fail(problems, f"{shown}:{number + 1}: @unchecked Sendable without its proof")
        if is_counted(path):
            sizes.append(len(lines))
            bound = LONG_LINES_MAX if str(shown) in LONG else LINES_MAX
            if len(lines) > bound:
                fail(problems, f"{shown}: {len(lines)} lines, more than {bound}")
    median = statistics.median(sizes) if sizes else 0
    if median > MEDIAN_MAX:
        fail(problems, f"the median file has {median} lines, more than {MEDIAN_MAX}")
    for problem in problems:
        print(problem)
    print(f"house: {len(sizes)} files, median {median:g} lines, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
