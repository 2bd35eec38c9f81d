"""Plants faults in a copy of the ledger, one at a time, and shows that the tests catch each.

    python3 Scripts/mutants.py [--folder .build/mutants] [--seeds 1000] [--only NAME]
                               [--simulation-only] [--texts]

Every fault is an exact replacement of text. All of them are planted at once behind a switch, so that
one build serves for all; the runner is told which one to turn on. A fault is caught when the
conformance suite fails on the memory ledger, or one of the simulation's seeds does; a text that is no
longer there is an error, which --texts looks for alone. Without a fault both must pass.
"""

import argparse
import pathlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAUGHT_MIN = 20
# A fault may make the book run in a circle; an honest run takes some ten seconds.
TIMEOUT_SECONDS = 180

# Name, file under FarthingCore, text, and the text with the fault: FAULT is true when it is on.
FAULTS = [
    (
        "forgotten release",
        "Book/Book+Post.swift",
        "case .release(let hold, _): close(",
        "case .release(let hold, _): if FAULT { break }; close(",
    ),
    (
        "double settle",
        "Book/Book+PostSettle.swift",
        "let line = record.lines[index]\n",
        "var line = record.lines[index]\nif FAULT { line.charged = 0 }\n",
    ),
    (
        "off by one at the limit",
        "Book/Book+Headroom.swift",
        "let used = Int128(accounts[slot].spent) + Int128(accounts[slot].held)",
        "let used = Int128(accounts[slot].spent) + Int128(accounts[slot].held) - (FAULT ? 1 : 0)",
    ),
    (
        "expiry ignores sent",
        "Book/Book+Expire.swift",
        "let isCharged = ",
        "let isCharged = !FAULT && ",
    ),
    (
        "expiry a millisecond late",
        "Book/Book+Expire.swift",
        "next.at <= now",
        "next.at <= now - (FAULT ? 1 : 0)",
    ),
    (
        "zone of a window ignored",
        "Book/Book+Accounts.swift",
        "containing: now, zone: definition.zone)",
        "containing: now, zone: FAULT ? .utc : definition.zone)",
    ),
    (
        "window ends a millisecond late",
        "Book/Book+Accounts.swift",
        "guard now >= budgets[index].interval.endMs else",
        "guard now - (FAULT ? 1 : 0) >= budgets[index].interval.endMs else",
    ),
    (
        "settle leaves what was held",
        "Book/Book+PostHold.swift",
        "setLine(slot, index, held: 0, expected: 0)",
        "if amounts == nil || !FAULT { setLine(slot, index, held: 0, expected: 0) }",
    ),
    (
        "expected ignored",
        "Book/Book+Headroom.swift",
        "let expectedUsed = used + Int128(accounts[slot].expectedBeyondHeld)",
        "let expectedUsed = used + (FAULT ? 0 : Int128(accounts[slot].expectedBeyondHeld))",
    ),
    (
        "extension adds instead of sets",
        "Book/Book+Settle.swift",
        "// It holds the whole bound already.",
        "if FAULT { for i in held.indices { held[i] += open.lines[i].held } }",
    ),
    (
        "extension shortens",
        "Book/Book+Settle.swift",
        "expiresAtMs: max(open.expiresAtMs, request.expiresAtMs)",
        "expiresAtMs: FAULT ? request.expiresAtMs : max(open.expiresAtMs, request.expiresAtMs)",
    ),
    (
        "shadow refuses",
        "Book/Book+Hold.swift",
        "|| code == .invalid {",
        "|| code == .invalid || FAULT {",
    ),
    (
        "part of a refused hold stays",
        "Book/Book+Hold.swift",
        "        if let worst {\n            var refusal",
        "        if let worst {\nif FAULT { accounts[slots[0]].held += request.lines[0].base }\n            var refusal",
    ),
    (
        "two lines for one account taken",
        "Book/Book+Hold.swift",
        "where other.budget == request.lines[index].budget",
        "where !FAULT && other.budget == request.lines[index].budget",
    ),
    (
        "order of evidence reversed",
        "Book/Evidence.swift",
        "{ left.rank < right.rank }",
        "{ FAULT ? left.rank > right.rank : left.rank < right.rank }",
    ),
    (
        "key conflict ignored",
        "Book/Book+Hold.swift",
        "let isSame = holds[slot].key?.contentHash == key.contentHash",
        "let isSame = FAULT || holds[slot].key?.contentHash == key.contentHash",
    ),
    (
        "key forgotten after settlement",
        "Book/Book+Hold.swift",
        "if case .settled = record.state {",
        "if !FAULT, case .settled = record.state {",
    ),
    (
        "rolling bucket dropped early",
        "Book/RollingRing.swift",
        "(oldest.number + 1) * bucketMs",
        "(oldest.number + (FAULT ? 0 : 1)) * bucketMs",
    ),
    (
        "rolling refund outlives its spending",
        "Book/RollingRing.swift",
        "guard amount >= 0 else",
        "guard amount >= 0 || FAULT else",
    ),
    (
        "amount rounded down",
        "Book/HoldLine.swift",
        "(exact + 999_999) / 1_000_000",
        "(exact + (FAULT ? 0 : 999_999)) / 1_000_000",
    ),
    (
        "one token too many granted",
        "Book/HoldLine.swift",
        "let tokens = left * 1_000_000 / Int128(perMillionOutput)",
        "let tokens = left * 1_000_000 / Int128(perMillionOutput) + (FAULT ? 1 : 0)",
    ),
    (
        "warning each time",
        "Book/Book+Expire.swift",
        "if share <= accounts[slot].warnedBasisPoints { continue }",
        "if !FAULT, share <= accounts[slot].warnedBasisPoints { continue }",
    ),
    (
        "reset adopts the old accounts",
        "Book/Book+Configure.swift",
        "budgets[index].scopeGenerations = [:]\n            closeAccounts(budget: index)",
        "budgets[index].scopeGenerations = [:]\n            if !FAULT { closeAccounts(budget: index) }",
    ),
    (
        "refund not counted",
        "Book/Book+Post.swift",
        "accounts[slot].spend(-change.amount, atMs: now)",
        "accounts[slot].spend(FAULT ? 0 : -change.amount, atMs: now)",
    ),
    (
        "top-up ignored",
        "Book/Book+Post.swift",
        "accounts[slot].topUps += change.amount",
        "accounts[slot].topUps += FAULT ? 0 : change.amount",
    ),
    (
        "overrun not recorded",
        "Book/Book+Post.swift",
        "if after > before {",
        "if after > before, !FAULT {",
    ),
    (
        "late settlement not flagged",
        "Book/Book+Settle.swift",
        "isLate: kind == .late",
        "isLate: kind == .late && !FAULT",
    ),
    (
        "dispatch forgotten",
        "Book/Book+Post.swift",
        "{ holds[slot].isSent = true }",
        "{ holds[slot].isSent = !FAULT }",
    ),
    (
        "pause ignored",
        "Book/Book+Headroom.swift",
        "if budgets[budget].isPaused {",
        "if budgets[budget].isPaused, !FAULT {",
    ),
    (
        "clock steps back",
        "Book/Book.swift",
        "let now = max(nowMs, lastMs)",
        "let now = FAULT ? nowMs : max(nowMs, lastMs)",
    ),
    (
        "place among concurrent calls kept",
        "Book/Book+Charged.swift",
        "where unit == .concurrent {",
        "where unit == .concurrent && !FAULT {",
    ),
    (
        "repeats of a refusal not counted",
        "Book/RefusalLog.swift",
        "counts[source]?.repeats += 1",
        "counts[source]?.repeats += FAULT ? 0 : 1",
    ),
    (
        "snapshot forgets expectations",
        "Book/OpenHold+Snapshot.swift",
        "expected: numbers[index + 2]",
        "expected: numbers[FAULT ? index + 1 : index + 2]",
    ),
    (
        "what is drawn stays in the source",
        "Book/Book+Source.swift",
        "let held = max(0, left.held - amount)",
        "let held = max(0, left.held - (FAULT && amount > 0 ? 0 : amount))",
    ),
    (
        "what is not used stays out of the source",
        "Book/Book+PostHold.swift",
        "if let source { draw(",
        "if !FAULT, let source { draw(",
    ),
    (
        "allowance charged by its expiry",
        "Book/Book+Expire.swift",
        "open.isSent && !open.isSource",
        "open.isSent && (!open.isSource || FAULT)",
    ),
    (
        "allowance drawn beyond what is left",
        "Book/Book+Source.swift",
        "let fits = line.outputTokens(affordedBy: Int128(left))",
        "let fits = line.outputTokens(affordedBy: Int128(left) + (FAULT ? 1 : 0))",
    ),
    (
        "an approval's money used twice",
        "Book/Book+PostHold.swift",
        "if admission.source != nil { useEarmark(of: slot, now) }",
        "if !FAULT, admission.source != nil { useEarmark(of: slot, now) }",
    ),
    (
        "top-up of an unused approval stays",
        "Book/Book+PostApproval.swift",
        "accounts[kept.account].topUps -= topUp",
        "accounts[kept.account].topUps -= FAULT ? 0 : topUp",
    ),
    (
        "refusals of other rules counted as one",
        "Book/RefusalLog.swift",
        "            rule = refusal.rule\n",
        "            rule = FAULT ? nil : refusal.rule\n",
    ),
    (
        "another line blamed for a refusal",
        "Book/Book+Hold.swift",
        "refusal = blamed?.value ?? refusal",
        "refusal = FAULT ? refusal : blamed?.value ?? refusal",
    ),
    (
        "one vote too few",
        "Book/Approval.swift",
        "$0 + ($1.isFor ? 1 : 0)",
        "$0 + ($1.isFor || FAULT ? 1 : 0) + (FAULT ? 1 : 0)",
    ),
    (
        "an edit leaves open holds behind",
        "Book/Book+Configure.swift",
        "self.move(counted, move, to: index, now)",
        "if !FAULT { self.move(counted, move, to: index, now) }",
    ),
    (
        "a raised limit stays where an edit leaves it",
        "Book/Book+Move.swift",
        "accounts[slot].topUps += raise",
        "accounts[slot].topUps += FAULT ? 0 : raise",
    ),
    (
        "a correction leaves a raised limit",
        "Book/Book+PostSettle.swift",
        "accounts[slot].topUps -= unused",
        "accounts[slot].topUps -= FAULT ? 0 : unused",
    ),
    (
        "an allowance outlives its unit",
        "Book/Book+Configure.swift",
        "if move.changesUnit {",
        "if !FAULT, move.changesUnit {",
    ),
    (
        "a yes to less is one to more",
        "Book/Book+Approve.swift",
        "found.covers(request), found.answers(ask)",
        "found.covers(request), FAULT || found.answers(ask)",
    ),
    (
        "a moved line stays in its old account, too",
        "Book/Book+Move.swift",
        "setLine(hold, move.line, held: 0, expected: 0)",
        "if !FAULT { setLine(hold, move.line, held: 0, expected: 0) }",
    ),
    (
        "amounts of a changed unit not converted",
        "Book/Book+Charged.swift",
        "for conversion in holds[slot].conversions {",
        "for conversion in FAULT ? [] : holds[slot].conversions {",
    ),
    (
        "own vote counted",
        "Book/Book+Vote.swift",
        "if vote.voter.utf8.elementsEqual(approval.context.principal.utf8) {",
        "if !FAULT, vote.voter.utf8.elementsEqual(approval.context.principal.utf8) {",
    ),
]

PACKAGE = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "farthing",
    platforms: [.macOS(.v26)],
    targets: [
        .target(name: "FarthingCore"),
        .target(name: "Farthing", dependencies: ["FarthingCore"]),
        .target(name: "FarthingTesting", dependencies: ["Farthing", "FarthingCore"]),
        .executableTarget(
            name: "runner",
            dependencies: ["Farthing", "FarthingCore", "FarthingTesting"]
        ),
    ]
)

for target in package.targets {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
"""

SWITCH = """/// Which fault is on; zero for none. Set once, before anything runs.
package nonisolated(unsafe) var plantedFault = 0
"""

RUNNER = """import Farthing
import FarthingCore
import FarthingTesting

plantedFault = Int(CommandLine.arguments[1]) ?? 0
let seeds = UInt64(CommandLine.arguments[2]) ?? 0
let simulatesOnly = CommandLine.arguments.count > 3
let failures = simulatesOnly ? [] : await LedgerConformance(fresh: { MemoryLedger() }).run()
if let first = failures.first {
    print("conformance: \\(first.caseName)")
} else {
    var reports: [String] = []
    let passed = SimulationRunner.run(seeds: 0..<seeds, commands: 200) { reports.append($0) }
    let said = reports.first?.split(separator: "\\n").first.map(String.init) ?? ""
    print(passed ? "passed" : "simulation: " + said)
}
"""


def write(path: pathlib.Path, text: str) -> None:
    """Writes only what changed, so that the next build has less to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def planted() -> dict[pathlib.Path, str]:
    """The three targets' files, every fault planted behind the switch."""
    texts = {
        path.relative_to(ROOT): path.read_text()
        for target in ("FarthingCore", "Farthing", "FarthingTesting")
        for path in (ROOT / "Sources" / target).rglob("*.swift")
    }
    missing = []
    for number, (name, file, old, new) in enumerate(FAULTS, start=1):
        path = pathlib.Path("Sources/FarthingCore") / file
        found = texts.get(path, "").count(old)
        if found != 1:
            missing.append(f"{name}: its text is in {path} {found} times instead of once: {old!r}")
            continue
        texts[path] = texts[path].replace(old, new.replace("FAULT", f"(plantedFault == {number})"))
    if missing:
        sys.exit("\n".join(missing) + "\nchange Scripts/mutants.py to fit the sources")
    return texts


def copy(folder: pathlib.Path) -> None:
    """Writes a package of the three targets and the runner."""
    texts = planted()
    texts[pathlib.Path("Package.swift")] = PACKAGE
    texts[pathlib.Path("Sources/FarthingCore/PlantedFault.swift")] = SWITCH
    texts[pathlib.Path("Sources/runner/main.swift")] = RUNNER
    for path, text in texts.items():
        write(folder / path, text)
    for path in (folder / "Sources").rglob("*.swift"):
        if path.relative_to(folder) not in texts:
            path.unlink()


def run(binary: pathlib.Path, number: int, options: argparse.Namespace) -> str:
    """What became of one fault: by what it was caught, or `passed`."""
    try:
        done = subprocess.run(
            [binary, str(number), str(options.seeds), *["simulate"][: options.simulation_only]],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"it ran in a circle for {TIMEOUT_SECONDS} s"
    if done.returncode != 0:
        return f"it trapped, status {done.returncode}"
    return done.stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".build" / "mutants")
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--only", help="the name of one fault")
    parser.add_argument(
        "--simulation-only", action="store_true", help="leave the conformance suite out"
    )
    parser.add_argument("--texts", action="store_true", help="look only whether all texts are there")
    options = parser.parse_args()
    if options.texts:
        planted()
        print(f"mutants: {len(FAULTS)} faults can be planted")
        return 0

    started = time.monotonic()
    copy(options.folder)
    build = ["swift", "build", "-c", "release", "--package-path", str(options.folder)]
    built = subprocess.run(build, capture_output=True, text=True)
    if built.returncode != 0:
        print(built.stdout[-4_000:], built.stderr[-4_000:], file=sys.stderr)
        sys.exit("the copy with the planted faults does not compile; see Scripts/mutants.py")
    binary = options.folder / ".build" / "release" / "runner"

    sound = run(binary, 0, options)
    if sound != "passed":
        sys.exit(f"without any fault the tests must pass, but: {sound}")
    chosen = [
        (number, name)
        for number, (name, *_) in enumerate(FAULTS, start=1)
        if options.only in (None, name)
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda fault: run(binary, fault[0], options), chosen))

    caught = 0
    for (_, name), result in zip(chosen, results):
        survived = result == "passed"
        caught += not survived
        print(f"{name:38} {'SURVIVED' if survived else 'caught by ' + result}")
    print(f"{caught} of {len(chosen)} in {time.monotonic() - started:.0f} s")
    if options.only is None:
        verdict = "met" if caught >= CAUGHT_MIN else "short"
        print(f"bar mutants {caught} caught >= {CAUGHT_MIN} {verdict}")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
