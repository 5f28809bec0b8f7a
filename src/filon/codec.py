"""The model's dataclasses as plain JSON values and back, so that what was computed can be kept in a file.

The types are read from the annotations of the fields: one law, ``decode(type(x), encode(x)) == x``, holds for every
dataclass of `filon.model` and none needs code of its own here.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Decoder = Callable[[Any], Any]


def encode(value: object) -> Any:
    """A dataclass, enum, decimal or a nesting of them as JSON values; fields that hold their default are left out."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: encode(item) for field in fields(value) if (item := getattr(value, field.name)) != field.default
        }
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def decode(kind: type[T], plain: Any) -> T:
    """The value of type ``kind`` that `encode` made ``plain`` from.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` where ``plain`` is not of that type (an older layout, a damaged file).
    """
    result: T = _decoder(cast("Hashable", kind))(plain)
    return result


@cache
def _decoder(kind: Hashable) -> _Decoder:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(tuple(argument for argument in arguments if argument is not types.NoneType))
    if origin is tuple:
        return _tuple(arguments)
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum | Decimal):
        return kind
    return _unchanged


def _unchanged(plain: Any) -> Any:
    return plain


def _optional(choices: Iterable[Any]) -> _Decoder:
    (choice,) = choices  # the model has no union but «or None» where a value is stored
    inner = _decoder(choice)

    def read(plain: Any) -> Any:
        return None if plain is None else inner(plain)

    return read


def _tuple(arguments: tuple[Any, ...]) -> _Decoder:
    if arguments[-1] is Ellipsis:
        inner = _decoder(arguments[0])
        return lambda plain: tuple(map(inner, plain))
    inners = [_decoder(argument) for argument in arguments]
    return lambda plain: tuple(read(item) for read, item in zip(inners, plain, strict=True))


def _dataclass(kind: Any) -> _Decoder:
    readers = {name: _decoder(hint) for name, hint in get_type_hints(kind).items()}

    def read(plain: Any) -> Any:
        return kind(**{name: readers[name](item) for name, item in plain.items()})

    return read
