"""HTML as a small tree, read with the standard library alone.

Not here: anything a browser does with it (`visitor`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
BLOCKS = frozenset(
    [
        "article",
        "blockquote",
        "br",
        "div",
        "fieldset",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "header",
        "label",
        "legend",
        "li",
        "p",
        "section",
        "ul",
    ]
)


@dataclass(slots=True)
class Node:
    """An element with its attributes, and its text and elements in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    def has(self, name: str) -> bool:
        """Whether an attribute is there, empty or not."""
        return name in self.attrs

    def all(self, *tags: str, where: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
        """Every element beneath with one of these tags (any, when none is named), in order."""
        for child in self.children:
            if isinstance(child, Node):
                if (not tags or child.tag in tags) and where(child):
                    yield child
                yield from child.all(*tags, where=where)

    def first(self, *tags: str, where: Callable[[Node], bool] = lambda _: True) -> Node | None:
        """The first such element."""
        return next(self.all(*tags, where=where), None)

    def by_id(self, key: str) -> Node | None:
        """The element with an id."""
        return self.first(where=lambda node: node["id"] == key)

    def with_class(self, name: str) -> list[Node]:
        """Every element of a class."""
        return list(self.all(where=lambda node: name in node["class"].split()))

    def text(self, without: Callable[[Node], bool] = lambda _: False) -> str:
        """What is read here, a line for each block; `without` leaves parts out."""
        lines = "".join(self._walk(without)).split("\n")
        tidy = [re.sub(r"[ \t]+", " ", line).strip() for line in lines]
        return re.sub(r"\n{2,}", "\n", "\n".join(tidy)).strip()

    def _walk(self, without: Callable[[Node], bool]) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif not without(child):
                if child.tag in BLOCKS:
                    yield "\n"
                yield from child._walk(without)
                if child.tag in BLOCKS:
                    yield "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(html: str) -> Node:
    """Return a page as a tree; tags that are not closed in order fail the test."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader._open == [reader.root], "some element is never closed"
    return reader.root
