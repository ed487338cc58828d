"""What the description of the API says beside what its views tell: errors, and true defaults."""

from typing import Any, Final

# What any address may answer, by what it takes; the words are those of common.api.
ALWAYS: Final = {"401": "Nyckel saknas eller gäller inte.", "429": "För många förfrågningar."}
TAKES_INPUT: Final = {"400": "Förfrågan går inte att läsa. ``errors`` säger vilka fält."}
ONE_THING: Final = {"404": "Finns inte, eller så har du inte behörighet att se det."}
ACTS: Final = {"409": "En regel hindrar det. ``detail`` säger vilken."}
GUARDED: Final = {"403": "Behörighet saknas. ``missing_scope``: nyckeln saknar den som nämns."}
PROBLEM: Final = {
    "type": "object",
    "description": "Vad som gick fel: svensk ``detail``, stabil engelsk ``code``.",
    "properties": {
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
    },
    "required": ["status", "code", "detail"],
}
METHODS: Final = {"get", "post", "put", "patch", "delete"}


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Name the errors that each address may answer with, in the shape of a problem."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, acts in result["paths"].items():
        for method in METHODS & set(acts):
            act = acts[method]
            problems = ALWAYS | GUARDED
            problems |= ONE_THING if "{" in path else {}
            problems |= TAKES_INPUT if act.get("parameters") or "requestBody" in act else {}
            problems |= ACTS if method != "get" else {}
            for status, text in problems.items():
                act["responses"].setdefault(status, {"description": text, "content": content})
    return result


def leave_out_empty_defaults(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Leave out a default of nothing where nothing is not allowed: left out means the same."""
    _walk(result)
    return result


def _walk(part: Any) -> None:
    if isinstance(part, dict):
        if part.get("default") == "" and (part.get("minLength") or "pattern" in part):
            del part["default"]
        for inner in part.values():
            _walk(inner)
    elif isinstance(part, list):
        for inner in part:
            _walk(inner)
