"""Generates what the token counters read in place from the executable:

  Sources/CFarthingData/o200k.bin, cl100k.bin   the byte-pair vocabularies
  Sources/CFarthingData/characters.bin          character classes of the pre-tokenizers

The vocabularies are those of OpenAI's tiktoken, taken from the litellm wheel, which carries them
(MIT), and checked against the hashes that tiktoken itself pins. The character classes are asked of
tiktoken's own regular expression engine, so that both know the same Unicode version.
Usage: vocabularies.py [--check]

A vocabulary: little-endian u32 bucket bits, u32 token count, u32 longest token, then 2^bits + 1 u32
offsets of buckets into what follows; a bucket is a row of tokens: u8 length, u24 rank, the bytes.
A token's bucket is the top bits of `mix` over its bytes.

The classes: 4352 bytes, one per 256 code points, naming a block; then blocks of 128 bytes, two code
points to a byte, the even one in the low half.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import sys

from wheels import LITELLM, ROOT, write_or_check

FOLDER = ROOT / "Sources" / "CFarthingData"
TOKENIZERS = "litellm/litellm_core_utils/tokenizers/"
# File in the wheel (named by the SHA-1 of its address), its SHA-256 as tiktoken pins it, bits.
VOCABULARIES = {
    "o200k": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        16,
    ),
    "cl100k": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        15,
    ),
}
CLASSES = [r"\p{Lu}|\p{Lt}", r"\p{Ll}", r"\p{Lm}|\p{Lo}", r"\p{M}", r"\p{N}", r"\s", r"[\r\n]"]
MASK = (1 << 64) - 1


def mix(token: bytes) -> int:
    """The hash of a token: multiply and shift over its little-endian words of eight bytes."""
    state = len(token)
    for start in range(0, len(token), 8):
        word = int.from_bytes(token[start : start + 8], "little")
        state = ((state ^ word) * 0x9E3779B97F4A7C15) & MASK
        state ^= state >> 32
    return (state * 0x9E3779B97F4A7C15) & MASK


def ranks(name: str) -> dict[bytes, int]:
    file, sha256, _ = VOCABULARIES[name]
    content = LITELLM.read(TOKENIZERS + file)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SystemExit(f"{name}: the vocabulary in the wheel is not the one that tiktoken pins")
    lines = (line.split() for line in content.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in lines}


def vocabulary(name: str) -> bytes:
    bits = VOCABULARIES[name][2]
    tokens = ranks(name)
    buckets: list[list[tuple[int, bytes]]] = [[] for _ in range(1 << bits)]
    for token, rank in tokens.items():
        buckets[mix(token) >> (64 - bits)].append((rank, token))
    offsets, rows = [0], bytearray()
    for bucket in buckets:
        for rank, token in sorted(bucket):
            rows += bytes([len(token)]) + rank.to_bytes(3, "little") + token
        offsets.append(len(rows))
    longest = max(map(len, tokens))
    header = struct.pack("<III", bits, len(tokens), longest)
    return header + struct.pack(f"<{len(offsets)}I", *offsets) + bytes(rows)


def characters() -> bytes:
    import tiktoken

    single = {bytes([value]): value for value in range(256)}
    classes = bytearray(0x110000)
    for number, pattern in enumerate(CLASSES, start=1):
        probe = tiktoken.Encoding("probe", pat_str=pattern, mergeable_ranks=single, special_tokens={})
        for start in range(0, 0x110000, 256):
            if 0xD800 <= start < 0xE000:
                continue
            # The engine answers with what it matched, so a block is asked for at once.
            found = bytes(probe.encode_ordinary("".join(map(chr, range(start, start + 256)))))
            for character in found.decode():
                classes[ord(character)] = number
    blocks: dict[bytes, int] = {}
    index = bytearray()
    for start in range(0, 0x110000, 256):
        row = classes[start : start + 256]
        block = bytes(row[i] | row[i + 1] << 4 for i in range(0, 256, 2))
        index.append(blocks.setdefault(block, len(blocks)))
    return bytes(index) + b"".join(blocks)


def main() -> None:
    check = "--check" in sys.argv[1:]
    for name in VOCABULARIES:
        write_or_check(FOLDER / f"{name}.bin", vocabulary(name), check)
    write_or_check(FOLDER / "characters.bin", characters(), check)


if __name__ == "__main__":
    main()
