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
a sync made durable, the ledger's files are put together as they were synced, and read with SQLite
after each sync: what SQLite would find there after a power loss is what counts, not what stands
somewhere in a frame of its log. A real gateway under load is put to it in test_gateway_trace.py.
"""

import dataclasses
import pathlib
import re
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator

_HEADER = struct.Struct("<cQIQI")
_HOLD = re.compile(rb'"decisionId":"([0-9a-f-]{36})"')


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


def write(path: pathlib.Path, records_: Iterable[Record]) -> None:
    """Writes a trace, such as one that was changed to see whether that is found."""
    with open(path, "wb") as file:
        for record in records_:
            sizes = (record.at_ns, record.subject, record.offset, len(record.payload))
            file.write(_HEADER.pack(record.kind.encode(), *sizes) + record.payload)


class _Durable:
    """The ledger's files as far as they were synced: a folder that follows the trace."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.names: dict[int, str] = {}
        self.unsynced: dict[int, list[Record]] = {}
        self.next_sequence = 0
        self.syncs = 0

    def take(self, record: Record) -> bool:
        """Takes a record in; true when a sync has made bytes of the ledger durable."""
        number = record.subject
        if record.kind in "OR":
            self.names[number] = pathlib.Path(record.payload.decode()).name
            self.unsynced.setdefault(number, [])
        elif record.kind == "U":
            name = self.names.pop(number, None)
            if name and name not in self.names.values():
                (self.folder / name).unlink(missing_ok=True)
        elif record.kind in "WT":
            self.unsynced[number].append(record)
        elif record.kind == "S" and self.names.get(number, "").startswith("ledger.sqlite"):
            self._sync(self.folder / self.names[number], self.unsynced[number])
            self.unsynced[number] = []
            self.syncs += 1
            return True
        return False

    def _sync(self, path: pathlib.Path, records_: list[Record]) -> None:
        path.touch()
        with open(path, "r+b") as file:
            for record in records_:
                if record.kind == "T":
                    file.truncate(record.offset)
                else:
                    file.seek(record.offset)
                    file.write(record.payload)

    def new_lines(self) -> Iterator[bytes]:
        """The entries that are durable and were not when this was last asked."""
        if not (self.folder / "ledger.sqlite").exists():
            return
        # SQLite's own index of the log does not know of the log's latest bytes: it is made anew.
        (self.folder / "ledger.sqlite-shm").unlink(missing_ok=True)
        # Read only, so that closing it does not move the log into the file.
        connection = sqlite3.connect(f"{(self.folder / 'ledger.sqlite').as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute(
                "SELECT first_sequence, count, lines FROM batches WHERE first_sequence >= ?"
                " ORDER BY first_sequence",
                (self.next_sequence,),
            ).fetchall()
        except sqlite3.OperationalError:  # The table is not there yet.
            rows = []
        finally:
            connection.close()
        for first, count, lines in rows:
            self.next_sequence = first + count
            yield from bytes(lines).splitlines()


@dataclasses.dataclass
class Result:
    """What a trace shows.

    faults: what is wrong in it; none when every dispatch came after its hold's sync.
    holds, extends: entries of that kind that became durable.
    least_us: the shortest time from the end of a hold's sync to its dispatch; 0 without dispatches.
    """

    faults: list[str] = dataclasses.field(default_factory=list)
    dispatches: int = 0
    syncs: int = 0
    holds: int = 0
    extends: int = 0
    least_us: int = 0


def check(
    path: pathlib.Path, *, port: int, marker: bytes, hold_of: dict[bytes, str]
) -> list[str]:
    """What is wrong in a trace; nothing when every dispatch came after its hold's sync."""
    return examine(path, port=port, marker=marker, hold_of=hold_of).faults


def examine(
    path: pathlib.Path, *, port: int, marker: bytes, hold_of: dict[bytes, str]
) -> Result:
    """What a trace shows, with its counts.

    port: the upstream's. marker: a pattern that finds each call's marker in what is sent there.
    hold_of: the hold's id of each marker. A dispatch without a known hold is a fault, and so is a
    marker that was never dispatched: the trial would prove nothing.
    """
    result = Result()
    durable_at: dict[str, int] = {}
    dispatches: list[tuple[int, bytes]] = []
    with tempfile.TemporaryDirectory() as folder:
        durable = _Durable(pathlib.Path(folder))
        for record in records(path):
            if record.kind == "N":
                if record.subject == port:
                    found = re.findall(marker, record.payload)
                    dispatches += [(record.at_ns, text) for text in found]
            elif durable.take(record):
                for line in durable.new_lines():
                    if b'"kind":"extend"' in line:
                        result.extends += 1
                    elif b'"kind":"hold"' in line and (hold := _HOLD.search(line)):
                        durable_at.setdefault(hold[1].decode(), record.at_ns)
        result.syncs = durable.syncs
    result.holds, result.dispatches = len(durable_at), len(dispatches)
    result.faults = _faults(dispatches, durable_at, hold_of)
    waits = [
        at_ns - durable_at[hold_of[found]]
        for at_ns, found in dispatches
        if hold_of.get(found) in durable_at
    ]
    result.least_us = min(waits, default=0) // 1000
    return result


def _faults(
    dispatches: list[tuple[int, bytes]], durable_at: dict[str, int], hold_of: dict[bytes, str]
) -> list[str]:
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
    return faults + [f"{found!r} was never dispatched" for found in sorted(missing)]
