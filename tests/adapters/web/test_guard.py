"""Who may look and who may press: this machine, by its own names, from this page."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

import adapters.web
from adapters.web.guard import refusal
from tests.adapters.web.conftest import Served

ROUTES = ["/command", "/press", "/choose", "/submit", "/help", "/dismiss", "/clock", "/what-if"]
FOREIGN = [
    {},
    {"Origin": "null"},
    {"Origin": "http://evil.example"},
    {"Origin": "https://127.0.0.1"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]


async def test_other_names_are_refused_so_that_no_name_can_be_rebound_to_us(served: Served) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost.", "[", ""):
        for path in ("/", "/events", "/static/page.js", "/file"):
            response = await served.client.get(path, headers={"Host": host})
            assert response.status in (400, 403), (host, path)


async def test_loopback_names_are_answered(served: Served) -> None:
    for host in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST"):
        response = await served.client.get("/", headers={"Host": f"{host}:{served.client.port}"})
        assert response.status == 200, host


async def test_posts_from_elsewhere_are_refused(served: Served) -> None:
    before = served.play.room.revision
    fields = {"who": "ann", "step": "care.help", "by": "60", "command": "help-now"}
    for route in ROUTES:
        for headers in FOREIGN:
            response = await served.client.post(route, data=fields, headers=headers)
            assert response.status == 403 and served.play.room.revision == before, (route, headers)


async def test_posts_of_our_own_page_are_taken(served: Served) -> None:
    own = str(served.client.make_url("/")).rstrip("/")
    for headers in (
        {"Origin": own},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": own, "Sec-Fetch-Site": "same-origin"},
    ):
        response = await served.client.post("/clock", data={"by": "60"}, headers=headers)
        assert response.status == 200


async def test_a_mixed_message_is_refused(served: Served) -> None:
    own = str(served.client.make_url("/")).rstrip("/")
    headers = {"Origin": own, "Sec-Fetch-Site": "cross-site"}
    assert (await served.client.post("/clock", data={"by": "60"}, headers=headers)).status == 403


@pytest.mark.parametrize("remote", ["10.0.0.7", "", "fe80::1"])
def test_other_machines_are_refused_wherever_the_page_is_served(remote: str) -> None:
    request = make_mocked_request("GET", "/", headers={"Host": "127.0.0.1"}).clone(remote=remote)
    assert refusal(request)


async def test_every_answer_carries_the_policy(served: Served) -> None:
    for path in ("/", "/static/style.css", "/nowhere"):
        response = await served.client.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store" and not response.cookies


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/json"])
async def test_only_plain_forms_are_read(served: Served, kind: str) -> None:
    own = str(served.client.make_url("/")).rstrip("/")
    response = await served.client.post("/clock", data=b"by=60", headers={"Origin": own, "Content-Type": kind})
    assert response.status == 415


async def test_what_no_page_of_ours_sends_is_refused_plainly(served: Served) -> None:
    headers = {"Origin": str(served.client.make_url("/")).rstrip("/")}
    for route, fields in (
        ("/press", {"who": "ann", "step": "<script>"}),
        ("/press", {"who": "nobody", "step": "care.help"}),
        ("/submit", {"who": "ann"}),
        ("/command", {"who": "x", "command": "start"}),
        ("/dismiss", {"who": "x"}),
    ):
        assert (await served.client.post(route, data=fields, headers=headers)).status == 400
    large = await served.client.post("/submit", data={"one.words": "x" * 300_000}, headers=headers)
    assert large.status == 413


def test_templates_never_mark_anything_safe_and_the_script_never_writes_html() -> None:
    here = Path(adapters.web.__file__).parent
    for template in (here / "templates").glob("*.html"):
        assert not {"|safe", "| safe", "Markup", "autoescape false"} & set(template.read_text().split()), template
        assert "safe }}" not in template.read_text()
    script = (here / "static" / "page.js").read_text()
    assert not any(word in script for word in ("innerHTML", "insertAdjacentHTML", "document.write", "eval("))
