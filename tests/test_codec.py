"""What is kept as JSON comes back as it was."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon import model
from filon.codec import decode, encode

KINDS = [kind for kind in vars(model).values() if hasattr(kind, "__dataclass_fields__") and kind is not model.Graph]

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in (model.Statement, model.Conflict)], ids=lambda kind: kind.__name__
)
@given(data=st.data())
def test_every_value_of_the_model_survives_json(kind, data):
    value = data.draw(st.from_type(kind))
    assert decode(kind, json.loads(json.dumps(encode(value)))) == value


def test_what_is_left_out_is_the_default_and_only_that():
    amount = model.Amount(0, 5, Decimal("100.00"), model.AmountRole.AWARD, yearly=True)
    assert encode(amount) == {"start": 0, "end": 5, "value": "100.00", "role": "award", "yearly": True}


@pytest.mark.parametrize("plain", [{}, {"start": 0}, {"start": 0, "end": 1, "kind": "no such kind"}, {"length": 3}])
def test_another_layout_is_refused(plain):
    with pytest.raises((KeyError, TypeError, ValueError)):
        decode(model.Silence, plain)


def test_a_path_is_no_value_of_the_model():
    with pytest.raises(TypeError):
        json.dumps(encode(Path("x")))
