"""Writes Tests/Vectors/bedrock/model.txt: every route of bedrock-runtime and every parameter of it.

From the service model in botocore (Apache-2.0), which must be installed in the version below. A line
is either a route, `POST /model/{modelId}/converse`, or a route's parameter behind a tab; members of
structures inside stand behind a dot, down to what a request's parts are made of.
Usage: bedrock_model.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

import botocore
import botocore.session

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from wheels import ROOT, write_or_check  # noqa: E402

VERSION = "1.44.5"
OUTPUT = ROOT / "Tests" / "Vectors" / "bedrock" / "model.txt"
METERED = ["Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"]
# Values whose members are a model's own, or that are counted as a whole, whatever is in them.
WHOLE = {"ReasoningContentBlock", "CitationsContentBlock", "SearchResultBlock", "ToolReference"}


def walk(shape, prefix: str, seen: tuple[str, ...]) -> list[str]:
    if shape.name in seen or shape.name in WHOLE:
        return []
    seen = (*seen, shape.name)
    if shape.type_name == "list":
        return walk(shape.member, prefix, seen)
    if shape.type_name != "structure" or getattr(shape, "is_document_type", False):
        return []
    names = []
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        if location == "uri":
            continue
        shown = member.serialization["name"].lower() if location == "header" else name
        names.append(prefix + shown)
        names += walk(member, f"{prefix}{shown}.", seen)
    return names


def lines() -> list[str]:
    if botocore.__version__ != VERSION:
        raise SystemExit(f"botocore is {botocore.__version__}, pinned is {VERSION}")
    service = botocore.session.Session().get_service_model("bedrock-runtime")
    result = []
    for operation in service.operation_names:
        model = service.operation_model(operation)
        route = f"{model.http['method']} {model.http['requestUri']}"
        result.append(route)
        if operation in METERED:
            result += [f"{route}\t{name}" for name in walk(model.input_shape, "", ())]
    return result


if __name__ == "__main__":
    heading = f"# botocore {VERSION} (Apache-2.0), service model bedrock-runtime 2023-09-30\n"
    content = heading + "".join(line + "\n" for line in sorted(set(lines())))
    write_or_check(OUTPUT, content.encode(), "--check" in sys.argv[1:])
