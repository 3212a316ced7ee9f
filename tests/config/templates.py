"""Template files as an operator would write them, and what is said of them.

Not here: expectations.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from config.content import ContentError
from config.templates import load_templates
from core.checkins.template import Question, Template

HEAD = """\
key = "evening"
title = "Evening"
summary = "A few words before sleep."
cadence = "daily"
tracks = ["recovery", "healing"]
"""
QUESTION = """
[[page.question]]
key = "{key}"
label = "How was it?"
kind = "text"
"""
GOOD = HEAD + "\n[[page]]\n" + QUESTION.format(key="how")
KIND = 'kind = "text"'
PICK = 'kind = "pick"\nchoices = ["a", "b"]'
PAGED = GOOD.replace('"Evening"', '"Eve"') + "\n[[page]]\n" + QUESTION.format(key="then")
YES_NO = PAGED.replace('kind = "text"', 'kind = "yn"', 1)
SCALE = PAGED.replace('kind = "text"', 'kind = "scale5"\nlow = "none"\nhigh = "all"', 1)
CHOICES = PAGED.replace('kind = "text"', 'kind = "pick"\nchoices = ["a", "b c"]', 1)
LISTS = """
[[lists]]
key = "mine"
title = "Mine"
most = 24
"""
OWN = GOOD.replace('kind = "text"', 'kind = "own"\nlist = "mine"') + LISTS


def load(folder: Path, **files: str) -> tuple[Template, ...]:
    """Load these files, with no built-in ones beside them."""
    own, built_in = folder / "own", folder / "built-in"
    for each in (own, built_in):
        each.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (own / f"{name}.toml").write_text(text, "utf-8")
    return load_templates(own, built_in)


def complaints(folder: Path, **files: str) -> list[str]:
    """What is said of files that are refused: file, line, field, what is wrong."""
    with pytest.raises(ContentError) as caught:
        load(folder, **files)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [f"{one.file.name}:{one.line}: {one.field}: {one.what}" for one in caught.value.problems]


def asked(template: Template, key: str) -> Question:
    """The question with this key."""
    return next(question for page in template.pages for question in page if question.key == key)
