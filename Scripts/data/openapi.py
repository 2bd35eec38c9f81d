"""Joins the console's OpenAPI document from its parts, checks it, and writes it as Swift.

Reads Sources/FarthingConsole/OpenAPI/components.json (head, order of the parts, what they share) and
parts/*.json (tags, paths and schemas of one subject each); writes OpenAPIDocument+Data.swift beside
them. Usage: openapi.py [--check | --list], the latter for a line about each operation. Schemas and
examples are checked where the package jsonschema is; test_console_openapi.py sees to it that they are.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wheels import ROOT, write_or_check

FOLDER = ROOT / "Sources" / "FarthingConsole" / "OpenAPI"
OUTPUT = FOLDER / "OpenAPIDocument+Data.swift"
METHODS = ("get", "put", "post", "delete", "patch")
ROLES = {"viewer", "auditor", "operator", "approver", "admin", "agent", "key", "any"}
PEERS = {"agent_gov", "actguard"}
LINE_WIDTH = 92
LINES_PER_CHUNK = 200

try:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
except ImportError:
    Draft202012Validator = None

Node = dict[str, Any]


class Faults:
    """What is wrong, all of it, so that one run tells everything."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, where: str, what: str) -> None:
        self.lines.append(f"{where}: {what}")


def load(path: Path) -> Node:
    def once(pairs: list[tuple[str, Any]]) -> Node:
        node: Node = {}
        for key, value in pairs:
            if key in node:
                raise SystemExit(f"{path.name}: the member {key!r} is there twice")
            node[key] = value
        return node

    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise SystemExit(f"{path.name}: {error}") from None


def merge(into: Node, more: Node, where: str, faults: Faults) -> None:
    for name, value in more.items():
        if name in into:
            faults.add(where, f"{name} is in another part already")
        into[name] = value


def join(faults: Faults) -> Node:
    """The document of all parts."""
    document = load(FOLDER / "components.json")
    names = document.pop("parts")
    files = {path.stem for path in (FOLDER / "parts").glob("*.json")}
    if files != set(names):
        faults.add("components.json", f"parts and files differ: {sorted(files ^ set(names))}")
    components = document.pop("components")
    document |= {"tags": [], "paths": {}}
    for name in names:
        part = load(FOLDER / "parts" / f"{name}.json")
        if set(part) != {"tags", "paths", "schemas"}:
            faults.add(name, "a part has tags, paths and schemas")
        document["tags"] += part["tags"]
        merge(document["paths"], part["paths"], name, faults)
        merge(components["schemas"], part["schemas"], name, faults)
    document["components"] = components
    return document


def operations(document: Node) -> Iterator[tuple[str, str, Node, Node]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item, item[method]


def nodes(value: Any, where: str = "#") -> Iterator[tuple[str, Node]]:
    """Every object below, with where it is; examples are values, not parts of the document."""
    if isinstance(value, dict):
        yield where, value
        for key, child in value.items():
            if key not in ("example", "examples") or where.endswith("/properties"):
                yield from nodes(child, f"{where}/{key}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from nodes(child, f"{where}/{index}")


def resolve(document: Node, node: Node) -> Node:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def check_references(document: Node, faults: Faults) -> None:
    used: set[str] = set()
    for where, node in nodes(document):
        target = node.get("$ref")
        if target is None or where.endswith("/properties"):
            continue
        used.add(target)
        try:
            resolve(document, {"$ref": target})
        except (KeyError, TypeError):
            faults.add(where, f"{target} is not there")
    for kind, members in document["components"].items():
        for name in members:
            if kind != "securitySchemes" and f"#/components/{kind}/{name}" not in used:
                faults.add(f"#/components/{kind}/{name}", "is used nowhere")


def parameters(document: Node, item: Node, operation: Node) -> list[Node]:
    listed = item.get("parameters", []) + operation.get("parameters", [])
    return [resolve(document, parameter) for parameter in listed]


def check_operation(document: Node, method: str, path: str, item: Node, faults: Faults) -> None:
    operation = item[method]
    where = f"{method.upper()} {path}"
    own = path.startswith("/v1/")
    if not re.fullmatch(r"[a-z]+([A-Z][A-Za-z]*)+", operation.get("operationId", "")):
        faults.add(where, "operationId is no verb and noun in camelCase")
    if not re.fullmatch(r"[A-Z][^.]*(?:\. [a-z][^.]*)*\.", operation.get("summary", "")):
        faults.add(where, "the summary is not one sentence")
    tags = {tag["name"] for tag in document["tags"]}
    if len(operation.get("tags", [])) != 1 or not set(operation["tags"]) <= tags:
        faults.add(where, "needs one tag, which is described")
    if "security" not in operation:
        faults.add(where, "says nothing of security")
    for choice in operation.get("security", []):
        for scheme, roles in choice.items():
            if scheme not in document["components"]["securitySchemes"]:
                faults.add(where, f"the security scheme {scheme} is not there")
            if len(roles) != 1 or not set(roles) <= ROLES:
                faults.add(where, f"{roles} is not one role")
    listed = parameters(document, item, operation)
    declared = [one["name"] for one in listed if one["in"] == "path"]
    if sorted(declared) != sorted(re.findall(r"\{([^}]+)\}", path)):
        faults.add(where, f"path parameters are declared as {declared}")
    names = [(one["in"], one["name"].lower()) for one in listed]
    if len(names) != len(set(names)):
        faults.add(where, "a parameter is there twice")
    check_answers(where, own, operation, listed, faults)


def check_answers(
    where: str, own: bool, operation: Node, listed: list[Node], faults: Faults
) -> None:
    answers = set(operation.get("responses", {}))
    needed: set[str] = set()
    if operation.get("security"):
        needed |= {"401", "403", "429", "503"}
    if "requestBody" in operation:
        needed |= {"413", "422"} | ({"400", "415"} if own else set())
    if listed and own:
        needed |= {"422"}
    if any(one["in"] == "path" for one in listed):
        needed |= {"404"}
    names = {one["name"]: one for one in listed if one["in"] == "header"}
    if "If-Match" in names:
        needed |= {"412"}
    if "Idempotency-Key" in names:
        needed |= {"409"}
    if needed - answers:
        faults.add(where, f"lacks the answers {sorted(needed - answers)}")
    if "default" in answers:
        faults.add(where, "every answer is stated by its number")
    if not any(code.startswith("2") for code in answers):
        faults.add(where, "never succeeds")


def check_bounds(document: Node, faults: Faults) -> None:
    """What clients send is bounded, and ours has no unknown members."""
    seen: set[int] = set()
    for method, path, item, operation in operations(document):
        where = f"{method.upper()} {path}"
        peer = operation["tags"][0] in PEERS
        for parameter in parameters(document, item, operation):
            bounded(document, parameter["schema"], f"{where} {parameter['name']}", peer, seen, faults)
        content = operation.get("requestBody", {}).get("content", {})
        for media in content.values():
            bounded(document, media["schema"], where, peer, seen, faults)


def bounded(
    document: Node, schema: Node, where: str, peer: bool, seen: set[int], faults: Faults
) -> None:
    if "$ref" in schema:
        where = schema["$ref"].rsplit("/", 1)[1]
        schema = resolve(document, schema)
    if id(schema) in seen:
        return
    seen.add(id(schema))
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "string" in kinds and not {"enum", "const", "maxLength"} & set(schema):
        faults.add(where, "a text without maxLength")
    if {"integer", "number"} & set(kinds):
        if not ({"minimum", "exclusiveMinimum"} & set(schema) and "maximum" in schema):
            faults.add(where, "a number without bounds")
    if "array" in kinds and "maxItems" not in schema:
        faults.add(where, "an array without maxItems")
    if "object" in kinds and not peer:
        if schema.get("additionalProperties", True) is True:
            faults.add(where, "an object that takes unknown members")
        if isinstance(schema.get("additionalProperties"), dict) and "maxProperties" not in schema:
            faults.add(where, "a map without maxProperties")
    children = list(schema.get("properties", {}).items())
    children += [("[]", schema["items"])] if "items" in schema else []
    children += [("|", one) for kind in ("oneOf", "anyOf", "allOf") for one in schema.get(kind, [])]
    if isinstance(schema.get("additionalProperties"), dict):
        children.append(("*", schema["additionalProperties"]))
    for name, child in children:
        bounded(document, child, f"{where}.{name}", peer, seen, faults)


def check_schemas(document: Node, faults: Faults) -> None:
    """Schemas are schemas, and every example is what it is an example of."""
    for name, schema in document["components"]["schemas"].items():
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            faults.add(name, f"no JSON Schema: {error.message}")
        for node in [schema, *schema.get("properties", {}).values()]:
            for example in node.get("examples", []):
                validate(document, node, example, f"the example of {name}", faults)
    for where, node in nodes(document):
        if "schema" in node and "example" in node:
            validate(document, node["schema"], node["example"], f"the example of {where}", faults)


def check_examples(document: Node, faults: Faults) -> None:
    """Every body shows one."""
    for method, path, _, operation in operations(document):
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [a for code, a in operation["responses"].items() if code.startswith("2")]
        for body in bodies:
            for kind, media in resolve(document, body).get("content", {}).items():
                if kind == "application/json" and not has_example(document, media):
                    faults.add(f"{method.upper()} {path}", "a body without an example")


def has_example(document: Node, media: Node) -> bool:
    schema = resolve(document, media["schema"])
    if "example" in media or "examples" in schema or schema == {"type": "object"}:
        return True
    # A page of a list shows itself by an example of its items.
    items = schema.get("properties", {}).get("items", {})
    return bool(items) and "examples" in resolve(document, items.get("items", {}))


def validate(document: Node, schema: Node, example: Any, where: str, faults: Faults) -> None:
    whole = {"allOf": [schema], "components": document["components"]}
    for error in Draft202012Validator(whole).iter_errors(example):
        faults.add(where, f"{error.json_path}: {error.message[:200]}")


def check(document: Node, faults: Faults) -> None:
    check_references(document, faults)
    if faults.lines:
        return
    taken: dict[str, str] = {}
    for method, path, item, operation in operations(document):
        check_operation(document, method, path, item, faults)
        name = operation.get("operationId", "")
        if name in taken:
            faults.add(f"{method.upper()} {path}", f"has the operationId of {taken[name]}")
        taken[name] = f"{method.upper()} {path}"
        unknown = set(item) - set(METHODS) - {"parameters"}
        if unknown:
            faults.add(path, f"has {sorted(unknown)}")
    check_bounds(document, faults)
    check_examples(document, faults)
    if Draft202012Validator:
        check_schemas(document, faults)


def swift(document: Node) -> bytes:
    """The compact document as a raw literal in chunks, each of which the compiler takes at once."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    assert "\\#" not in text and '"""#' not in text, "the document would end its literal"
    rows = [text[start : start + LINE_WIDTH] for start in range(0, len(text), LINE_WIDTH)]
    lines = [
        "// Made by Scripts/data/openapi.py of parts/*.json and components.json; edit those.",
        "",
        "/// The console's OpenAPI 3.1 document, as `/openapi.json` answers it.",
        "package enum OpenAPIDocument {",
        "    /// The document: compact JSON.",
        '    package static let text = chunks.joined()',
        "",
        "    private static let chunks: [String] = [",
    ]
    for start in range(0, len(rows), LINES_PER_CHUNK):
        chunk = rows[start : start + LINES_PER_CHUNK]
        lines.append('        #"""')
        lines += [f"        {row}\\#" for row in chunk[:-1]]
        lines += [f"        {chunk[-1]}", '        """#,']
    lines += ["    ]", "}", ""]
    return "\n".join(lines).encode()


def described(document: Node) -> Iterator[str]:
    """A line about each operation: method, path, name, role, what goes in and what comes out."""
    for method, path, item, operation in operations(document):
        roles = [role for choice in operation["security"] for role in choice.get("bearer", [])]
        queries = [one["name"] for one in parameters(document, item, operation) if one["in"] == "query"]
        content = operation.get("requestBody", {}).get("content", {})
        sent = members(document, content["application/json"]["schema"]) if content else ""
        answered = next(a for c, a in operation["responses"].items() if c.startswith("2"))
        media = resolve(document, answered).get("content", {})
        got = members(document, media["application/json"]["schema"]) if "application/json" in media \
            else ", ".join(media)
        yield (
            f"{method.upper()} {path}  {operation['operationId']}  {roles[0] if roles else 'none'}  "
            f"?{','.join(queries)}  {{{sent}}}  -> {{{got}}}  {' '.join(operation['responses'])}"
        )


def members(document: Node, schema: Node) -> str:
    schema = resolve(document, schema)
    names: list[str] = []
    for part in [schema, *(resolve(document, one) for one in schema.get("allOf", []))]:
        needed = part.get("required", [])
        names += [name + ("" if name in needed else "?") for name in part.get("properties", {})]
    return ", ".join(names)


def main() -> None:
    faults = Faults()
    document = join(faults)
    check(document, faults)
    for line in faults.lines:
        print(line)
    if faults.lines:
        raise SystemExit(f"{len(faults.lines)} faults; nothing was written")
    if "--list" in sys.argv:
        print("\n".join(described(document)))
        return
    write_or_check(OUTPUT, swift(document), "--check" in sys.argv)
    print(f"{sum(1 for _ in operations(document))} operations")


if __name__ == "__main__":
    main()
