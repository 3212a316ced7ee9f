"""The house rules no other tool holds: who commits, who reads the clock, what is said where, how large a file grows."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import core
from core.suite import FEATURES

ROOT = Path(__file__).parents[1]
PACKAGES = ("bots", "core", "adapters", "config")
MOST_LINES = 300
LONGER = {
    "core/surface.py": "the whole vocabulary of what can be shown, read together",
    "core/jobs.py": "the loop that keeps promises: a claim followed from taking to settling, read together",
    "adapters/database/queue.py": "every statement of taking and settling work, beside the conditions they share",
    "core/desk.py": "the one door in, and all that holds there",
    "core/ports.py": "all the core asks of the outside, read together",
    "core/rhythm.py": "when the bot may speak, all of it in one place",
    "core/history/words.py": "sentences, and an example of each",
    "core/slips/words.py": "sentences, and an example of each",
    "core/people/join_words.py": "sentences, and an example of each",
    "adapters/database/tables.py": "every table",
    "config/settings.py": "every setting",
    "bots/cli.py": "every command with its help",
    "tests/standins/slack/server.py": "Slack's one port, and all that can go wrong at it",
    "tests/standins/slack/methods.py": "a table of Slack's methods",
}
"""Files that may be longer, each with its reason."""


def sources(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours with its syntax tree."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with what it calls, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_only_the_engine_commits() -> None:
    committing = re.compile(r"\bcommit\b", re.IGNORECASE)
    found = set()
    for name, tree in sources(*PACKAGES):
        for called, call in calls(tree):
            texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            begins = any(committing.fullmatch(text.strip().rstrip(";")) for text in texts)
            if called.endswith(".commit") or begins:
                found.add(name)
    migrations = {name for name in found if name.startswith("adapters/database/migrations/")}
    # A restore fills an empty database, and before that an older backup goes through the migrations in a nameless file.
    restoring = {"adapters/database/restore.py", "adapters/database/uplift.py"}
    assert found - migrations - restoring == {"adapters/database/engine.py"}


IO = {
    "discord", "slack_bolt", "slack_sdk", "sqlalchemy", "redis", "aiohttp", "pydantic", "pydantic_settings",
    "jinja2", "alembic", "cryptography", "psycopg", "socket", "sqlite3", "subprocess", "urllib", "http", "os",
    "pathlib", "io", "tempfile", "shutil", "ssl", "requests", "adapters", "bots", "config", "tests",
}  # fmt: skip


def imports(tree: ast.AST) -> Iterator[str]:
    """Every package a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_the_core_reads_and_writes_nothing_by_itself() -> None:
    for name, tree in sources("core"):
        assert not set(imports(tree)) & IO, name
        for called, _ in calls(tree):
            assert called not in ("open", "print", "input", "eval", "exec", "__import__"), f"{name}: {called}"


def test_what_runs_inside_a_transaction_cannot_wait() -> None:
    """Handlers, form builders and jobs are plain functions, so that none can await a platform."""
    for feature in FEATURES:
        for action in feature.actions:
            for way in (action.form, action.does, action.reads, action.shows, action.beforehand):
                assert not inspect.iscoroutinefunction(way), action.key
        for job in feature.jobs:
            for way in (job.beforehand, job.prepare, job.settle):
                assert not inspect.iscoroutinefunction(way), job.name
    waiting = {
        name for name, tree in sources("core") if any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(tree))
    }
    assert waiting == {"core/desk.py", "core/jobs.py", "core/pace.py", "core/ports.py", "core/sending.py"}


CLOCKS = ("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "Instant.now", "time.time_ns")


def test_only_the_clock_reads_the_clock() -> None:
    reading = {
        name
        for name, tree in sources(*PACKAGES)
        for called, _ in calls(tree)
        if called.endswith(CLOCKS) or called in ("time.localtime", "time.gmtime", "time.ctime")
    }
    assert reading == {"adapters/clock.py"}


def test_zones_have_one_home() -> None:
    """Where the rules lose a zone, everybody must find the same out about it."""
    asking = {name for name, tree in sources(*PACKAGES) for called, _ in calls(tree) if called.endswith("ZoneInfo")}
    assert asking == {"core/rhythm.py"}


def test_the_slices_know_only_what_is_below_them() -> None:
    order = [feature.name for feature in FEATURES]
    for name, tree in sources("core"):
        parts = name.split("/")
        if len(parts) < 3 or parts[1] not in order:
            continue
        known = {
            node.module.split(".")[1]
            for node in _run(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("core.")
        }
        above = set(order[order.index(parts[1]) + 1 :])
        assert not known & above, f"{name} knows {known & above}"


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs: what stands under `if TYPE_CHECKING` only names types."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _run(node)


SLICES = [module.name for module in pkgutil.iter_modules(core.__path__) if module.ispkg]


@pytest.mark.parametrize("name", SLICES)
def test_every_slice_says_its_sentences_in_words_with_an_example_of_each(name: str) -> None:
    words = importlib.import_module(f"core.{name}.words")
    assert words.EXAMPLES
    shown = "\n".join(repr(example) for example in words.EXAMPLES.values())
    for said, function in inspect.getmembers(words, inspect.isfunction):
        if function.__module__ == words.__name__ and not said.startswith("_"):
            returns = str(function.__annotations__.get("return", ""))
            if returns in ("Message", "Form", "Message | Form", "Form | Message"):
                assert re.search(rf"\b{said}\(", inspect.getsource(words).partition("EXAMPLES")[2]) or said in (
                    "shared",
                    "answer_lines",
                ), f"{said} has no example"
    assert shown


def test_what_is_posted_is_offered_by_the_features_that_post_it() -> None:
    posts = next(feature for feature in FEATURES if feature.name == "posts")
    assert posts.commands == () and posts.actions == ()


def test_every_public_function_and_module_says_what_it_is_for() -> None:
    bare = []
    for name, tree in sources(*PACKAGES):
        if name.endswith("__init__.py") and not tree.body:
            continue
        if ast.get_docstring(tree) is None and "migrations/versions" not in name:
            bare.append(name)
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        inside = [tree, *(each for each in classes if not each.name.startswith("_"))]
        for scope in inside:
            for node in scope.body:
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    continue
                if node.name.startswith("_") or name.startswith("adapters/database/migrations/"):
                    continue
                overridden = any("override" in ast.unparse(decorator) for decorator in node.decorator_list)
                if ast.get_docstring(node) is None and not overridden and not _inherits(scope):
                    bare.append(f"{name}: {node.name}")
    assert bare == []


def _inherits(scope: ast.AST) -> bool:
    """Whether a class takes its names, and what they mean, from a library's class or a parser's."""
    bases = {ast.unparse(base) for base in scope.bases} if isinstance(scope, ast.ClassDef) else set()
    return bool(bases & {"discord.Client", "AsyncMiddleware", "HTMLParser", "BaseModel", "_File"})


def test_no_file_outgrows_a_reader() -> None:
    long = {}
    for package in (*PACKAGES, "tests/standins"):
        for path in (ROOT / package).rglob("*.py"):
            lines = len(path.read_text("utf-8").splitlines())
            if lines > MOST_LINES and not path.name.startswith("test_") and path.parent.name != "versions":
                long[path.relative_to(ROOT).as_posix()] = lines
    assert not long.keys() - LONGER.keys(), f"give a reason, or make it smaller: {long}"
    assert all((ROOT / name).exists() for name in LONGER), "a reason for a file that is no longer there"


def test_exceptions_of_every_kind_are_taken_in_two_places_of_the_core() -> None:
    blind = set()
    for name, tree in sources("core"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "BaseException"
                if caught in ("Exception", "BaseException"):
                    blind.add(name)
    assert blind == {"core/desk.py", "core/jobs.py"}


def test_nothing_is_logged_but_names_codes_and_counts() -> None:
    """A log line is a fixed sentence; what fills it is never an exception, a message or an answer."""
    private = re.compile(
        r"error\b(?!\.)|problem\b(?!\.)|answers|said|words|message|person|member|handle|user|token|\bpayload"
    )
    for name, tree in sources(*PACKAGES):
        for called, call in calls(tree):
            if re.fullmatch(r"(\w+\.)*log(ger)?\.(debug|info|warning|error|critical|exception)", called):
                first = call.args[0]
                assert isinstance(first, ast.Constant), f"{name}: {ast.unparse(call)}"
                assert not called.endswith(".exception"), f"{name}: a traceback holds what people wrote"
                for filling in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
                    written = ast.unparse(filling)
                    bare = re.sub(r"type\(\w+\)\.__name__|len\(\w+\)", "", written)
                    assert not private.search(bare), f"{name}: {ast.unparse(call)}"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_carries_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "--hash=sha256:" in text
    for line in text.splitlines():
        assert "://" not in line and not line.startswith("-"), line
        pinned = line.strip().startswith(("#", "--hash")) or "==" in line or not line.strip()
        assert pinned, line


REGISTRIES = re.compile(
    r"\b(pypi|files\.pythonhosted|pythonhosted|registry\.npmjs|npmjs|docker\.io|ghcr\.io|quay\.io|conda\.anaconda|"
    r"index-url|extra-index|find-links)\b",
    re.IGNORECASE,
)


def documents() -> list[Path]:
    """What people read about the project, and what sets it up."""
    kept = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split("\n")
    read = (".md", ".toml", ".lock", ".yml", ".yaml")
    return [ROOT / name for name in kept if name.endswith(read) or name == "Makefile"]


def test_no_document_names_a_registry() -> None:
    assert len(documents()) >= 4
    for path in documents():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if path.name == "Makefile" and "--no-emit" in line:
                continue
            found = REGISTRIES.search(line)
            assert found is None, f"{path.relative_to(ROOT)}:{number}: {found and found[0]}"
