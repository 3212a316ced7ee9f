"""Never more than so many in so many seconds, in whatever order they come; and nobody is looked at again and again."""

from __future__ import annotations

import heapq

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pace import MARGIN, PATIENCE, RECOVERY, Book, Lane, Limit, Place, _Log

TOKEN = Lane("token", Limit(10, 0.2), brief=True)
HALL = Lane("hall", Limit(5, 5.0))
PORCH = Lane("porch", Limit(3, 3.0))


class Time:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def most_in_a_window(sent: list[float], seconds: float) -> int:
    """The most that lie in any window of so many seconds, open at its end."""
    sent = sorted(sent)
    return max((sum(at <= other < at + seconds for other in sent) for at in sent), default=0)


def play(
    book: Book, time: Time, waiting: list[tuple[float, int, tuple[Lane, ...]]]
) -> tuple[list[tuple[float, int]], int]:
    """Let all ask, and come back when told; return who was let in when, and how often they asked."""
    line = [(time.now + at, number, lanes, False) for at, number, lanes in waiting]
    heapq.heapify(line)
    sent, asked = [], 0
    while line:
        at, number, lanes, back = heapq.heappop(line)
        time.now = max(time.now, at)
        turn = book.ask(lanes, put_back=back)
        asked += 1
        if turn.taken:
            sent.append((time.now + turn.wait, number))
        else:
            assert turn.wait > 0
            heapq.heappush(line, (time.now + turn.wait, number, lanes, True))
    return sent, asked


lanes = st.sampled_from([(TOKEN,), (TOKEN, HALL), (TOKEN, PORCH), (HALL,), (HALL, PORCH)])


@given(st.lists(st.tuples(st.floats(0, 12), lanes), max_size=60))
def test_no_window_ever_holds_more_than_its_limit_and_nobody_is_lost(
    asking: list[tuple[float, tuple[Lane, ...]]],
) -> None:
    time = Time()
    wanted = [(at, number, where) for number, (at, where) in enumerate(asking)]
    sent, _ = play(Book(time), time, wanted)
    assert sorted(number for _, number in sent) == list(range(len(asking)))
    for lane in (TOKEN, HALL, PORCH):
        through = [at for at, number in sent if lane in asking[number][1]]
        assert most_in_a_window(through, lane.limit.seconds) <= lane.limit.most


def test_a_flood_is_looked_at_twice_and_goes_out_in_its_order_at_the_full_rate(time: Time) -> None:
    began = time.now
    sent, asked = play(Book(time), time, [(0.0, number, (TOKEN, HALL)) for number in range(200)])
    assert [number for _, number in sorted(sent)] == list(range(200))
    assert asked <= 2 * 200
    assert max(at for at, _ in sent) - began <= (200 / 5 - 1) * 5.0 * MARGIN + 0.01


def test_a_burst_is_used_as_far_as_the_limit_allows(time: Time) -> None:
    sent, _ = play(Book(time), time, [(0.0, number, (PORCH,)) for number in range(12)])
    assert [round(at - 1_000.0, 2) for at, _ in sent] == [0.0] * 3 + [3.12] * 3 + [6.24] * 3 + [9.36] * 3


def test_who_comes_new_does_not_pass_those_who_were_told_to_come_back(time: Time) -> None:
    book = Book(time)
    waits = [book.ask((PORCH,)).wait for _ in range(5)]
    assert waits[:3] == [0.0] * 3 and waits[3] > 3 and waits[4] > 3
    time.now += 3.1
    book.ask((PORCH,))
    assert book.ask((PORCH,), put_back=True).taken and book.ask((PORCH,), put_back=True).taken


def test_one_full_channel_keeps_nobody_from_another_and_costs_the_token_nothing(time: Time) -> None:
    book = Book(time)
    for _ in range(5):
        assert book.ask((TOKEN, HALL)).taken
    for _ in range(50):
        assert not book.ask((TOKEN, HALL)).taken
    assert [book.ask((TOKEN, Lane("yard", HALL.limit))).wait for _ in range(5)] == [0.0] * 5


def test_a_place_that_comes_soon_is_taken_ahead_and_one_that_comes_late_is_not(time: Time) -> None:
    book = Book(time)
    turns = [book.ask((TOKEN,)) for _ in range(200)]
    taken = [turn.wait for turn in turns if turn.taken]
    assert taken[:10] == [0.0] * 10 and taken == sorted(taken) and taken[-1] <= PATIENCE
    assert all(turn.wait > 0 for turn in turns if not turn.taken) and len(taken) < 200


def test_who_was_turned_away_comes_back_before_the_place_is_anybodys_and_gets_it(time: Time) -> None:
    book, began = Book(time), time.now
    while (turn := book.ask((TOKEN,))).taken:
        pass
    time.now += turn.wait
    back = book.ask((TOKEN,), put_back=True)
    assert back.taken and time.now + back.wait - began <= turn.wait + PATIENCE + 0.01
    book.close(TOKEN, 9.0)
    assert book.ask((TOKEN,)).wait == 9.0, "but nobody comes back while it is closed"


def test_nothing_goes_out_while_a_lane_is_closed_and_a_shorter_rest_ends_no_longer_one(time: Time) -> None:
    book = Book(time)
    book.close(HALL, 60.0)
    book.close(HALL, 1.0)
    assert book.resting((TOKEN, HALL)) == 60.0 and book.resting((TOKEN,)) <= 0
    turn = book.ask((TOKEN, HALL))
    assert not turn.taken and turn.wait == 60.0
    time.now += 60.0
    assert book.ask((TOKEN, HALL), put_back=True).taken


def test_after_a_long_rest_those_who_waited_come_one_after_another(time: Time) -> None:
    book, began = Book(time), time.now
    book.close(PORCH, 60.0)
    sent, asked = play(book, time, [(0.0, number, (PORCH,)) for number in range(9)])
    assert [int(at - began) for at, _ in sent] == [60] * 3 + [63] * 3 + [66] * 3 and asked == 18


def test_a_part_of_every_limit_is_kept_to_and_grows_back(time: Time) -> None:
    book = Book(time)
    book.share(0.25)
    sent, _ = play(book, time, [(0.0, number, (PORCH,)) for number in range(6)])
    assert 12.0 < sent[-1][0] - sent[0][0] < 12.5
    time.now += RECOVERY
    assert book.part == 1.0


def test_lanes_in_which_nothing_happens_are_forgotten(time: Time) -> None:
    book = Book(time)
    for number in range(4_200):
        book.ask((Lane(f"channel-{number}", HALL.limit),))
    assert len(book._logs) == 4_200, "all of them are young"
    time.now += 4_000.0
    for number in range(4_200):
        book.ask((Lane(f"other-{number}", HALL.limit),))
    assert len(book._logs) == 4_200, "all of them are the other ones"


def test_many_lanes_that_are_all_in_use_are_seldom_looked_through(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    last = _Log.last
    monkeypatch.setattr(_Log, "last", lambda log: (looks.append(time.now), last(log))[1])
    book = Book(time)
    for number in range(20_000):
        book.ask((Lane(f"channel-{number}", HALL.limit),))
    assert len(looks) < 2 * 20_000, "each of them twice at most"


async def test_a_slow_request_moves_its_place_and_one_that_came_to_nothing_gives_it_back(time: Time) -> None:
    book = Book(time)
    turns = [book.ask((TOKEN, PORCH)) for _ in range(3)]
    await book.moved(Place((TOKEN, PORCH), (turns[0],), 0.0), 0.5)
    time.now += 3.0 * MARGIN
    assert book.ask((PORCH,), put_back=True).wait == 0.0 and book.ask((PORCH,), put_back=True).wait == 0.0
    third = book.ask((PORCH,), put_back=True)
    assert not third.taken and 0.49 < third.wait <= 0.5
    await book.unused(Place((TOKEN, PORCH), (turns[0],), 0.0))
    await book.moved(Place((PORCH,), (turns[0],), 0.0), 1.0)
    book = Book(time)
    turns = [book.ask((TOKEN, PORCH)) for _ in range(3)]
    await book.unused(Place((TOKEN, PORCH), (turns[2],), 0.0))
    assert book.ask((PORCH,), put_back=True).wait == 0.0
    assert not book.ask((PORCH,), put_back=True).taken
