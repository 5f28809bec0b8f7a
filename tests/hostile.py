"""Queries that mean harm, made from a seed: nesting, chains, noise, products, sorts, paths, sheer size."""

import random
from collections.abc import Iterator

SLOW = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f ?b",
    "SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) { ?a (<http://x>|!<http://x>)* ?b . ?b (<http://x>|!<http://x>|^<http://x>|!^<http://x>)* ?c . ?d (!<http://x>)* ?e }",
    "SELECT (SUM(?x) AS ?n) { ?a (!<x:>|^!<x:>)+/(!<x:>|^!<x:>)+ ?b BIND(RAND() AS ?x) }",
    "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) < 0) }",
    "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) < 0) }",
)


def quick(count: int, seed: int) -> Iterator[bytes]:
    """Queries that are to be turned away, or to break what reads them: bodies of a direct POST."""
    chance = random.Random(seed)  # noqa: S311 - the same queries each time
    kinds = (nested, chained, noisy, huge, bent)
    for _ in range(count):
        yield chance.choice(kinds)(chance)


def nested(chance: random.Random) -> bytes:
    depth = chance.choice((90, 101, 500, 3_000, 20_000))
    left, right = chance.choice(
        (("{", "}"), ("(", ")"), ("!(", ")"), ("[ <p:> ", "]"), ("(1 + ", ")"), ("{ { ", "} UNION { } }"))
    )
    if left in {"(", "!(", "(1 + "}:
        return f"SELECT * {{ BIND({left * depth}1{right * depth} AS ?x) }}".encode()
    if left.startswith("["):
        return f"SELECT * {{ {left * depth} 1 {right * depth} <p:> 1 }}".encode()
    return f"SELECT * {left * depth}{right * depth}".encode()


def chained(chance: random.Random) -> bytes:
    length = chance.choice((200, 1_500, 8_000))
    link = chance.choice(("+1", "-1", "||true", "/<p:>", "|^<p:>", "=1", "!"))
    if link.startswith(("/", "|^")):
        return f"SELECT * {{ ?s <p:>{link * length} ?o }}".encode()
    if link == "!":
        return f"ASK {{ FILTER({'!' * length}true) }}".encode()
    return f"ASK {{ FILTER(1{link * length}) }}".encode()


def noisy(chance: random.Random) -> bytes:
    return bytes(chance.randrange(256) for _ in range(chance.randrange(1, 400)))


def huge(chance: random.Random) -> bytes:
    return b"SELECT * { " + b"?s ?p ?o . " * chance.choice((250, 1_000, 100_000)) + b"}"


def bent(chance: random.Random) -> bytes:
    piece = chance.choice(
        (
            b"\x00",
            b"\xed\xa0\x80",
            b"\\uD800",
            b"\xff\xfe",
            "\u202e".encode(),
            b"'''",
            b'"""',
            b"#",
            b"<" * 999,
            b"\\u0000",
        )
    )
    text = b"SELECT * { ?s ?p 'label' FILTER(STR(?s) != '') }"
    at = chance.randrange(len(text))
    return text[:at] + piece + text[at:]
