"""The line of every key and entry of a TOML file, in every way of writing one."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from config.content import ContentFile, read_content
from config.helplines import BUILT_IN as HELPLINES
from config.templates import BUILT_IN as TEMPLATES
from config.toml_places import Way, line_of, places

TEXT = '''\
# a comment with [brackets] and = signs
first = 1 # "quoted
"with space" . 'and \\ slash' = "x = 1"
long = """
[not.a.table]
a = "b" \\""" still """

raw = \'\'\'it's # [raw]\'\'\'
list = [
    1, # one
    [2,
     3], { a = 1, b.c = [ "d",
     "e" ] },
]
when = 1979-05-27 07:32:00

[table]
x = true
[table.inner]
y = +1.0e3

[[many]]
z = 1
[[many.sub]]
[[many]]
z = 2
[many.only]
w = {}
[[many.sub]]
deep = []
[[many.sub]]
deep = 0
'''


def ways(value: object, way: Way = ()) -> set[Way]:
    """Every way there is into a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {way} - {()} | {found for key, each in inside for found in ways(each, (*way, key))}


def test_every_key_and_entry_has_the_line_it_is_written_on() -> None:
    lines = places(TEXT)
    assert set(lines) == ways(tomllib.loads(TEXT))
    written = {
        ("first",): 2,
        ("with space", "and \\ slash"): 3,
        ("long",): 4,
        ("raw",): 8,
        ("list", 0): 10,
        ("list", 1, 1): 12,
        ("list", 2, "a"): 12,
        ("list", 2, "b", "c", 1): 13,
        ("when",): 15,
        ("table", "inner", "y"): 20,
        ("many", 0, "z"): 23,
        ("many", 1, "z"): 26,
        ("many", 1, "only", "w"): 28,
        ("many", 1, "sub", 0, "deep"): 30,
        ("many", 1, "sub", 1, "deep"): 32,
    }
    assert {way: lines[way] for way in written} == written


def test_what_is_not_there_is_placed_at_what_is_around_it() -> None:
    lines = places("a = 1\n[[b]]\nc = 1\n")
    assert line_of(lines, ("b", 0, "absent", "x")) == 2
    assert line_of(lines, ("absent",)) == 1


def test_the_built_in_files_are_placed_whole() -> None:
    for file in (HELPLINES, *TEMPLATES.glob("*.toml")):
        text = file.read_text("utf-8")
        assert set(places(text)) == ways(tomllib.loads(text)), file.name


KEYS = st.sampled_from(["a", "b-1", '"q\\" ]"', "'s #'", "a . b"])
VALUES = st.recursive(
    st.sampled_from(["1", "-0.5", "true", '"s"', "''", '"""x\n"""', '""""q"""""', "'''\n''a'''", "07:00:00"]),
    lambda inside: (
        st.lists(inside, max_size=3).map(lambda each: "[\n" + " , # ]\n".join(each) + "\n]")
        | st.dictionaries(st.sampled_from(["x", '"y"']), inside, max_size=2).map(
            lambda each: "{ " + ", ".join(f"{key} = {value}" for key, value in each.items()) + " }"
        )
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(KEYS, VALUES) | st.sampled_from(["[t]", "[[l]]", "[l.u]", "[[l.m]]"]), max_size=8))
def test_whatever_can_be_read_can_be_placed(parts: list[tuple[str, str] | str]) -> None:
    text = "".join(f"{part}\n" if isinstance(part, str) else f"{part[0]} = {part[1]}\n" for part in parts)
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(places(text)) == ways(read)


def test_a_file_is_read_with_its_places(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("a = [\n1]\n")
    found = read_content(tmp_path / "a.toml")
    assert isinstance(found, ContentFile) and found.problem(("a", 0), "is odd").line == 2
