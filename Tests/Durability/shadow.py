"""What a power loss would have left of a folder that `forgetful.c` watched."""

import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).parent


def build(folder: pathlib.Path) -> pathlib.Path:
    """Compiles the storage layer into `folder` and returns the library's path."""
    library = folder / "forgetful.so"
    source = HERE / "forgetful.c"
    compiler = os.environ.get("CC", "cc")
    subprocess.run(
        [compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source, "-ldl",
         "-lpthread"],
        check=True,
    )
    return library


def environment(
    library: pathlib.Path,
    folder: pathlib.Path,
    shadow: pathlib.Path,
    *,
    leak: int = 0,
    seed: int = 0,
    trace: pathlib.Path | None = None,
) -> dict[str, str]:
    """The environment of a process whose `folder` is to be watched; makes both folders."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(shadow, ignore_errors=True)
    shadow.mkdir(parents=True)
    result = dict(os.environ)
    result["LD_PRELOAD"] = str(library.resolve())
    result["FORGETFUL_FOLDER"] = str(folder.resolve())
    result["FORGETFUL_SHADOW"] = str(shadow.resolve())
    result["FORGETFUL_LEAK"] = str(leak)
    result["FORGETFUL_SEED"] = str(seed)
    if trace is not None:
        result["FORGETFUL_TRACE"] = str(trace.resolve())
    return result


def restore(shadow: pathlib.Path, folder: pathlib.Path) -> None:
    """Puts the durable files back under their durable names, in a folder that is made for it."""
    folder.mkdir(parents=True)
    _restore(shadow, folder, "names")


def _restore(shadow: pathlib.Path, folder: pathlib.Path, names: str) -> None:
    listing = shadow / names
    if not listing.exists():
        return
    for line in listing.read_text().splitlines():
        number, name = line.split(" ", 1)
        if number == "-1":
            (folder / name).mkdir()
            _restore(shadow, folder / name, f"{names}-{name}")
        else:
            shutil.copyfile(shadow / f"object-{number}", folder / name)
            (folder / name).chmod(0o600)
