"""Every example a slice keeps beside its words, by name: what the golden files of each platform are made of.

Not here: drawing them.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace

import core
from core.surface import Form, Message, Step

Example = Message | Form


def examples() -> dict[str, Example]:
    """Return the examples of the desk and of each slice, as `slice/name`; forms know the step they submit to."""
    found: dict[str, Example] = {}
    for module in sorted(pkgutil.iter_modules(core.__path__), key=lambda module: module.name):
        name = "core.words" if module.name == "words" else f"core.{module.name}.words"
        try:
            words = importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        kept = words.EXAMPLES
        named = kept if isinstance(kept, dict) else {str(number): one for number, one in enumerate(kept)}
        found |= {f"{module.name}/{key}": _stamped(example) for key, example in named.items()}
    return found


def _stamped(example: Example) -> Example:
    if isinstance(example, Form) and example.step is None:
        return replace(example, step=Step("example.form", "kYq3m0v1T2aXw9eR5tYu7A", "pLq3m0v1T2aXw9eR5tYu7B"))
    return example


EXAMPLES = examples()
