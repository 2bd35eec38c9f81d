"""What the library makes impossible to write: each piece of bad use must not compile, for the reason named."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from farthing_process import farthing_binary

MODULES = Path(os.environ.get("FARTHING_MODULES", farthing_binary().parent / "Modules"))

HEAD = """
import Farthing

func misuse(_ governor: Governor, _ request: SpendRequest) async throws {
%s
}
"""

GOOD = """
    let hold = try await governor.hold(request)
    let flight = try await hold.dispatch()
    _ = try await flight.settle(.usd("0.01"))
    _ = try BudgetedSession(limit: .usd(5))
    _ = try BudgetedSession(limit: .usd("5.25"))
"""

BAD = {
    "settled twice": (
        """
    let flight = try await governor.hold(request).dispatch()
    _ = try await flight.settle(.usd("0.01"))
    _ = try await flight.settle(.usd("0.01"))
""",
        "consumed more than once",
    ),
    "dispatched twice": (
        """
    let hold = try await governor.hold(request)
    _ = try await hold.dispatch()
    _ = try await hold.dispatch()
""",
        "consumed more than once",
    ),
    "dispatched after it was given back": (
        """
    let hold = try await governor.hold(request)
    try await hold.release()
    _ = try await hold.dispatch()
""",
        "consumed more than once",
    ),
    "settled without being dispatched": (
        """
    let hold = try await governor.hold(request)
    _ = try await hold.settle(.usd("0.01"))
""",
        "has no member 'settle'",
    ),
    "a hold that is copied": (
        """
    let holds = [try await governor.hold(request)]
    _ = holds
""",
        "Copyable",
    ),
    "a limit that is not a number": (
        """
    _ = try BudgetedSession(limit: .usd(.nan))
""",
        "'nan'",
    ),
    "a limit in floating point": (
        """
    _ = try BudgetedSession(limit: .usd(5.25))
""",
        "got 'Double'",
    ),
    "a body that does not say what its call has cost": (
        """
    _ = try await governor.spend(request) { _ in "answer" }
""",
        "error:",
    ),
}


def typecheck(tmp_path, body: str) -> tuple[int, str]:
    """Compiles a program as far as its errors, moves of tokens included."""
    if not MODULES.joinpath("Farthing.swiftmodule").exists():
        pytest.fail(f"the module Farthing is not built in {MODULES}; FARTHING_MODULES names another")
    source = tmp_path / "misuse.swift"
    source.write_text(HEAD % body)
    command = [
        *("swiftc", "-swift-version", "6", "-parse-as-library", "-emit-sil"),
        *("-I", str(MODULES), "-o", str(tmp_path / "misuse.sil"), str(source)),
    ]
    if sys.platform != "darwin":
        command += ["-target", f"{platform.machine()}-unknown-linux-gnu"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stderr


def test_good_use_compiles(tmp_path):
    status, said = typecheck(tmp_path, GOOD)
    assert status == 0, said


@pytest.mark.parametrize("name", BAD)
def test_bad_use_does_not_compile(tmp_path, name):
    body, reason = BAD[name]
    status, said = typecheck(tmp_path, body)
    assert status != 0
    assert reason in said, said
