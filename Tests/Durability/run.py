"""Kills a loaded ledger on a storage layer that forgets what was not synced.

Each round lets a worker run under `forgetful.c`, kills it at a random moment, puts together what a
power loss would have left, and checks that every acknowledged command is there, that the journal
verifies whole, that no limit was passed, and that the ledger goes on. The next round goes on from
that folder.

Half of the rounds let some unsynced writes through, out of order, as a system's write-back does. At
the end a few rounds run with `--durability relaxed`: they must lose something, or this trial would
not notice a forgotten sync.

    python3 Tests/Durability/run.py --bench .build/release/farthing-bench --rounds 60
"""

import argparse
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

import shadow


class Trial:
    def __init__(self, bench: pathlib.Path, folder: pathlib.Path, seed: int) -> None:
        self.bench = bench
        self.folder = folder
        self.random = random.Random(seed)
        self.library = shadow.build(folder)
        self.kills = 0
        self.acks = 0

    def round(self, data: pathlib.Path, acks: pathlib.Path, *, is_relaxed: bool = False) -> str:
        """Runs and kills a worker; puts what would be left in the place of its folder.

        Returns an empty string when all is well, else what was found.
        """
        remains = self.folder / "shadow"
        environment = shadow.environment(
            self.library,
            data,
            remains,
            leak=self.random.choice([0, 30]),
            seed=self.random.randrange(1 << 60),
        )
        arguments = ["crash-worker", "--folder", data, "--acks", acks]
        arguments += ["--seed", str(self.random.randrange(1 << 60))]
        if is_relaxed:
            arguments.append("--relaxed")
        worker = subprocess.Popen([self.bench, *arguments], env=environment)
        # From here on the shadow stands for the folder; before it the worker has not begun.
        while not (remains / "names").exists() and worker.poll() is None:
            time.sleep(0.001)
        # Sometimes before the first commit, mostly in the midst of the load.
        early = self.random.random() < 0.2
        time.sleep(self.random.uniform(0, 0.1) if early else self.random.uniform(0.1, 1.5))
        if worker.poll() is not None:
            return f"the worker ended by itself with {worker.returncode}"
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.kills += 1
        shutil.rmtree(data)
        shadow.restore(remains, data)
        check = subprocess.run(
            [self.bench, "crash-check", "--folder", data, "--acks", acks],
            capture_output=True,
            text=True,
        )
        if check.stdout:
            self.acks += int(check.stdout.split()[0])
        return "" if check.returncode == 0 else check.stdout + check.stderr


def bar(name: str, value: int, unit: str, sense: str, limit: int) -> bool:
    is_met = value >= limit if sense == ">=" else value <= limit
    print(f"bar {name} {value} {unit} {sense} {limit} {'met' if is_met else 'short'}")
    return is_met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=pathlib.Path, default=".build/release/farthing-bench")
    parser.add_argument("--folder", type=pathlib.Path, default=".build/durability")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--rounds-per-folder", type=int, default=10)
    parser.add_argument("--control-rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    trial = Trial(options.bench.resolve(), options.folder.resolve(), options.seed)

    faults = 0
    for number in range(options.rounds):
        name = f"data-{number // options.rounds_per_folder}"
        data, acks = trial.folder / name, trial.folder / f"{name}.acks"
        found = trial.round(data, acks)
        if found:
            faults += 1
            print(f"round {number}: {found}", file=sys.stderr)
            break
        if (number + 1) % options.rounds_per_folder == 0:
            shutil.rmtree(data)
            acks.unlink(missing_ok=True)
    kills, acks_compared = trial.kills, trial.acks

    losses = 0
    for number in range(options.control_rounds):
        data = trial.folder / f"control-{number}"
        if trial.round(data, trial.folder / f"control-{number}.acks", is_relaxed=True):
            losses += 1

    print(f"{kills} kills, {acks_compared} acknowledgements compared with what was synced")
    results = [
        bar("durability-kills", kills, "kills", ">=", 50),
        bar("durability-faults", faults, "rounds", "<=", 0),
        bar("durability-control", losses, "losses", ">=", 1),
    ]
    if faults == 0:
        shutil.rmtree(options.folder)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
