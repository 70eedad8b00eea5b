"""The supervisor behind ``coordinator up``: starts the stack, keeps it running, ends it in order."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import structlog

from coordinator.embedded import stack_file
from coordinator.embedded.folders import Folders
from coordinator.embedded.lock import held_for_the_stack
from coordinator.embedded.mail_catcher import MailCatcher
from coordinator.embedded.member import Member
from coordinator.embedded.ports import KeptPort
from coordinator.embedded.postgres import STOP_SIGNAL, Postgres
from coordinator.embedded.process import Child
from coordinator.embedded.stack_environment import stack_environment
from coordinator.embedded.valkey import Valkey
from coordinator.embedded.watchdog import Watchdog

LOOK_AGAIN = 0.1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NOHUP = (signal.SIGHUP, signal.SIG_IGN)

log = structlog.get_logger()
Environment = Mapping[str, str]


@dataclass(frozen=True)
class Program:
    """One of our own processes, kept running. ``patience``: real seconds it gets to finish after SIGTERM."""

    name: str
    command: tuple[str, ...]
    patience: float = 20.0

    @classmethod
    def coordinator(cls, name: str) -> Program:
        """``coordinator web``, ``worker`` or ``tick``, by the Python that runs us."""
        return cls(name, (sys.executable, "-m", "coordinator", name))


class Supervisor:
    """One embedded stack on ``data_dir``. ``extra_env`` is added to the stack's environment and wins.

    ``prepare(env)`` runs when database, broker and catcher are up and before the programs start. ``port`` is the web
    port; without it the last one, if it is free, else any.
    """

    def __init__(
        self,
        data_dir: Path,
        programs: Sequence[Program],
        extra_env: Environment,
        *,
        prepare: Callable[[Environment], None] = lambda env: None,
        port: int | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._programs = programs
        self._extra_env = dict(extra_env)
        self._prepare = prepare
        self._port = port
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._failure: BaseException | None = None
        self._servers: list[Member] = []
        self._members: list[Member] = []

    def run(self, on_ready: Callable[[Environment], None]) -> None:
        """Run the stack until Ctrl-C, SIGTERM, SIGHUP or ``request_stop``; a second signal kills instead of asking.

        ``on_ready(env)`` is called in a thread of its own once the web site answers, so that the stack is kept running
        meanwhile; what it raises ends the stack and comes out here. Call this from the main thread. Raises
        ``AlreadyUp``, ``StackBusy``, ``StartFailed``.
        """
        folders = Folders.of(self._data_dir)
        with held_for_the_stack(folders.data_dir), self._signals_caught(), contextlib.ExitStack() as ending:
            watchdog = Watchdog()
            ending.callback(watchdog.dismiss)
            env = self._start_servers(folders, watchdog, ending)
            self._prepare(env)
            stack_file.write(folders.data_dir, env)
            if not self._stop.is_set():
                self._start_programs(env, watchdog, ending)
            ending.callback(stack_file.remove, folders.data_dir)
            self._watch(env, watchdog, on_ready)
        if self._failure:
            raise self._failure

    def request_stop(self) -> None:
        """End the stack in order, as Ctrl-C does. Callable from any thread."""
        self._stop.set()

    def _start_servers(self, folders: Folders, watchdog: Watchdog, ending: contextlib.ExitStack) -> dict[str, str]:
        """Bring up database, broker and catcher; ``ending`` takes them down in the opposite order."""
        remembered = stack_file.remembered_web_port(folders.data_dir)
        port = KeptPort.exactly(self._port) if self._port else KeptPort(remembered)
        ending.callback(port.close)
        sockets = folders.sockets()
        watchdog.sweep(sockets)
        postgres = Postgres(folders.servers, sockets, folders.log("postgres"), folders.account)
        valkey = Valkey(folders.servers, folders.log("valkey"), folders.account)
        ending.callback(valkey.close)
        self._servers = [
            Member("postgres", lambda: postgres.launch(watchdog), stop_signal=STOP_SIGNAL, patience=20.0),
            Member("valkey", lambda: valkey.launch(watchdog), stop_signal=signal.SIGTERM, patience=5.0),
        ]
        postgres.initialize()
        for server in self._servers:
            ending.callback(self._end, [server])
        children = [server.start() for server in self._servers]
        catcher = MailCatcher(folders.data_dir / "mail")
        ending.callback(catcher.stop)
        catcher.start()
        postgres.wait_until_ready(children[0])
        valkey.wait_until_ready(children[1])
        postgres.create_database()
        stack_file.remember_web_port(folders.data_dir, port.number)
        env = stack_environment(
            folders,
            database_url=postgres.url(),
            broker_url=valkey.url,
            smtp_url=catcher.smtp_url,
            web_port=port.number,
        )
        return env | {"COORDINATOR_MAIL_CATCHER_URL": catcher.url} | self._extra_env

    def _start_programs(self, env: Environment, watchdog: Watchdog, ending: contextlib.ExitStack) -> None:
        whole = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in env} | dict(env)

        def launcher(program: Program) -> Callable[[], Child]:
            return lambda: Child.start(program.command, watchdog, env=whole)

        self._members = [
            Member(program.name, launcher(program), stop_signal=signal.SIGTERM, patience=program.patience)
            for program in self._programs
        ]
        ending.callback(self._end, self._members)
        for member in self._members:
            member.start()

    def _watch(self, env: Environment, watchdog: Watchdog, on_ready: Callable[[Environment], None]) -> None:
        """Restart what dies until the stop is asked for; announce readiness once."""
        announced = False
        port = int(env["COORDINATOR_WEB_PORT"]) if any(program.name == "web" for program in self._programs) else None
        while not self._stop.wait(LOOK_AGAIN):
            watchdog.tend()
            for member in (*self._servers, *self._members):
                code = member.died()
                if code is not None:
                    log.warning("process.died", process=member.name, code=code)
                if member.restart_when_due():
                    log.warning("process.restarted", process=member.name, pid=member.pid)
            if not announced and (port is None or _listens(port)):
                announced = True
                threading.Thread(target=self._announce, args=(env, on_ready), name="on-ready", daemon=True).start()

    def _announce(self, env: Environment, on_ready: Callable[[Environment], None]) -> None:
        try:
            on_ready(env)
        except BaseException as error:
            if not self._stop.is_set():
                self._failure = error
            self._stop.set()

    def _end(self, members: Sequence[Member]) -> None:
        """Ask all of them, then wait for each."""
        for member in members:
            member.ask_to_stop()
        for member in members:
            member.stop(self._hurry.is_set)

    @contextlib.contextmanager
    def _signals_caught(self) -> Iterator[None]:
        def asked(_number: int, _frame: FrameType | None) -> None:
            (self._hurry if self._stop.is_set() else self._stop).set()

        # `nohup` means that the end of the terminal is not to end us.
        caught = [number for number in STOP_SIGNALS if (number, signal.getsignal(number)) != NOHUP]
        before = {number: signal.signal(number, asked) for number in caught}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False
