"""Reads the trace of `forgetful.c`: proves that no call was dispatched before its hold was durable.

Run the gateway with the environment that `shadow.environment(…, trace=path)` makes, its data folder
being the one watched. Send calls whose bodies carry a marker of their own (`"user":"trace-17"`), and
keep the hold's id that each answer's `x-farthing-hold` header names. After the gateway has ended:

    import sync_trace
    faults = sync_trace.check(
        path, port=UPSTREAM_PORT, marker=rb"trace-\\d+", hold_of={b"trace-17": "4f1c…", …}
    )
    assert faults == []

A hold is durable when the sync of the file that holds its entry has returned. To know which entries
a sync made durable, the ledger's files are put together as they were synced, and read with SQLite.
That takes some milliseconds a sync: a few hundred calls are enough for a trial.
"""

import dataclasses
import pathlib
import re
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Iterator

_HEADER = struct.Struct("<cQIQI")


@dataclasses.dataclass(frozen=True)
class Record:
    """One thing that the process did.

    kind: O a file was opened for the first time (payload: its path), W bytes were written to it,
    T it was cut to `offset` bytes, S it was synced, R renamed (payload: the new path), U removed,
    D a folder was synced (payload: its path), N bytes were written to a TCP socket.
    at_ns: of a monotonic clock; the end of a sync, the beginning of a write to a socket.
    subject: the file's number, or the port of the socket's peer.
    """

    kind: str
    at_ns: int
    subject: int
    offset: int
    payload: bytes


def records(path: pathlib.Path) -> Iterator[Record]:
    """The records in the order in which they were made; half a record at the end is left out."""
    with open(path, "rb") as file:
        while len(header := file.read(_HEADER.size)) == _HEADER.size:
            kind, at_ns, subject, offset, count = _HEADER.unpack(header)
            payload = file.read(count)
            if len(payload) < count:
                return
            yield Record(kind.decode(), at_ns, subject, offset, payload)


class _Durable:
    """The ledger's files as far as they were synced."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.written: dict[int, bytearray] = {}
        self.synced: dict[int, bytes] = {}
        self.next_sequence = 0

    def take(self, record: Record) -> bool:
        """Takes a record in; true when a sync has made bytes of the ledger durable."""
        number = record.subject
        if record.kind in "OR":
            self.names[number] = pathlib.Path(record.payload.decode()).name
            self.written.setdefault(number, bytearray())
        elif record.kind == "U":
            self.names.pop(number, None)
            self.synced.pop(number, None)
        elif record.kind == "W":
            bytes_ = self.written[number]
            end = record.offset + len(record.payload)
            if len(bytes_) < end:
                bytes_.extend(bytes(end - len(bytes_)))
            bytes_[record.offset : end] = record.payload
        elif record.kind == "T":
            bytes_ = self.written[number]
            del bytes_[record.offset :]
            bytes_.extend(bytes(record.offset - len(bytes_)))
        elif record.kind == "S" and self.names.get(number, "").startswith("ledger.sqlite"):
            self.synced[number] = bytes(self.written[number])
            return True
        return False

    def new_holds(self) -> set[str]:
        """The holds whose entries are durable since this was last asked."""
        folder = pathlib.Path(tempfile.mkdtemp())
        try:
            for number, content in self.synced.items():
                (folder / self.names[number]).write_bytes(content)
            if not (folder / "ledger.sqlite").exists():
                return set()
            return self._read(folder / "ledger.sqlite")
        finally:
            shutil.rmtree(folder)

    def _read(self, path: pathlib.Path) -> set[str]:
        holds: set[str] = set()
        connection = sqlite3.connect(path)
        try:
            rows = connection.execute(
                "SELECT first_sequence, count, lines FROM batches WHERE first_sequence >= ?"
                " ORDER BY first_sequence",
                (self.next_sequence,),
            ).fetchall()
        except sqlite3.OperationalError:  # The table is not there yet.
            return holds
        finally:
            connection.close()
        for first, count, lines in rows:
            self.next_sequence = first + count
            for line in bytes(lines).splitlines():
                if b'"kind":"hold"' in line:
                    found = re.search(rb'"decisionId":"([0-9a-f-]{36})"', line)
                    if found:
                        holds.add(found[1].decode())
        return holds


def check(
    path: pathlib.Path, *, port: int, marker: bytes, hold_of: dict[bytes, str]
) -> list[str]:
    """What is wrong in a trace; nothing when every dispatch came after its hold's sync.

    port: the upstream's. marker: a pattern that finds each call's marker in what is sent there.
    hold_of: the hold's id of each marker. A dispatch without a known hold is a fault, and so is a
    marker that was never dispatched: the trial would prove nothing.
    """
    durable = _Durable()
    durable_at: dict[str, int] = {}
    dispatches: list[tuple[int, bytes]] = []
    for record in records(path):
        if record.kind == "N":
            if record.subject == port:
                dispatches += [(record.at_ns, found) for found in re.findall(marker, record.payload)]
        elif durable.take(record):
            for hold in durable.new_holds():
                durable_at.setdefault(hold, record.at_ns)
    faults = []
    for at_ns, found in dispatches:
        hold = hold_of.get(found)
        if hold is None:
            faults.append(f"{found!r} was dispatched and its hold is not known")
        elif hold not in durable_at:
            faults.append(f"{found!r} was dispatched and its hold {hold} was never synced")
        elif durable_at[hold] > at_ns:
            late_us = (durable_at[hold] - at_ns) // 1000
            faults.append(f"{found!r} was dispatched {late_us} µs before its hold {hold} was synced")
    missing = set(hold_of) - {found for _, found in dispatches}
    faults += [f"{found!r} was never dispatched" for found in sorted(missing)]
    return faults
