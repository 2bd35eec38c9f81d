#!/usr/bin/env python3
"""Makes Tests/Vectors/audio: a second or three of sound in each container that OpenAI takes.

Needs ffmpeg and ffprobe with their usual coders. `durations.txt` has each file's duration as
ffprobe states it; where it states none, that of the file once it is decoded.
Usage: audio.py
"""

from __future__ import annotations

import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Vectors" / "audio"
BYTES_MAX = 20_000

TONE = "sine=frequency=440:sample_rate={rate}:duration={seconds}"
# Name, sampling rate, seconds, and what ffmpeg is told beside.
FILES: list[tuple[str, int, float, str]] = [
    ("pcm16.wav", 8_000, 1.0, "-c:a pcm_s16le"),
    ("pcm8.wav", 8_000, 1.7, "-c:a pcm_u8"),
    ("pcm24.wav", 8_000, 0.5, "-c:a pcm_s24le -ac 1"),
    ("float.wav", 8_000, 0.5, "-c:a pcm_f32le"),
    ("alaw.wav", 8_000, 1.5, "-c:a pcm_alaw"),
    ("mulaw.wav", 8_000, 1.5, "-c:a pcm_mulaw"),
    ("stereo.wav", 8_000, 0.55, "-c:a pcm_s16le -ac 2"),
    ("tagged.wav", 8_000, 1.0, "-c:a pcm_s16le -metadata title=Hedgehog"),
    ("piped.wav", 8_000, 1.0, "-c:a pcm_s16le -f wav pipe:1"),
    ("cbr.mp3", 44_100, 3.0, "-b:a 32k"),
    ("vbr.mp3", 44_100, 2.3, "-q:a 9"),
    ("plain.mp3", 44_100, 2.0, "-b:a 32k -write_xing 0 -id3v2_version 0"),
    ("tagged.mp3", 22_050, 2.0, "-b:a 24k -metadata title=Hedgehog -write_id3v1 1"),
    ("low.mp3", 8_000, 3.1, "-b:a 8k"),
    ("layer2.mp3", 48_000, 1.5, "-c:a mp2 -b:a 64k -f mp2"),
    ("tone.flac", 16_000, 2.0, ""),
    ("odd.flac", 11_025, 2.05, ""),
    ("opus.ogg", 48_000, 3.0, "-c:a libopus -b:a 16k"),
    ("opus60.ogg", 48_000, 2.02, "-c:a libopus -b:a 12k -frame_duration 60"),
    ("opus2.ogg", 48_000, 0.7, "-c:a libopus -b:a 32k -frame_duration 2.5 -application lowdelay"),
    ("vorbis.ogg", 16_000, 3.0, "-c:a libvorbis -q:a 0"),
    ("aac.m4a", 16_000, 3.0, "-c:a aac -b:a 16k"),
    ("faststart.m4a", 44_100, 2.2, "-c:a aac -b:a 32k -movflags +faststart"),
    (
        "fragmented.mp4", 16_000, 3.0,
        "-c:a aac -b:a 16k -movflags frag_keyframe+empty_moov+default_base_moof"
        " -frag_duration 500000",
    ),
    ("opus.webm", 48_000, 3.0, "-c:a libopus -b:a 16k"),
    ("vorbis.webm", 16_000, 3.0, "-c:a libvorbis -q:a 0"),
    ("live.webm", 48_000, 2.0, "-c:a libopus -b:a 16k -live 1 -f webm pipe:1"),
]
FILM = "-f lavfi -i testsrc=size=32x32:rate=5:duration=2.5 -c:v mpeg4 -b:v 8k -c:a aac -b:a 16k"


def make(name: str, rate: int, seconds: float, options: str) -> None:
    tone = TONE.format(rate=rate, seconds=seconds)
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", tone]
    words = options.split()
    # The same bytes from every run of one version.
    bitexact = ["-fflags", "+bitexact", "-flags", "+bitexact"]
    if words[-1:] == ["pipe:1"]:
        # Through a pipe, so that nothing at the beginning can be set right at the end.
        command += [*words[:-1], *bitexact, "pipe:1"]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        (FOLDER / name).write_bytes(out)
    else:
        subprocess.run([*command, *words, *bitexact, str(FOLDER / name)], check=True)


def duration(path: Path) -> str:
    stated = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.strip()
    if stated != "N/A":
        return stated
    samples = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", "48000", "-"],
        check=True, stdout=subprocess.PIPE,
    ).stdout
    return f"{len(samples) / 96_000:.6f}"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, rate, seconds, options in FILES:
        make(name, rate, seconds, options)
    make("film.mp4", 16_000, 1.5, FILM)
    lines = []
    for path in sorted(FOLDER.iterdir()):
        if path.suffix == ".txt":
            continue
        if path.stat().st_size > BYTES_MAX:
            raise SystemExit(f"{path.name} has {path.stat().st_size} bytes")
        lines.append(f"{path.name}\t{duration(path)}\n")
    (FOLDER / "durations.txt").write_text("".join(lines))


if __name__ == "__main__":
    main()
