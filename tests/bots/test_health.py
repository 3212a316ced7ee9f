"""What a machine may ask a running program: whether all is well, and numbers that say nothing about anybody."""

from __future__ import annotations

import asyncio
import json
import math
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar, cast

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.health import FRESH_SECONDS, REVIEWED, Metrics, Pulse, answering
from bots.assemble import OpenDatabase
from bots.watched import CountedDesk, CountedPlatform, Watch
from core.desk import Desk
from core.errors import CannotDo, Gone, NotSaved, PlatformError, Temporary, Unclear
from core.surface import Ask, Field, Form, Message, Step
from core.text import text
from core.turn import Again, Answered, NotDone, Opens, Outcome, Turn
from core.values import Person, Place, PostRef
from tests.bots.programs import run, running
from tests.bots.workspace import workspace
from tests.core.home import Home
from tests.ports import free_port

T = TypeVar("T")

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
HELLO = Message(text("Hello."))
PLACE = Place("discord", "1", "2")


async def test_a_part_that_never_beat_or_beat_long_ago_is_not_well() -> None:
    now = [0.0]
    pulse = Pulse(lambda: now[0])
    pulse.expect("database")
    assert await pulse.parts() == {"database": False, "running": True}
    pulse.beat("database")
    now[0] = FRESH_SECONDS
    assert await pulse.parts() == {"database": True, "running": True}
    now[0] += 0.1
    assert await pulse.parts() == {"database": False, "running": True}
    pulse.beat("database")
    pulse.expect("database")
    assert (await pulse.parts())["database"], "what has beaten stays known"


async def test_a_part_can_be_asked_and_a_stopping_program_is_not_well() -> None:
    pulse, well = Pulse(), [True]

    async def asked() -> bool:
        return well[0]

    pulse.ask("slack", asked)
    assert await pulse.parts() == {"slack": True, "running": True}
    well[0] = False
    assert (await pulse.parts())["slack"] is False
    pulse.stopping = True
    assert (await pulse.parts())["running"] is False


async def get(port: int, path: str) -> tuple[int, str, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, answer.headers["Content-Type"], await answer.text()


async def test_the_health_of_all_parts_is_one_status(tmp_path: Path) -> None:
    pulse = Pulse()
    pulse.expect("database")
    async with answering(pulse, Metrics(), "127.0.0.1", 0) as port:
        status, kind, body = await get(port, "/healthz")
        assert (status, json.loads(body)) == (503, {"ok": False, "parts": {"database": False, "running": True}})
        assert kind.startswith("application/json")
        pulse.beat("database")
        status, _, body = await get(port, "/healthz")
        assert (status, json.loads(body)["ok"]) == (200, True)
        pulse.stopping = True
        assert (await get(port, "/healthz"))[0] == 503
        assert (await get(port, "/metrics"))[1].startswith("text/plain")
        assert (await get(port, "/"))[0] == 404


def used() -> Metrics:
    """Numbers in which everything was counted at least once."""
    metrics = Metrics()
    for outcome in ("answered", "opens", "again", "notdone", "checkin.write of Ann"):
        metrics.turn("discord", outcome, 0.02)
    metrics.call("slack", "429")
    metrics.call("a workspace of somebody", "zebra")
    metrics.wrote(0.01)
    metrics.jobs(3, 12.0, {"done": 4, "slip.nudge": 1})
    return metrics


def test_nothing_is_shown_but_reviewed_names_with_reviewed_labels() -> None:
    found = {}
    page = used().page().decode()
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            name = sample.name
            for ending in ("_bucket", "_sum", "_count"):
                if family.type == "histogram":
                    name = name.removesuffix(ending)
            found.setdefault(name, set()).update(set(sample.labels) - {"le"})
    assert {name: tuple(sorted(labels)) for name, labels in found.items()} == {
        name: tuple(sorted(labels)) for name, labels in REVIEWED.items() if name in found
    }
    assert {name for name in REVIEWED if name.startswith("handrail_")} <= set(found)
    labels = {tuple(sorted(s.labels.items())) for f in text_string_to_metric_families(page) for s in f.samples}
    values = {value for each in labels for key, value in each if key != "le"}
    assert values <= {
        "discord", "slack", "other", "answered", "opens", "again", "notdone", "ok", "429", "4xx", "5xx",
        "done", "dropped", "expired", "unknown", "gone", "cannot", "dead", "skipped",
    }  # fmt: skip
    for private in ("Ann", "checkin", "workspace", "zebra", "slip"):
        assert private not in page


class Scripted:
    """A desk and a platform that end as they are told."""

    name = "discord"
    repeats_safely = timedelta(0)
    suite = library = None

    def __init__(self, ends: Outcome | Exception | None) -> None:
        self.ends = ends

    async def handle(self, turn: Turn) -> Outcome:
        assert not isinstance(self.ends, Exception) and self.ends is not None
        return self.ends

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        return await self._end()

    async def edit(self, ref: PostRef, message: Message) -> None:
        await self._end()

    async def remove(self, ref: PostRef) -> None:
        await self._end()

    async def _end(self) -> PostRef:
        if isinstance(self.ends, Exception):
            raise self.ends
        return PostRef(PLACE, "1")


def value(metrics: Metrics, name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(metrics.page().decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return math.nan


FORM = Form("A form", (Field("words", "Words", Ask.PARAGRAPH),), step=Step("example.form"))


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Answered(HELLO), "answered"),
        (Opens(FORM), "opens"),
        (Again(FORM, {}, HELLO), "again"),
        (NotDone(HELLO), "notdone"),
    ],
)
async def test_a_turn_is_counted_by_how_it_was_answered(outcome: Outcome, kind: str) -> None:
    metrics = Metrics()
    desk = CountedDesk(cast(Desk, Scripted(outcome)), metrics)
    turn = Turn("1", Person("discord", "5"), PLACE, Step("example.form"), NOW)
    assert await desk.handle(turn) is outcome
    assert value(metrics, "handrail_turns_total", platform="discord", outcome=kind) == 1
    assert value(metrics, "handrail_turn_seconds_count", platform="discord") == 1


@pytest.mark.parametrize(
    ("problem", "result"),
    [
        (None, "ok"),
        (Temporary(3.0), "429"),
        (Temporary(), "5xx"),
        (Unclear(), "5xx"),
        (Gone(), "4xx"),
        (CannotDo(), "4xx"),
    ],
)
async def test_a_call_is_counted_by_how_the_platform_answered(problem: PlatformError | None, result: str) -> None:
    metrics = Metrics()
    platform = CountedPlatform(Scripted(problem), metrics)
    calls: list[Callable[[], object]] = [
        lambda: platform.post(PLACE, HELLO, "key"),
        lambda: platform.edit(PostRef(PLACE, "1"), HELLO),
        lambda: platform.remove(PostRef(PLACE, "1")),
    ]
    for call in calls:
        if problem is None:
            await call()  # type: ignore[misc] - each returns something to await
        else:
            with pytest.raises(type(problem)):
                await call()  # type: ignore[misc] - as above
    assert value(metrics, "handrail_platform_calls_total", platform="discord", result=result) == 3


class Away:
    """A database that does not answer."""

    def __init__(self, real: OpenDatabase) -> None:
        self.real = real
        self.asked = 0

    async def write(self, work: Callable[..., T]) -> T:
        return await self.read(work)

    async def read(self, work: Callable[..., T]) -> T:
        self.asked += 1
        raise NotSaved("away")

    async def close(self) -> None:
        await self.real.close()


async def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.01)


async def test_the_database_beats_while_it_answers_and_the_queue_is_shown(home: Home) -> None:
    watch, stop = Watch(), asyncio.Event()
    handrail = home.handrail
    sampling = asyncio.create_task(watch.sample(handrail, stop))
    await until(lambda: value(watch.metrics, "handrail_jobs_ended_last_hour", outcome="done") == 0)
    assert (await watch.pulse.parts())["database"] is True
    stop.set()
    await sampling


async def test_a_database_that_is_away_does_not_beat(home: Home) -> None:
    watch, stop, database = Watch(), asyncio.Event(), Away(home.handrail.database)
    sampling = asyncio.create_task(watch.sample(replace(home.handrail, database=database), stop))
    await until(lambda: database.asked > 0)
    stop.set()
    await sampling
    assert (await watch.pulse.parts())["database"] is False
    assert math.isnan(value(watch.metrics, "handrail_jobs_ended_last_hour", outcome="done"))


async def test_a_job_loop_beats_each_time_it_did_what_was_due(home: Home) -> None:
    beats: list[int] = []
    loop = home.handrail.loop(quiet=True)
    loop.ticked = lambda: beats.append(1)
    await loop.run_due()
    await loop.run_due()
    assert beats == [1, 1]


async def test_commits_are_counted(home: Home) -> None:
    watch = Watch()
    database = watch.over_database(home.handrail.database)
    await database.write(lambda tx: tx.communities())
    assert value(watch.metrics, "handrail_database_write_seconds_count") == 1


def ask(port: int) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as answer:
        return answer.code, json.loads(answer.read())


def test_a_program_answers_on_its_health_port_and_on_this_machine_alone(tmp_path: Path) -> None:
    port = free_port()
    with workspace(tmp_path) as slack:
        settings = slack.settings | {"HANDRAIL_HEALTH_PORT": str(port)}
        for arguments in (("keys", "init"), ("migrate",)):
            assert run(tmp_path, *arguments, **settings).returncode == 0
        assert run(tmp_path, "healthy", **settings).returncode == 1
        with running(tmp_path, "run", **settings) as program:
            program.says("ready: slack")
            program.waits_for(lambda: ask(port)[0] == 200)
            told = ask(port)[1]
            assert told == {"ok": True, "parts": {"database": True, "jobs": True, "slack": True, "running": True}}
            listening = {line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]}
            assert f"0100007F:{port:04X}" in listening and f"00000000:{port:04X}" not in listening
            done = run(tmp_path, "healthy", **settings)
            assert (done.returncode, done.stderr) == (0, "")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
                page = answer.read().decode()
            assert "handrail_jobs_due 0.0" in page and "xoxb" not in page
            assert program.stop() == 0
        assert run(tmp_path, "healthy", **settings).returncode == 1


def test_asking_a_program_that_answers_nobody_says_what_to_set(tmp_path: Path) -> None:
    done = run(tmp_path, "healthy")
    assert done.returncode == 1 and "HANDRAIL_HEALTH_PORT" in done.stderr
    done = run(tmp_path, "healthy", HANDRAIL_HEALTH_PORT="many")
    assert done.returncode == 1 and "Traceback" not in done.stderr
