"""The supervisor: real processes that answer, die, hang and refuse."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil
import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, WellreadError
from desktop.children.child import Child, ChildDied, ChildNotice, ChildState
from models.children.serve import Emit, run_child

HERE = f"{__name__}:"


class Echo:
    """A service without models: strings are commands."""

    lanes = MappingProxyType({str: "talk", tuple: "work"})

    def handle(self, body: Any, emit: Emit, cancel: CancelToken) -> Any:
        match body:
            case "pid":
                return os.getpid()
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "hang":
                emit("hanging")
                time.sleep(60)
            case "fail":
                raise ZeroDivisionError("a bug")
            case "refuse":
                raise WellreadError("No.", "Ask something else.")
            case ("die once", flag):
                if not Path(flag).exists():
                    Path(flag).touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                return "survived"
            case ("count", limit):
                for number in range(limit):
                    cancel.check()
                    emit(number)
                    time.sleep(0.01)
                return limit
        return body

    def close(self) -> None:
        pass


def main(pipe: Connection, logs: Path) -> None:
    run_child("echo", pipe, logs, lambda _: Echo())


def refusing(pipe: Connection, logs: Path) -> None:
    def make(_: Any) -> Echo:
        raise WellreadError("The profile is in use.", "Close the other one.")

    run_child("echo", pipe, logs, make)


def only_there(pipe: Connection, logs: Path) -> None:
    def make(_: Any) -> Echo:
        if logs.name != "there":
            raise WellreadError("Not here.")
        return Echo()

    run_child("echo", pipe, logs, make)


def dying(pipe: Connection, logs: Path) -> None:
    os._exit(3)


class Watched:
    """A child with the notices that it gave."""

    def __init__(self, entry: str, logs: Path) -> None:
        self.notices: list[ChildNotice] = []
        self.child = Child("echo", HERE + entry, (logs,), self.notices.append)
        self.child.start()

    def states(self) -> list[ChildState]:
        return [notice.state for notice in self.notices]


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched("main", tmp_path)
    yield watched
    watched.child.close()


def test_a_call_is_answered_with_its_events(echo: Watched) -> None:
    events: list[int] = []
    assert echo.child.request(("count", 3), events.append).result(20) == 3
    assert events == [0, 1, 2]
    assert echo.states() == [ChildState.STARTING, ChildState.READY]


def test_lanes_work_side_by_side(echo: Watched) -> None:
    long = echo.child.request(("count", 200))
    assert echo.child.request("hello").result(20) == "hello"
    assert not long.future.done()
    long.cancel()


def test_a_known_error_arrives_whole_and_a_bug_as_a_sentence(echo: Watched) -> None:
    with pytest.raises(WellreadError) as refused:
        echo.child.request("refuse").result(20)
    assert (refused.value.message, refused.value.hint) == ("No.", "Ask something else.")
    with pytest.raises(WellreadError, match="Something went wrong in the echo: a bug"):
        echo.child.request("fail").result(20)
    assert echo.child.request("still here").result(20) == "still here"


def test_a_cancelled_call_ends_at_the_next_look(echo: Watched) -> None:
    counted = threading.Event()
    call = echo.child.request(("count", 10_000), lambda _: counted.set())
    assert counted.wait(20)
    call.cancel()
    with pytest.raises(Cancelled):
        call.result(2)


def test_a_child_takes_other_arguments_and_goes_on_with_what_it_was_asked(echo: Watched, tmp_path: Path) -> None:
    counted = threading.Event()
    before = echo.child.request("pid").result(20)
    call = echo.child.request(("count", 60), lambda _: counted.set())
    assert counted.wait(20)
    other = tmp_path / "other"
    other.mkdir()
    for times in range(1, 4):  # more often than a call survives deaths
        echo.child.exchange((other,))
        assert echo.child.request("pid").result(20) != before
        assert echo.states() == [ChildState.STARTING, ChildState.READY] * (times + 1)
    assert call.result(20) == 60
    assert (other / "echo.log").exists()


def test_a_child_that_could_not_start_may_with_other_arguments(tmp_path: Path) -> None:
    watched = Watched("only_there", tmp_path)
    with pytest.raises(WellreadError, match="Not here"):
        watched.child.request("hello").result(20)
    (tmp_path / "there").mkdir()
    watched.child.exchange((tmp_path / "there",))
    assert watched.child.request("hello").result(20) == "hello"
    watched.child.close()


def test_a_child_that_does_not_listen_is_ended_and_started_afresh(echo: Watched) -> None:
    before = echo.child.request("pid").result(20)
    hanging = threading.Event()
    call = echo.child.request("hang", lambda _: hanging.set())
    assert hanging.wait(20)
    call.cancel()
    with pytest.raises(Cancelled):
        call.result(10)
    assert echo.child.request("pid").result(20) != before
    assert ChildState.RESTARTING not in echo.states()  # this death was wanted: nothing to worry a person with


def test_kill_9_is_noticed_and_the_work_begins_again(echo: Watched) -> None:
    assert echo.child.request("ready").result(20)
    call = echo.child.request(("count", 100))
    pid = echo.child.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert call.result(20) == 100
    assert ChildState.RESTARTING in echo.states()
    assert echo.states()[-1] is ChildState.READY
    assert echo.child.pid != pid


def test_a_call_that_must_not_begin_again_fails(echo: Watched) -> None:
    with pytest.raises(ChildDied):
        echo.child.request("die", again=False).result(20)


def test_a_call_that_kills_every_child_is_given_up(echo: Watched) -> None:
    with pytest.raises(WellreadError):
        echo.child.request("die").result(60)


def test_a_child_that_can_not_start_says_why(tmp_path: Path) -> None:
    watched = Watched("refusing", tmp_path)
    with pytest.raises(WellreadError, match="The profile is in use"):
        watched.child.request("hello").result(20)
    assert watched.states()[-1] is ChildState.BROKEN
    watched.child.close()


def test_a_child_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    watched = Watched("dying", tmp_path)
    with pytest.raises(WellreadError):
        watched.child.request("hello").result(60)
    deadline = time.monotonic() + 20
    while watched.states()[-1] is not ChildState.BROKEN and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(WellreadError, match="keeps stopping"):
        watched.child.request("hello").result(20)
    watched.child.close()


def test_closing_ends_a_hanging_child_and_its_calls(tmp_path: Path) -> None:
    watched = Watched("main", tmp_path)
    assert watched.child.request("ready").result(20)
    call = watched.child.request("hang")
    pid = watched.child.pid
    assert pid is not None
    watched.child.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(Cancelled):
        call.result(1)
    with pytest.raises(Cancelled):
        watched.child.request("too late").result(1)
