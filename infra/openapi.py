"""The OpenAPI document of every route, and the JSON schemas of events, written from the code.

`python -m infra.openapi` writes `functions/platform_api/openapi.json` and `events/schemas/`.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from smartretail.edge.http import PROBLEMS, Api
from smartretail.edge.problems import Problem

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "functions" / "platform_api" / "openapi.json"
SCHEMAS = ROOT / "events" / "schemas"
_CONTEXTS = ROOT / "layers" / "domain" / "python" / "smartretail"
_REFERENCE = "#/components/schemas/"
_REQUIRED_HEADERS = {
    ("/admin/connectors", "post"): ("Idempotency-Key",),
    ("/ingest/{table}", "post"): ("Idempotency-Key",),
}
_MORE_BODIES = {("/ingest/{table}", "post"): ("text/csv", "application/x-ndjson")}
_TITLE = "SmartRetail"
_ABOUT = (
    "Every route but `/health` and `/openapi.json` needs the ID token of a signed-in user. "
    "Failures are RFC 9457 problem documents."
)


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of all `*_api` functions."""
    paths: dict[str, Any] = {}
    problem = Problem.model_json_schema(ref_template=_REFERENCE + "{model}")
    schemas: dict[str, Any] = problem.pop("$defs") | {"Problem": problem}
    for name in api_functions():
        part = _part(name)
        part = _apart(part, schemas, name)
        for path, operations in part["paths"].items():
            paths.setdefault(path, {}).update(operations)
        schemas |= part["schemas"]
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": "1", "description": _ABOUT},
        "servers": [{"url": "/api"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {str(status): _problem_response(status) for status in PROBLEMS},
            "securitySchemes": {
                "idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def event_schemas() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and the schema of each event's data, for contexts that name their events."""
    for contract in sorted(_CONTEXTS.glob("*/contract.py")):
        context = contract.parent.name
        events = getattr(import_module(f"smartretail.{context}.contract"), "EVENTS", {})
        for name, shape in sorted(events.items()):
            yield SCHEMAS / context / f"{name}.json", _envelope(context, name, shape)


def api_functions() -> list[str]:
    """Return the names of the functions behind the HTTP API."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*_api/handler.py"))


def load(function: str) -> ModuleType:
    """Import a function's handler module by its path."""
    path = ROOT / "functions" / function / "handler.py"
    spec = spec_from_file_location(f"handler_of_{function}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def written(content: dict[str, Any]) -> str:
    """Return JSON as it is committed."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _part(function: str) -> dict[str, Any]:
    app: Api = load(function).app
    routes = [*app._static_routes, *app._dynamic_routes]
    for route in routes:
        route.responses = None
    part: dict[str, Any] = json.loads(app.get_openapi_json_schema(title=_TITLE, version="1"))
    for route in routes:
        operation = part["paths"][route.openapi_path][route.method.lower()]
        _complete(operation, route, function)
    schemas = part.get("components", {}).get("schemas", {})
    return {"paths": part["paths"], "schemas": _used(schemas, part["paths"])}


def _complete(operation: dict[str, Any], route: Any, function: str) -> None:
    roles = [role.value for check in route.middlewares for role in getattr(check, "roles", ())]
    operation["summary"] = (route.func.__doc__ or "").strip().partition("\n")[0]
    context = function.removesuffix("_api")
    operation["operationId"] = f"{context}_{route.func.__name__}"
    operation["tags"] = [context]
    operation["responses"].pop("422", None)
    place = (route.openapi_path, route.method.lower())
    for media_type in _MORE_BODIES.get(place, ()):
        text = {"schema": {"type": "string", "description": "Up to 1 MB of rows"}}
        operation["requestBody"]["content"][media_type] = text
    for name in _REQUIRED_HEADERS.get(place, ()):
        header = {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        operation.setdefault("parameters", []).append(header)
    if not roles:
        return
    operation["security"] = [{"idToken": []}]
    operation["x-roles"] = roles
    operation["responses"] |= {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in PROBLEMS
    }


def _apart(part: dict[str, Any], taken: dict[str, Any], function: str) -> dict[str, Any]:
    """Rename schemas that another function uses for something else."""
    prefix = function.removesuffix("_api").capitalize()
    text = json.dumps(part)
    clashing = [n for n, schema in part["schemas"].items() if taken.get(n, schema) != schema]
    for name in clashing:
        text = text.replace(f'"{_REFERENCE}{name}"', f'"{_REFERENCE}{prefix}{name}"')
    renamed: dict[str, Any] = json.loads(text)
    for name in clashing:
        renamed["schemas"][prefix + name] = renamed["schemas"].pop(name)
    return renamed


def _used(schemas: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    wanted: set[str] = set()
    text = json.dumps(paths)
    while found := {name for name in schemas if f'"{_REFERENCE}{name}"' in text} - wanted:
        wanted |= found
        text = json.dumps([schemas[name] for name in found])
    return {name: schemas[name] for name in sorted(wanted)}


def _problem_response(status: int) -> dict[str, Any]:
    return {
        "description": PROBLEMS[status]["description"],
        "content": {"application/problem+json": {"schema": {"$ref": f"{_REFERENCE}Problem"}}},
    }


def _envelope(context: str, name: str, shape: Any) -> dict[str, Any]:
    text = {"type": "string"}
    data = shape.model_json_schema()
    definitions = data.pop("$defs", None)
    fields = {
        "id": text,
        "name": {"const": name},
        "source": {"const": f"smartretail.{context}"},
        "tenant": text,
        "at": {"type": "string", "format": "date-time"},
        "actor": text,
        "correlation_id": text,
        "data": data,
    }
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": "The detail of an EventBridge event of this name.",
        "type": "object",
        "required": list(fields),
        "properties": fields,
    }
    return schema | ({"$defs": definitions} if definitions else {})


def main() -> int:
    """Write the document and the schemas; schemas of events that are gone are removed."""
    DOCUMENT.write_text(written(document()), encoding="utf-8")
    schemas = dict(event_schemas())
    for stale in set(SCHEMAS.glob("*/*.json")) - schemas.keys():
        stale.unlink()
    for path, schema in schemas.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(schema), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)} and {len(schemas)} event schemas\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
