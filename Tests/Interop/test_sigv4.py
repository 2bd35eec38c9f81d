"""The checked-in signatures are what the installed `botocore` makes: Swift is tested against them."""

from __future__ import annotations

import sys

import botocore
import pytest

from farthing_process import ROOT

sys.path.insert(0, str(ROOT / "Scripts" / "vectors"))
import sigv4_vectors  # noqa: E402


@pytest.mark.skipif(
    botocore.__version__ != sigv4_vectors.VERSION, reason="another botocore than the pinned one"
)
def test_vectors_are_those_of_botocore():
    stored = (ROOT / "Tests" / "Vectors" / "sigv4" / "botocore.txt").read_bytes()
    assert stored == sigv4_vectors.botocore_lines()
