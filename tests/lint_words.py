"""The words that Handrail does not say, looked for in what people read.

Not here: whether a sentence is kind; only a person can tell. Run with `python -m tests.lint_words`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from config.toml_places import Way, line_of, places

ROOT = Path(__file__).parents[1]


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


EVERYWHERE = {
    _word(r"relaps\w*"): "the member's own word, such as slip",
    _word(r"dirty"): "a person is neither clean nor dirty",
    _word(r"leaderboards?"): "nobody is ranked",
    _word(r"(?:co-?)?addicts?"): "person in recovery",
    _word(r"co-?dependen\w*"): "betrayed partner",
    _word(r"monitor(?:s|ed|ing)?"): "nobody is watched",
    _word(r"proofs?"): "nobody has to prove anything",
    _word(r"catch(?:es|ing)?|caught"): "nobody is caught",
    _word(r"surveil\w*"): "nobody is watched",
    _word(r"(?<!accountability )(?<!betrayed )partners?"): "buddy, betrayed partner, or the other person",
    _word(r"committed suicide"): "died by suicide",
}
"""What neither the product nor its documents say, and what is said instead."""

SHOWN = EVERYWHERE | {
    _word(r"reset(?:s|ting)?"): "nothing is set back to nought",
    _word(r"fail(?:s|ed|ing|ures?)?"): "say what happened",
    _word(r"clean"): "a person is neither clean nor dirty",
    _word(r"streaks?"): "my date, or days in recovery work",
    _word(r"broken"): "crossed, or say what happened",
    _word(r"miss(?:ed|es)"): "no entry, shown blank",
    _word(r"violat\w*"): "crossed",
    _word(r"cry for help|so much to live for"): "say that you are glad they wrote, and ask plainly",
    re.compile(r"(?<![<!=])!(?!=)"): "no exclamation marks",
    re.compile("[😢😭😞😔😟😣😖😫😩😥😰😨😱🙁☹😿🥺🤕💔🩸⚰🔪💊🍺🍷]"): "no emoji about pain",
    re.compile(
        r":(?:cry|sob|broken_heart|disappointed|pensive|worried|weary|scream|pill|coffin):"
    ): "no emoji about pain",
}
"""What no member is ever shown."""

PLACES = (
    "core/**/*words.py",
    "core/**/starters.py",
    "core/**/surface.py",
    "config/*.toml",
    "config/checkins/*.toml",
    "config/themes/*",
    "config/*.md",
    "adapters/web/**/*.html",
    "README.md",
    "docs/**/*.md",
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A reviewed exception: these words, in this file, for this reason."""

    file: str
    words: str
    reason: str


ALLOWED: tuple[Allowed, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One word that is better said another way."""

    file: str
    line: int
    word: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.word} ({self.instead})"


def lint(root: Path = ROOT, allowed: tuple[Allowed, ...] = ALLOWED) -> list[Finding]:
    """Return every such word that people would read below a folder, but for the reviewed exceptions."""
    files = {file for pattern in PLACES for file in root.glob(pattern) if file.is_file()}
    found: list[Finding] = []
    for file in sorted(files):
        name, text = file.relative_to(root).as_posix(), file.read_text("utf-8")
        exceptions = [one for one in allowed if one.file == name]
        found += [
            Finding(name, 1, one.words, "no longer there; remove the exception")
            for one in exceptions
            if one.words not in text
        ]
        rules = EVERYWHERE if file.suffix == ".md" and not name.startswith("config/") else SHOWN
        for first, last, shown in _shown(file.suffix, text):
            for one in exceptions:
                shown = shown.replace(one.words, " ")
            for pattern, instead in rules.items():
                for match in pattern.finditer(shown):
                    found.append(Finding(name, _line(text, first, last, match[0]), match[0], instead))
    return sorted(set(found), key=lambda one: (one.file, one.line, one.word))


def _line(text: str, first: int, last: int, word: str) -> int:
    """Return the line of a word in something written over several lines."""
    lines = text.split("\n")[first - 1 : last]
    return next((first + at for at, line in enumerate(lines) if word in line), first)


def _shown(suffix: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what people read in a file, piece by piece, each with its first and last line."""
    match suffix:
        case ".py":
            yield from _python(text)
        case ".toml":
            yield from _toml(text)
        case ".html":
            yield from _html(text)
        case _:
            yield from _markdown(text)


_KEY = re.compile(r"[a-z0-9]+(?:[._:-][a-z0-9]+)+")
"""A step's or job's key such as `checkin.submit`: stored, not read."""


def _python(source: str) -> Iterator[tuple[int, int, str]]:
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            said = re.sub(r"\{\w*\}", " ", node.value)
            if not _KEY.fullmatch(said):
                yield node.lineno, node.end_lineno or node.lineno, said


def _toml(text: str) -> Iterator[tuple[int, int, str]]:
    lines = places(text)

    def inside(way: Way, value: object) -> Iterator[tuple[int, int, str]]:
        if isinstance(value, str) and not _KEY.fullmatch(value):
            first = line_of(lines, way)
            yield first, first + value.count("\n") + 1, value
        within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, each in within:
            yield from inside((*way, key), each)

    yield from inside((), tomllib.loads(text))


class _Page(HTMLParser):
    """What a page shows: its text, and the attributes that are read out or hover."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[int, int, str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        read = ("alt", "aria-label", "content", "placeholder", "title", "value")
        line = self.getpos()[0]
        self.shown += [(line, line, value) for name, value in attrs if name in read and value]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.shown += [(line, line, each) for line, each in enumerate(data.split("\n"), self.getpos()[0])]


def _html(text: str) -> Iterator[tuple[int, int, str]]:
    page = _Page()
    page.feed(re.sub(r"\{[{%#].*?[}%#]\}", lambda code: "\n" * code[0].count("\n"), text, flags=re.DOTALL))
    page.close()
    yield from page.shown


def _markdown(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield prose line by line; code, in blocks or in the line, and addresses are left out."""
    code = False
    for line, each in enumerate(text.split("\n"), 1):
        if each.lstrip().startswith(("```", "~~~")):
            code = not code
        elif not code:
            yield line, line, re.sub(r"`[^`]*`|\]\([^)]*\)|<?https?://\S+", " ", each)


def main() -> int:
    """Print what was found; 1 when there is any."""
    found = lint()
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
