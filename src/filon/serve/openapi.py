"""The interface described for programs (OpenAPI 3.1). Written by hand; a fuzzer reads it in the tests."""

from __future__ import annotations

from typing import Any

from filon import __version__
from filon.serve.formats import SOLUTIONS, TRIPLES


def openapi(*, updates: bool) -> dict[str, Any]:
    """The description; with the update operation where the endpoint takes updates."""
    text = {"type": "string"}
    problems = {
        code: {
            "description": what,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for code, what in {
            "400": "The request or its query is malformed, or over a ceiling",
            "403": "Not done here: updates, SERVICE, LOAD",
            "406": "No form of the answer that the client takes",
            "413": "The request is too long",
            "414": "The address is too long",
            "415": "A body of another type",
            "429": "The client has had its query time",
            "503": "All workers are busy, or the query used up its memory",
            "504": "The query used up its time",
        }.items()
    }
    answer: dict[str, Any] = {media_type: {} for media_type in {**SOLUTIONS, **TRIPLES}}
    answers = {
        "200": {"description": "The answer", "content": answer},
        "304": {"description": "The client has it"},
        **problems,
    }
    graphs = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": text}, "explode": True}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    form = {"type": "object", "required": ["query"], "properties": {"query": text}}
    body: dict[str, Any] = {
        "application/sparql-query": {"schema": text},
        "application/x-www-form-urlencoded": {"schema": form},
    }
    posted = dict(answers)
    if updates:
        body["application/sparql-update"] = {"schema": text}
        posted["204"] = {"description": "The update is done"}
    see = {"303": {"description": "See its page or its data"}, **problems}

    def path(example: str) -> list[dict[str, Any]]:
        return [
            {"name": "path", "in": "path", "required": True, "schema": {**text, "minLength": 1}, "example": example}
        ]

    page = {
        "200": {"description": "The page or the data"},
        "304": {"description": "The client has it"},
        "404": {"description": "There is none"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Filon", "version": __version__, "summary": "A knowledge graph of public partnerships"},
        "paths": {
            "/sparql": {
                "get": {
                    "parameters": [{"name": "query", "in": "query", "schema": text}, *graphs],
                    "responses": answers,
                },
                "post": {"parameters": graphs, "requestBody": {"required": True, "content": body}, "responses": posted},
            },
            "/id/{path}": {"get": {"parameters": path("org/commune-de-lens"), "responses": see}},
            "/doc/{path}": {"get": {"parameters": path("org/commune-de-lens.html"), "responses": {**page, **problems}}},
            "/data/{path}": {"get": {"parameters": path("org/commune-de-lens.ttl"), "responses": {**page, **problems}}},
            "/queries/{path}": {"get": {"parameters": path("funders-of.html"), "responses": {**page, **see}}},
            "/status": {
                "get": {"responses": {"200": {"description": "What is served", "content": {"application/json": {}}}}}
            },
        },
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["title", "status", "detail"],
                    "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text},
                }
            }
        },
    }
