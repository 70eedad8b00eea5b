"""The embedded stack: it starts, it can be joined, and whatever ends it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis, RedisError
from watching import command_of, eventually, living

from coordinator.embedded import folders, join
from coordinator.settings import Settings

SLEEPER = "import time; time.sleep(600)"
# As a Celery worker does: a parent that forks, with children that ignore its polite end.
FORKER = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork(), os.fork()
time.sleep(600)
"""


def connect(env):
    return psycopg.connect(env["COORDINATOR_DATABASE_URL"].replace("+psycopg", ""))


def named(stack, word):
    return [process for process in stack.descendants() if word in command_of(process)]


def test_a_stack_answers_with_database_and_broker_and_its_settings_are_sound(running_stack):
    stack = running_stack
    settings = Settings.from_environment(stack.env)
    with connect(stack.env) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), current_setting('fsync'), current_setting('listen_addresses')"
        ).fetchone()
    with Redis.from_url(settings.broker_url) as broker:
        memory = broker.config_get("maxmemory-policy")

    assert row == ("UTF8", "on", "")
    assert memory == {"maxmemory-policy": "noeviction"}
    assert settings.brand_name == "Test"


def test_programs_find_the_stack_in_their_environment(up, data_dir):
    up(f"import os; open({str(data_dir / 'seen')!r}, 'w').write(os.environ['COORDINATOR_DATABASE_URL']); {SLEEPER}")

    assert eventually(lambda: (data_dir / "seen").exists() and "postgresql" in (data_dir / "seen").read_text())


def test_the_second_start_keeps_what_was_stored(up):
    first = up(SLEEPER)
    with connect(first.env) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    first.signal(signal.SIGTERM)

    second = up(SLEEPER)

    with connect(second.env) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    for name in ("COORDINATOR_SECRET_KEY", "COORDINATOR_BASE_URL"):
        assert second.env[name] == first.env[name]


def test_a_second_stack_on_the_same_folder_is_refused(running_stack):
    script = Path(__file__).with_name("stack_process.py")
    folder = running_stack.env["COORDINATOR_DATA_DIR"]
    second = subprocess.run(
        [sys.executable, str(script), folder], capture_output=True, text=True, check=False, timeout=120
    )

    assert second.returncode == 2
    assert "already up" in second.stderr


def test_a_command_joins_the_running_stack(running_stack):
    data_dir = Path(running_stack.env["COORDINATOR_DATA_DIR"])

    with join.environment(data_dir) as env:
        assert env == running_stack.env
    assert join.running(data_dir)


def test_what_others_join_by_is_readable_by_its_owner_only(running_stack):
    for name in ("stack.json", "secret_key"):
        assert (Path(running_stack.env["COORDINATOR_DATA_DIR"]) / name).stat().st_mode & 0o777 == 0o600


def test_a_command_without_a_stack_has_just_the_database_and_takes_it_down_again(data_dir):
    with join.environment(data_dir) as env:
        Settings.from_environment(env)
        with connect(env) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert not join.running(data_dir)

    with pytest.raises(psycopg.OperationalError):
        connect(env)


def test_two_short_commands_at_once_follow_one_another(data_dir):
    line = (
        "import sys, pathlib; from coordinator.embedded import join; import psycopg\n"
        "with join.environment(pathlib.Path(sys.argv[1])) as env:\n"
        "    psycopg.connect(env['COORDINATOR_DATABASE_URL'].replace('+psycopg', '')).close()"
    )
    commands = [subprocess.Popen([sys.executable, "-c", line, str(data_dir)]) for _ in range(2)]

    assert [command.wait(120) for command in commands] == [0, 0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_end_leaves_nothing(up, data_dir, number):
    stack = up(SLEEPER, FORKER)
    assert eventually(lambda: len(named(stack, "os.fork")) >= 4)
    everything = stack.descendants()
    sockets = Path(stack.env["COORDINATOR_DATABASE_URL"].partition("host=")[2])

    assert stack.signal(number) == 0

    assert eventually(lambda: living(everything) == [])
    assert not sockets.exists()
    assert not (data_dir / "stack.json").exists()
    assert not join.running(data_dir)


def test_a_killed_parent_leaves_nothing_grandchildren_included(up, data_dir):
    stack = up(SLEEPER, FORKER)
    assert eventually(lambda: len(named(stack, "os.fork")) >= 4)
    everything = stack.descendants()
    sockets = Path(stack.env["COORDINATOR_DATABASE_URL"].partition("host=")[2])
    assert len(everything) >= 8

    stack.signal(signal.SIGKILL)

    assert eventually(lambda: living(everything) == [])
    assert eventually(lambda: not sockets.exists())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the watchdog is all there is")
def test_a_parent_killed_together_with_its_watchdog_leaves_no_child(up):
    stack = up(SLEEPER)
    everything = stack.descendants()
    watchdog = named(stack, "watchdog.py")[0]

    watchdog.send_signal(signal.SIGSTOP)
    stack.signal(signal.SIGKILL)

    assert eventually(lambda: living(everything) == [watchdog])
    watchdog.send_signal(signal.SIGCONT)
    assert eventually(lambda: living(everything) == [])


def test_a_stack_starts_again_right_after_its_parent_was_killed(up):
    first = up(SLEEPER)
    with connect(first.env) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    first.signal(signal.SIGKILL)

    second = up(SLEEPER)

    with connect(second.env) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_program_that_died_is_started_again_and_what_it_forked_is_killed(up):
    stack = up(FORKER)
    assert eventually(lambda: len(named(stack, "os.fork")) >= 4)
    family = named(stack, "os.fork")
    parent = next(process for process in family if process.ppid() == stack.pid)

    parent.kill()

    assert eventually(lambda: living(family) == [])
    assert eventually(lambda: len(named(stack, "os.fork")) >= 4)


@pytest.mark.parametrize(("word", "answers"), [("postgres", "database"), ("valkey-server", "broker")])
def test_a_server_that_was_killed_comes_back_at_its_address(up, word, answers):
    stack = up(SLEEPER)
    server = next(process for process in named(stack, word) if process.ppid() == stack.pid)

    server.kill()
    psutil.wait_procs([server], timeout=60)

    def answer():
        try:
            if answers == "database":
                return connect(stack.env).execute("SELECT true").fetchone() == (True,)
            return bool(Redis.from_url(stack.env["COORDINATOR_BROKER_URL"]).ping())
        except (psycopg.OperationalError, RedisError):
            return False

    assert eventually(answer)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to drop to")
def test_servers_do_not_run_as_root(running_stack):
    for word in ("bin/postgres", "valkey-server"):
        assert {process.uids().real for process in named(running_stack, word)} == {65534}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to drop to")
def test_a_data_folder_that_the_servers_cannot_reach_has_their_files_elsewhere_and_keeps_them(data_dir):
    data_dir.mkdir(mode=0o700)
    closed = data_dir / "below"
    try:
        for _ in range(2):
            with join.environment(closed) as env, connect(env) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
                found = connection.execute("INSERT INTO kept VALUES (1) RETURNING (SELECT count(*) FROM kept)")
                count = found.fetchone()
        assert count == (1,)
        assert not (closed / "servers").exists()
    finally:
        folders.remove(closed)
