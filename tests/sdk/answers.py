"""Validates answers against an OpenAPI description."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any, Iterator

import httpx
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4


class Description:
    """An OpenAPI description with its paths ready for matching."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        # Fewest keys first: `/contacts/delta()` before `/contacts/{contact-id}`.
        paths = sorted(document["paths"], key=lambda path: (path.count("{"), -len(path)))
        self.paths = [(self.pattern(path), document["paths"][path]) for path in paths]
        resource = Resource(contents=document, specification=DRAFT4)
        self.registry = Registry().with_resource("", resource)

    @staticmethod
    def load(file: str | None, stand_in: str) -> Description:
        """Reads a file, JSON or YAML, or asks the stand-in for its own description."""
        if file is None:
            with urllib.request.urlopen(f"{stand_in}/standin/openapi.json") as answer:
                return Description(json.load(answer))
        with open(file, encoding="utf-8") as text:
            if file.endswith(".json"):
                return Description(json.load(text))
            import yaml

            return Description(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

    @staticmethod
    def pattern(path: str) -> re.Pattern[str]:
        """`delta()` is answered as `delta` too."""
        plain = re.escape(path).replace(r"\(\)", r"(\(\))?")
        return re.compile("^" + re.sub(r"\\{[^/]*\\}", "[^/]+", plain) + "$")

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Finds what describes a request."""
        for pattern, methods in self.paths:
            if pattern.match(path) and method.lower() in methods:
                return methods[method.lower()]
        return None

    def faults(self, response: httpx.Response) -> Iterator[str]:
        """Names what is wrong with an answer; of a batch also with each of its parts."""
        request = response.request
        path = request.url.path.split("/v1.0", 1)[-1]
        where = f"{request.method} {path} -> {response.status_code}"
        operation = self.operation(request.method, path)
        if operation is None:
            yield f"{where}: not described"
            return
        if not response.content:
            if response.headers.get("content-type", "").startswith("application/json"):
                yield f"{where}: an empty body says that it is JSON"
            return
        schema = self.schema(operation, response.status_code)
        if schema is None:
            return
        answer = response.json()
        yield from self.differences(where, schema, answer)
        if path == "/$batch" and response.is_success:
            yield from self.batch_faults(json.loads(request.content), answer)

    def batch_faults(self, asked: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
        """Names what is wrong with the parts of a batch's answer."""
        parts = {part["id"]: part for part in asked["requests"]}
        answered = [part["id"] for part in answer.get("responses", [])]
        for missing in sorted(set(parts) - set(answered)):
            yield f"batch part {missing}: not answered"
        for part in answer.get("responses", []):
            if part["id"] not in parts:
                yield f"batch part {part['id']}: not asked for"
                continue
            method = parts[part["id"]]["method"].upper()
            # From the version on, or from there relative: both are taken.
            path = "/" + parts[part["id"]]["url"].split("?", 1)[0].split("/v1.0", 1)[-1].lstrip("/")
            where = f"batch part {part['id']}, {method} {path} -> {part['status']}"
            operation = self.operation(method, path)
            if operation is None:
                yield f"{where}: not described"
                continue
            schema = self.schema(operation, part["status"])
            if schema is not None and part.get("body") is not None:
                yield from self.differences(where, schema, part["body"])

    def schema(self, operation: dict[str, Any], status: int) -> dict[str, Any] | None:
        """What an operation says of the JSON that it answers with; none when it says nothing of one."""
        described = self.resolved(operation["responses"].get(f"{status // 100}XX", {}))
        content = described.get("content", {})
        return dict(content["application/json"]["schema"]) if "application/json" in content else None

    def differences(self, where: str, schema: dict[str, Any], answer: Any) -> Iterator[str]:
        """Names where an answer differs from its schema."""
        validator = OAS30Validator(self.rooted(schema), registry=self.registry)
        for error in validator.iter_errors(answer):
            yield f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"

    def resolved(self, described: dict[str, Any]) -> dict[str, Any]:
        """Follows one reference into the components."""
        if "$ref" not in described:
            return described
        found: Any = self.document
        for step in described["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return found

    def rooted(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Puts a schema beside the components that its references mean."""
        return {"allOf": [schema], "components": self.document["components"]}
