"""One other scheduler, in an environment of its own: `python scheduler.py NAME REDIS POSTGRES SECONDS`.

It queues jobs that are due, lets its own worker do them for so many seconds at the pace its users would get, and prints
how many it did a second. Not here: our own side, nor any of our code: this file is run by the peer's interpreter.
"""

# ruff: noqa: ASYNC110, ASYNC220 - the peers are waited for from outside, as whoever watches them would

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

NAME, REDIS, POSTGRES, SECONDS = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
FAR = 400 * 86_400
done = 0


def told(count: int, seconds: float) -> None:
    """Say how it went."""
    print(json.dumps({"rate": count / seconds, "done": count}), flush=True)
    os._exit(0)


async def a_while(seconds: float = SECONDS) -> None:
    """Count what is done in so many seconds, from the first on."""
    until = time.perf_counter() + 20
    while not done and time.perf_counter() < until:
        await asyncio.sleep(0.01)
    began, before = time.perf_counter(), done
    while time.perf_counter() - began < seconds and done - before < MOST - 200:
        await asyncio.sleep(0.02)
    told(done - before, time.perf_counter() - began)


MOST = 20_000


async def arq() -> None:
    """Beside a million that are not due."""
    from arq import create_pool
    from arq.connections import RedisSettings
    from arq.worker import Worker, func

    settings = RedisSettings.from_dsn(REDIS)
    pool = await create_pool(settings)
    later = int(time.time() * 1000) + FAR * 1000
    for start in range(0, 1_000_000, 20_000):
        await pool.zadd("arq:queue", {f"far-{number}": later + number for number in range(start, start + 20_000)})

    async def remind(ctx: object, number: int) -> None:
        global done
        done += 1

    for start in range(0, MOST, 200):
        await asyncio.gather(*(pool.enqueue_job("remind", number) for number in range(start, start + 200)))
    worker = Worker(
        [func(remind, name="remind", keep_result=0)],
        redis_settings=settings,
        max_jobs=100,
        poll_delay=0.02,
        handle_signals=False,
    )
    running = asyncio.create_task(worker.async_run())
    await a_while()
    running.cancel()


async def apscheduler() -> None:
    """Its jobs in SQLite."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    folder = tempfile.mkdtemp()
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")},
        job_defaults={"misfire_grace_time": None},
        timezone="UTC",
    )
    scheduler.start(paused=True)
    for number in range(3_000):
        scheduler.add_job("__main__:remind", "interval", days=1, args=[number], next_run_time=_now())
    scheduler.resume()
    await a_while()


def remind(number: int) -> None:
    """Do a job."""
    global done
    done += 1


def _now() -> object:
    from datetime import datetime

    return datetime.now(UTC)


async def procrastinate() -> None:
    """Its jobs in PostgreSQL."""
    import procrastinate as library

    app = library.App(connector=library.PsycopgConnector(conninfo=POSTGRES))

    @app.task(name="remind")
    async def task(number: int) -> None:
        remind(number)

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await task.batch_defer_async(*({"number": number} for number in range(5_000)))
        running = asyncio.create_task(app.run_worker_async(concurrency=20, install_signal_handlers=False))
        await a_while()
        running.cancel()


async def pgqueuer() -> None:
    """Its jobs in PostgreSQL."""
    import asyncpg
    from pgqueuer import PgQueuer
    from pgqueuer.db import AsyncpgDriver
    from pgqueuer.queries import Queries

    link = await asyncpg.connect(POSTGRES)
    driver = AsyncpgDriver(link)
    queries = Queries(driver)
    await queries.install()
    for _ in range(0, MOST, 1_000):
        await queries.enqueue(["remind"] * 1_000, [b"1"] * 1_000, [0] * 1_000)
    queue = PgQueuer(driver)

    @queue.entrypoint("remind")
    async def job(job: object) -> None:
        remind(1)

    running = asyncio.create_task(queue.run(batch_size=200))
    await a_while()
    running.cancel()


async def dbos() -> None:
    """A queue of its workflows in PostgreSQL."""
    import threading

    from dbos import DBOS

    DBOS(config={"name": "bench", "system_database_url": POSTGRES, "run_admin_server": False, "log_level": "ERROR"})

    @DBOS.workflow()
    def workflow(number: int) -> None:
        remind(number)

    DBOS.launch()
    queue = await DBOS.register_queue_async("reminders")

    def fill() -> None:
        for number in range(MOST):
            queue.enqueue(workflow, number)

    threading.Thread(target=fill, daemon=True).start()
    await a_while()


CELERY = """
import celery, redis
app = celery.Celery("bench", broker={redis!r})
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=50)
count = redis.Redis.from_url({redis!r})
@app.task(name="remind")
def remind(number):
    count.incr("celery-done")
"""
TASKIQ = """
import redis.asyncio
from taskiq_redis import ListQueueBroker
broker = ListQueueBroker({redis!r})
count = redis.asyncio.Redis.from_url({redis!r})
@broker.task(task_name="remind")
async def remind(number: int) -> None:
    await count.incr("taskiq-done")
"""


async def celery() -> None:
    """Two processes of its own."""
    await _by_program(
        CELERY, "celery-done", ["celery", "-A", "bench", "worker", "-c", "2", "-l", "ERROR", "-P", "prefork"]
    )


async def taskiq() -> None:
    """Its broker alone; a schedule would go through it too."""
    await _by_program(TASKIQ, "taskiq-done", ["taskiq", "worker", "bench:broker", "-w", "1", "--log-level", "ERROR"])


async def _by_program(source: str, counter: str, command: list[str]) -> None:
    import importlib

    import redis

    folder = tempfile.mkdtemp()
    (Path(folder) / "bench.py").write_text(source.format(redis=REDIS), encoding="utf-8")
    sys.path.insert(0, folder)
    module = importlib.import_module("bench")
    if NAME == "taskiq":
        await module.broker.startup()
        for start in range(0, 12_000, 200):
            await asyncio.gather(*(module.remind.kiq(number) for number in range(start, start + 200)))
    else:
        for number in range(8_000):
            module.remind.delay(number)
    link = redis.Redis.from_url(REDIS)
    program = str(Path(sys.executable).parent / command[0])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = subprocess.Popen([sys.executable, program, *command[1:]], cwd=folder, **quiet)  # type: ignore[call-overload]
    try:
        until = time.perf_counter() + 30
        while not link.get(counter) and time.perf_counter() < until:
            await asyncio.sleep(0.02)
        began, before = time.perf_counter(), int(link.get(counter) or 0)
        await asyncio.sleep(min(SECONDS, 4))
        count = int(link.get(counter) or 0) - before
        seconds = time.perf_counter() - began
    finally:
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()
    told(count, seconds)


if __name__ == "__main__":
    asyncio.run(globals()[NAME]())
