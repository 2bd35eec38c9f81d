"""What must be true after a benchmark: nothing held, and receipts that verify."""

from __future__ import annotations

from farthing_process import Farthing

from harness.report import Bars


def check(name: str, server: Farthing, bars: Bars) -> None:
    """Waits until nothing is held, then verifies the whole folder while the server still runs."""
    try:
        server.wait_until_nothing_held(60)
    except TimeoutError as error:
        print(error)
    bars.at_most(f"{name}_held_afterwards", float(server.held()), "USD", 0)
    verified = server.verify()
    if verified.returncode != 0:
        print(verified.stdout[-2000:], verified.stderr[-2000:])
    bars.holds(f"{name}_verify_whole", verified.returncode == 0)


def entries(name: str, counted: float, low: int, high: int, bars: Bars) -> None:
    """Compares what the journal counted with what the client's own count predicts.

    The two bounds differ by the calls that a load generator had under way when it stopped: it
    counts only answers that it has read.
    """
    print(f"{name}: {counted:.0f} entries, {low} to {high} predicted by the client's count")
    bars.holds(f"{name}_as_predicted", low <= counted <= high)
