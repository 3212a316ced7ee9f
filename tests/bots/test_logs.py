"""What a log line can hold: a fixed sentence of ours, short reviewed fillings, and of a library only its name."""

from __future__ import annotations

import ast
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from bots.logs import FIELDS, LIBRARIES, JsonLines, TextLines, keep_logs
from core.values import Said
from tests.bots.programs import run
from tests.test_architecture import PACKAGES, sources

CANARY = "zebra: my wife found out!"

FILLINGS = {
    "claim.name": "the name of a kind of work",
    "settled.outcome": "how work ended",
    "claim.attempts + 1": "a count",
    "abs(off).total_seconds()": "a number of seconds",
    "code": "an incident's code, or a platform's word for an error",
    "where": "the name of a step or a kind of work; see INCIDENTS",
    "trail": "functions and line numbers",
    "type(error).__name__": "the type of a fault",
    "type(problem).__name__": "the type of a fault",
    "kind.__name__": "the type of a fault",
    "error.status": "a platform's status",
    "error.code": "a platform's code",
    "turn.step.action": "the name of a step",
    "patience.unsure": "seconds",
    "method": "the name of a platform's method",
    "names": "the platforms that are served",
    "TOLD_OFF_REST": "seconds",
    "turn.wait": "seconds",
}
"""Everything that may fill a sentence, reviewed: grows only with something that can hold nobody's words."""
COUNT = re.compile(r"len\(\w+\)")
"""How many of something."""
INCIDENTS = {
    "f'discord {event_method}'": "the name of a Discord event",
    "turn.step.action": "the name of a step",
    "claim.name": "the name of a kind of work",
}
"""What an incident may name as its place, beside a fixed name."""
LEVELS = ("debug", "info", "warning", "error", "critical", "exception", "log")


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call that writes a line, whatever the logger is called."""
    for name, tree in sources(*PACKAGES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                of = ast.unparse(node.func.value)
                if of in ("log", "logger", "logging", "self.log", "_log") or "getLogger(" in of:
                    yield name, node


def test_every_sentence_is_fixed_and_what_fills_it_was_reviewed() -> None:
    found, used = list(log_calls()), set()
    assert len(found) > 10
    for name, call in found:
        where = f"{name}:{call.lineno}: {ast.unparse(call)}"
        assert isinstance(call.func, ast.Attribute) and call.func.attr not in ("exception", "log"), where
        assert isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str), where
        assert not call.keywords, f"{where}: a traceback's last line holds a fault's own words"
        fillings = [ast.unparse(each) for each in call.args[1:]]
        assert call.args[0].value.count("%") == len(fillings), where
        fillings = [each for each in fillings if not COUNT.fullmatch(each)]
        assert set(fillings) <= FILLINGS.keys(), f"{where}: review it, then add it to FILLINGS"
        used |= set(fillings)
    assert used == FILLINGS.keys(), "what no line uses any more leaves the list"


def test_an_incident_names_its_place_with_a_reviewed_name() -> None:
    used = set()
    for name, tree in sources(*PACKAGES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "incident":
                where = ast.unparse(node.args[1])
                if isinstance(node.args[1], ast.Constant):
                    continue
                assert where in INCIDENTS, f"{name}:{node.lineno}: review it, then add it to INCIDENTS"
                used.add(where)
    assert used == INCIDENTS.keys()


def test_our_loggers_have_our_name() -> None:
    ours = set()
    for name, tree in sources(*PACKAGES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                call = node.value
                if ast.unparse(call.func) == "logging.getLogger" and ast.unparse(node.targets[0]) == "log":
                    assert isinstance(call.args[0], ast.Constant), name
                    ours.add(call.args[0].value)
    assert ours
    assert all(each == "handrail" or each.startswith("handrail.") for each in ours), ours


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What stands on standard error, and logging as it was afterwards."""
    root, kept = logging.getLogger(), logging.getLogger().handlers
    levels = {name: logging.getLogger(name).level for name in (*LIBRARIES, "discord.gateway", "handrail", "")}
    hook, raises = sys.excepthook, logging.raiseExceptions
    yield lambda: capsys.readouterr().err
    root.handlers = kept
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    sys.excepthook, logging.raiseExceptions = hook, raises


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_librarys_own_words_are_replaced(logged: Callable[[], str], form: Literal["text", "json"]) -> None:
    logging.getLogger("discord.gateway").setLevel(logging.DEBUG)  # as somebody might who looks for a fault
    keep_logs("DEBUG", form)
    for name in (*LIBRARIES, "discord.gateway", "some.other.library"):
        logger = logging.getLogger(name)
        logger.info("%s at INFO", CANARY)
        logger.warning("%s and %s", CANARY, CANARY, extra={"more": CANARY}, stack_info=True)
        try:
            raise ValueError(CANARY)
        except ValueError:
            logger.exception(CANARY)
    said = logged()
    assert "zebra" not in said and "at INFO" not in said
    assert said.count("discord.gateway") == 2 and said.count("ValueError") == len(LIBRARIES) + 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_belongs_into_no_sentence_is_not_shown(logged: Callable[[], str], form: Literal["text", "json"]) -> None:
    keep_logs("INFO", form)
    log = logging.getLogger("handrail.desk")
    log.info("a turn of %s took %d seconds and %.1f", "checkin.write", 3, 1.5)
    log.info("somebody wrote %s", Said(CANARY))
    log.info("somebody wrote %s", CANARY)
    log.info("somebody wrote %s", ValueError(CANARY))
    log.info("somebody wrote %s", "x" * 700)
    log.info("not a number: %d", CANARY)
    log.info(Said(CANARY))
    log.debug("not at this level")
    try:
        raise KeyError(CANARY)
    except KeyError:
        log.warning("with a traceback", exc_info=True)
    said = logged()
    assert "a turn of checkin.write took 3 seconds and 1.5" in said
    assert said.count("(not shown)") == 5 and "zebra" not in said and "xxxx" not in said
    assert "not at this level" not in said and "KeyError" in said and "Traceback" not in said
    assert len(said.splitlines()) == 8


def test_a_line_for_programs_holds_the_allowed_fields_alone(logged: Callable[[], str]) -> None:
    keep_logs("INFO", "json")
    logging.getLogger("handrail").info("ready: %s", "slack", extra={"person": CANARY})
    logging.getLogger("aiohttp").error(CANARY, exc_info=ValueError(CANARY))
    first, second = (json.loads(line) for line in logged().splitlines())
    assert list(first) == list(FIELDS[:4]) and list(second) == list(FIELDS)
    assert (first["level"], first["logger"], first["event"]) == ("INFO", "handrail", "ready: slack")
    assert first["time"].endswith("+00:00")
    assert second["error"] == "ValueError" and "zebra" not in json.dumps(second)


def test_both_forms_say_the_same(logged: Callable[[], str]) -> None:
    record = logging.LogRecord("handrail", logging.INFO, "", 1, "ready: %s", ("slack",), None)
    assert TextLines().format(record) == " ".join(json.loads(JsonLines().format(record)).values())


def test_a_fault_that_ends_the_program_leaves_no_words_of_its_own(logged: Callable[[], str]) -> None:
    keep_logs("INFO")
    try:
        raise ValueError(CANARY)
    except ValueError as problem:
        sys.excepthook(ValueError, problem, problem.__traceback__)
    said = logged()
    assert "stopped by a fault: ValueError at" in said and "zebra" not in said and "Traceback" not in said


def test_the_form_is_a_setting(tmp_path: Path) -> None:
    done = run(tmp_path, "run", HANDRAIL_LOG_FORMAT="loud", HANDRAIL_DISCORD_TOKEN="x")
    assert done.returncode == 2 and "Write text or json." in done.stderr
