"""Compares a folder's journal with the checkpoint that it has published (docs/formats/journal.md)."""

from __future__ import annotations

from pathlib import Path

from farthing_chain import Chain, Fault, NOTE_BYTES_MAX, decode_base64


def read_published(folder: Path) -> bytes | None:
    """To be read before the journal: a server beside may publish meanwhile."""
    try:
        with (folder / "log" / "checkpoint").open("rb") as file:
            return file.read(NOTE_BYTES_MAX + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None


def size_of(note: bytes | None) -> int | None:
    """The number of entries that a checkpoint says it covers."""
    lines = (note or b"").split(b"\n")
    return int(lines[1]) if len(lines) > 2 and lines[1].isdigit() and len(lines[1]) < 20 else None


def check_published(note: bytes, chain: Chain) -> None:
    """Raises a Fault where journal and checkpoint do not belong together."""
    last = max(0, chain.size - 1)
    try:
        text, signatures = chain.split_note(note)
    except Fault:
        raise Fault("checkpoint_invalid", last, "log/checkpoint is none") from None
    lines = text.split("\n")
    size, root = size_of(note), decode_base64(lines[2]) if len(lines) > 3 else None
    if size is None or root is None:
        raise Fault("checkpoint_invalid", last, "log/checkpoint is none")
    # Under an earlier name: a restore has left it.
    if lines[0] in chain.lineage.former_origins:
        return
    if lines[0] != chain.origin:
        raise Fault("checkpoint_invalid", last, f"log/checkpoint is of another log, {lines[0]}")
    verdicts = [chain.has_signed(key, text, lines[0], signatures) for key in chain.lineage.all_keys]
    if False in verdicts or True not in verdicts:
        raise Fault("checkpoint_invalid", last, "log/checkpoint is by none of the log's keys")
    if size > chain.size:
        raise Fault("checkpoint_ahead", chain.size, f"log/checkpoint is over {size} entries")
    if chain.published_root not in (None, root):
        raise Fault("log_forked", size - 1, "log/checkpoint is over other entries than these")
