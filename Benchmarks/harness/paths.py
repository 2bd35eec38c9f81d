"""Makes the helpers of the interop tests importable: they know how to start `farthing`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Interop"))
sys.dont_write_bytecode = True
