"""Answers given lately: as many as there is room for, the latest used."""

from hypothesis import given
from hypothesis import strategies as st

from filon.serve.guard import lasting
from filon.serve.recent import Kept, Recent


def test_what_was_not_asked_for_the_longest_goes_first():
    recent = Recent(room=10)
    for tag, size in (("a", 4), ("b", 4)):
        recent.keep(tag, Kept(b"x" * size, "text/csv", 200))
    assert recent.get("a")
    recent.keep("c", Kept(b"x" * 4, "text/csv", 200))
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (
        Kept(b"xxxx", "text/csv", 200),
        None,
        recent.get("c"),
    )


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.binary(max_size=20))), st.integers(0, 40))
def test_room_is_never_exceeded_and_what_is_kept_is_what_was_given(answers, room):
    recent, given_first = Recent(room), {}
    for tag, content in answers:
        recent.keep(tag, Kept(content, "text/csv", 200))
        given_first.setdefault(tag, set()).add(content)
        kept = {tag: recent.get(tag) for tag in "abcdefgh"}
        assert sum(len(each.content) for each in kept.values() if each) <= room
        assert all(each.content in given_first[tag] for tag, each in kept.items() if each)


def test_chance_time_and_new_names_do_not_last():
    assert lasting("SELECT ?now ?rand { ?s <http://example.org/now> 'NOW()' } # rand()")
    for call in ("NOW()", "rand()", "UUID ()", "STRUUID()", "BNODE('a')"):
        assert not lasting(f"SELECT ({call} AS ?x) {{}}")
