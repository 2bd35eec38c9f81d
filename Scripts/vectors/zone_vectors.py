"""Writes Tests/Vectors/zones/: time-zone files and what Python's zoneinfo makes of them.

Usage: zone_vectors.py [--zoneinfo /usr/share/zoneinfo]

Every file holds one zone: its TZif bytes, offsets at many instants, and windows as a plain search
over local clock readings finds them. The search knows nothing of transitions or rules: it asks
zoneinfo for the local time minute by minute.
"""

import argparse
import base64
import functools
import io
import json
import pathlib
import random
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = [
    "UTC", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "Europe/Dublin",
    "America/New_York", "America/Sao_Paulo", "America/Santiago", "America/St_Johns",
    "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo",
    "Pacific/Apia", "Pacific/Chatham", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran",
    "America/Nuuk", "Antarctica/Troll",
]
MINUTE, HOUR, DAY = 60, 3600, 86400
EPOCH = datetime(1970, 1, 1)
OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Vectors" / "zones"


class Clock:
    """Local clock readings of one zone, in seconds after 1970-01-01T00:00 by that clock."""

    def __init__(self, name, tzif):
        self.zone = ZoneInfo.from_file(io.BytesIO(tzif), key=name)

    @functools.lru_cache(maxsize=4_000_000)
    def offset(self, utc):
        moment = datetime.fromtimestamp(utc, timezone.utc).astimezone(self.zone)
        return int(moment.utcoffset().total_seconds())

    def local(self, utc):
        return utc + self.offset(utc)

    @functools.lru_cache(maxsize=None)
    def first_instant(self, midnight):
        """The first UTC minute at which the clock shows `midnight` or later."""
        # One offset just before and just after means that there is nothing to search.
        low, high = midnight - 27 * HOUR, midnight + 27 * HOUR
        if all(self.offset(t) == self.offset(low) for t in range(low, high, HOUR // 4)):
            return midnight - self.offset(low)
        return next(t for t in range(low, high, MINUTE) if self.local(t) >= midnight)


def day_start(date):
    return int((date - EPOCH).total_seconds())


def period(kind, date):
    """The first days of the period that holds `date` and of the next one."""
    if kind == "day":
        return date, date + timedelta(days=1)
    if kind == "week":
        first = date - timedelta(days=date.weekday())
        return first, first + timedelta(days=7)
    first = date.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def calendar_window(clock, kind, utc):
    date = EPOCH + timedelta(days=clock.local(utc) // DAY)
    while True:
        first, following = period(kind, date)
        end = clock.first_instant(day_start(following))
        if end > utc:
            return clock.first_instant(day_start(first)), end
        date = following


def is_boundary(clock, utc, length):
    before, after = clock.offset(utc - MINUTE), clock.offset(utc)
    return (utc + after) % length == 0 or (after - before) % length != 0


def clock_window(clock, kind, utc):
    length = HOUR if kind == "hour" else MINUTE
    start = utc - utc % MINUTE
    while not is_boundary(clock, start, length):
        start -= MINUTE
    end = start + MINUTE
    while not is_boundary(clock, end, length):
        end += MINUTE
    return start, end


def transitions(clock, first, last):
    """The minutes at which the offset changes between two years."""
    found = []
    low = day_start(datetime(first, 1, 1))
    end = day_start(datetime(last, 1, 1))
    for start in range(low, end, 6 * HOUR):
        a, b = start, start + 6 * HOUR
        if clock.offset(a) == clock.offset(b):
            continue
        while b - a > MINUTE:
            middle = (a + b) // 2 // MINUTE * MINUTE
            if clock.offset(middle) == clock.offset(a):
                a = middle
            else:
                b = middle
        found.append(b)
    return found


def instants(clock, name):
    source = random.Random(name)
    picked = set()
    changes = transitions(clock, 1975, 2045)
    changes += transitions(clock, 2095, 2098)
    kept = [t for t in changes if 2007 <= (EPOCH + timedelta(seconds=t)).year <= 2030]
    kept = source.sample(kept, min(len(kept), 9))
    kept += source.sample(changes, min(len(changes), 6))
    for change in kept:
        for away in (-DAY, -HOUR, -HOUR // 2, -MINUTE, 0, MINUTE, HOUR // 2, HOUR, DAY):
            picked.add(change + away)
    for _ in range(25):
        day = source.randrange(day_start(datetime(1975, 1, 1)), day_start(datetime(2100, 1, 1)))
        picked.add(day // MINUTE * MINUTE)
    return sorted(picked)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zoneinfo", default="/usr/share/zoneinfo")
    root = pathlib.Path(parser.parse_args().zoneinfo)
    OUT.mkdir(parents=True, exist_ok=True)
    for name in ZONES:
        tzif = (root / name).read_bytes()
        clock = Clock(name, tzif)
        rows = []
        for utc in instants(clock, name):
            source = random.Random(f"{name}{utc}")
            row = [utc, source.randrange(60_000), clock.offset(utc)]
            for kind in ("minute", "hour"):
                row += clock_window(clock, kind, utc)
            for kind in ("day", "week", "month"):
                row += calendar_window(clock, kind, utc)
            rows.append(row)
        lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
        text = (
            '{"zone":%s,\n"tzif":"%s",\n'
            '"columns":["minuteSeconds","extraMs","offsetSeconds","minuteStart","minuteEnd",'
            '"hourStart","hourEnd","dayStart","dayEnd","weekStart","weekEnd",'
            '"monthStart","monthEnd"],\n"rows":[\n%s\n]}\n'
        ) % (json.dumps(name), base64.b64encode(tzif).decode(), lines)
        (OUT / (name.replace("/", "_") + ".json")).write_text(text)


if __name__ == "__main__":
    main()
