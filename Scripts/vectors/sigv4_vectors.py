"""Writes Tests/Vectors/sigv4: requests, and how they are signed with AWS Signature Version 4.

aws.txt is AWS's own test suite (aws-c-auth, Apache-2.0, copyright Amazon.com, Inc. or its
affiliates), as it lies in the source distribution of botocore, pinned by version and SHA-256.
botocore.txt holds random requests to Bedrock, signed by botocore itself, which must be installed in
that version. One JSON object a line. Usage: sigv4_vectors.py [--check]
"""

from __future__ import annotations

import datetime
import hashlib
import json
import random
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from unittest import mock
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from wheels import CACHE, ROOT, write_or_check  # noqa: E402

VERSION = "1.44.5"
SDIST = f"botocore-{VERSION}.tar.gz"
SDIST_SHA256 = "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da"
SUITE = f"botocore-{VERSION}/tests/unit/auth/aws4_testsuite/"
OUTPUT = ROOT / "Tests" / "Vectors" / "sigv4"
NOW = datetime.datetime(2026, 11, 21, 4, 0, 0, tzinfo=datetime.timezone.utc)
LABEL = f"botocore {VERSION} (Apache-2.0), {SDIST}, sha256 {SDIST_SHA256}"


def sdist() -> Path:
    path = CACHE / SDIST
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            command += ["--no-binary=:all:", "--dest", folder, f"botocore=={VERSION}"]
            subprocess.run(command, check=True)
            (Path(folder) / SDIST).rename(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SDIST_SHA256:
        raise SystemExit(f"{path}: sha256 is {digest}, pinned is {SDIST_SHA256}; delete the file")
    return path


def parse(text: str) -> tuple[str, str, list[list[str]], str]:
    """Method, target, fields and body of a raw request; folded lines belong to their field."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.rstrip("\n").split("\n")
    method, target = first.split(" ", 1)
    fields: list[list[str]] = []
    for line in lines:
        if line.startswith(" "):
            fields[-1][1] += "\n" + line
        else:
            name, _, value = line.partition(":")
            fields.append([name.lower(), value])
    return method, target.removesuffix(" HTTP/1.1"), fields, body


def suite() -> list[dict]:
    files: dict[str, dict[str, str]] = {}
    with tarfile.open(sdist()) as archive:
        for member in archive.getmembers():
            name = Path(member.name)
            known = name.suffix in (".sreq", ".creq", ".sts", ".authz")
            if member.name.startswith(SUITE) and known:
                text = archive.extractfile(member).read().decode()
                files.setdefault(name.stem, {})[name.suffix] = text
    cases = []
    for name, parts in sorted(files.items()):
        method, target, fields, body = parse(parts[".sreq"])
        fields = [field for field in fields if field[0] != "authorization"]
        cases.append(
            {
                "name": name,
                "method": method,
                "target": target,
                "fields": fields,
                "body": body,
                "canonical": parts[".creq"].removesuffix("\n"),
                "string_to_sign": parts[".sts"].removesuffix("\n"),
                "authorization": parts[".authz"].removesuffix("\n"),
            }
        )
    return cases


def signed(count: int) -> list[dict]:
    import botocore
    import botocore.auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    if botocore.__version__ != VERSION:
        raise SystemExit(f"botocore is {botocore.__version__}, pinned is {VERSION}")
    chance = random.Random(7)
    texts = ["a", "ä b", "x" * 40, "1,2;3", "tab\there", "two  spaces", "=/+%~", "{}"]
    cases = []
    for index in range(count):
        model = chance.choice(
            [
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
                "amazon.nova-micro-v1:0",
            ]
        )
        operation = chance.choice(["converse", "converse-stream", "invoke", "a%20b/../c"])
        scheme = chance.choice(["http", "https"])
        query = chance.choice(["", "", "?b=2&a=1", "?a=%C3%A4&a=&c", "?x=~-_.&X=%2F"])
        path = f"/bedrock/model/{quote(model, safe='-._~')}/{operation}"
        secret = "".join(chance.choices("abcXYZ0189/+", k=40))
        token = chance.choice([None, "IQoJb3JpZ2luX2VjE//token=="])
        body = bytes(chance.randrange(256) for _ in range(chance.choice([0, 1, 63, 64, 300])))
        fields = {"Content-Type": "application/json", "Host": "127.0.0.1:8484"}
        for number in range(chance.randrange(4)):
            fields[f"X-Amzn-Bedrock-{number}"] = chance.choice(texts[:1] + texts[2:])
        if chance.random() < 0.3:
            fields["X-Amz-Content-SHA256"] = hashlib.sha256(body).hexdigest()
        now = NOW + datetime.timedelta(seconds=index * 86_399)
        request = AWSRequest("POST", f"{scheme}://127.0.0.1:8484{path}{query}", fields, body)
        credentials = Credentials(f"fk{index}", secret, token)
        region = chance.choice(["us-east-1", "eu-central-1"])
        with mock.patch("botocore.auth.get_current_datetime", return_value=now):
            botocore.auth.SigV4Auth(credentials, "bedrock", region).add_auth(request)
        cases.append(
            {
                "secret": secret,
                "token": token,
                "region": region,
                "now_ms": int(now.timestamp() * 1000),
                "method": "POST",
                "target": path + query,
                "fields": [[name.lower(), value] for name, value in request.headers.items()],
                "body": body.hex(),
            }
        )
    return cases


def lines(cases: list[dict]) -> bytes:
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases).encode()


def botocore_lines() -> bytes:
    return f"# {LABEL}\n".encode() + lines(signed(200))


if __name__ == "__main__":
    check = "--check" in sys.argv[1:]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    heading = f"# AWS Signature Version 4 Test Suite (Apache-2.0), from {LABEL}\n".encode()
    write_or_check(OUTPUT / "aws.txt", heading + lines(suite()), check)
    write_or_check(OUTPUT / "botocore.txt", botocore_lines(), check)
