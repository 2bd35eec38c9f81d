"""The table of routes in the documentation is the one that the gateway goes by."""

from __future__ import annotations

import subprocess

from farthing_process import ROOT, farthing_binary


def routes(*flags: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [farthing_binary(), "routes", *flags], capture_output=True, text=True, timeout=30
    )


def test_the_documentation_is_what_the_command_prints():
    made = routes("--markdown")
    assert made.returncode == 0
    assert (ROOT / "docs" / "routes.md").read_text() == made.stdout, "make docs"


def test_one_provider():
    done = routes("--provider", "gemini")
    assert done.returncode == 0 and "/gemini/v1beta/models" in done.stdout
    assert "/openai" not in done.stdout


def test_an_unknown_provider_is_one_clear_line():
    done = routes("--provider", "gemni")
    assert done.returncode == 64 and "gemini" in done.stderr
    assert done.stderr.count("\n") == 1
