"""The program as a person calls it: processes of its own, in a home of their own."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

COMMANDS = ["demo", "init", "serve", "import", "check", "manage"]


def environment(home, **more):
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("BROADSHEET_", "DJANGO_", "COV_"))
    }
    kept.pop("DATABASE_URL", None)
    return {**kept, "BROADSHEET_HOME": str(home), **more}


def broadsheet(*argv, home, stdin="", **more):
    return subprocess.run(
        [sys.executable, "-m", "broadsheet", *argv], env=environment(home, **more), input=stdin,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A paper that was founded by `broadsheet init`."""
    folder = tmp_path_factory.mktemp("home")
    done = broadsheet(
        "init", "--name", "The Courier", "--zone", "Asia/Baku", "--languages", "en,az",
        "--editor", "ada@courier.example", "--password-stdin", home=folder, stdin="a-long-pass-word-9\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The Courier is founded." in done.stderr
    return folder


def test_a_served_paper_s_database_is_made_anew_by_nobody_but_who_means_it(tmp_path):
    (tmp_path / "started").touch()
    done = broadsheet("worker", home=tmp_path)
    assert done.returncode == 2
    assert f"The database at {tmp_path / 'db.sqlite3'} does not answer: unable to open" in done.stderr
    assert not (tmp_path / "db.sqlite3").exists()
    assert "There is no paper" in broadsheet("import", str(tmp_path), home=tmp_path).stderr
    assert (tmp_path / "db.sqlite3").exists()


def test_an_import_without_a_paper_is_refused_in_one_line(tmp_path):
    (tmp_path / "page.txt").write_text("A page")
    done = broadsheet("import", str(tmp_path / "page.txt"), home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("broadsheet: There is no paper in this database yet.")
    assert "Traceback" not in done.stderr


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def until(what, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("not within the time given")


def children(pid, word):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = re.search(r"^PPid:\s+(\d+)", (folder / "status").read_text(), re.MULTILINE)
            line = (folder / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if parent and int(parent[1]) == pid and word in line:
            found.append(int(folder.name))
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command, tmp_path):
    flag = "help" if command == "manage" else "--help"
    done = broadsheet(command, flag, home=tmp_path)
    assert done.returncode == 0, done.stderr
    if command != "manage":
        assert f"Example: broadsheet {command}" in done.stdout


def test_help_and_version_load_no_django(tmp_path):
    program = "import sys; from broadsheet.cli import app; app(sys.argv[1:], standalone_mode=False); sys.exit('django' in sys.modules)"
    for flag in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", program, flag], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr


def complaint(done):
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[-1].startswith("broadsheet: ")
    assert "Traceback" not in done.stderr
    return lines[-1]


def test_a_home_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    for command in ("serve", "demo"):
        line = complaint(broadsheet(command, "--port", str(free_port()), home=tmp_path / "file" / "home"))
        assert "BROADSHEET_HOME" in line
    for command in ("check", "init"):
        line = complaint(broadsheet(command, home=tmp_path / "file" / "home"))
        assert "BROADSHEET_HOME" in line


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("bogus://secret@x/y", "cannot be understood"),
        ("mysql://secret@x/y", "take PostgreSQL"),
        ("postgres://secret@127.0.0.1:1/x", "does not answer"),
    ],
)
def test_a_broken_database_url(url, says, tmp_path):
    line = complaint(broadsheet("serve", "--port", str(free_port()), home=tmp_path, DATABASE_URL=url))
    assert says in line
    assert "DATABASE_URL" in line
    assert "secret" not in line


def test_a_variable_that_does_not_fit(tmp_path):
    assert "BROADSHEET_WORKERS" in complaint(broadsheet("check", home=tmp_path, BROADSHEET_WORKERS="many"))


def test_a_port_that_is_taken(tmp_path):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("serve", "demo"):
            assert f"port {port}" in complaint(broadsheet(command, "--port", port, home=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_second_paper_is_refused(home):
    assert "already" in complaint(broadsheet("init", "--name", "Another", home=home))


def test_a_demo_does_not_touch_a_real_paper(home):
    for more in ([], ["--rebuild"]):
        assert "real paper" in complaint(broadsheet("demo", "--port", str(free_port()), *more, home=home))


def test_check_says_what_to_do_and_its_exit_code_too(home):
    done = broadsheet("check", "--json", home=home)
    findings = {one["name"]: one["ok"] for one in json.loads(done.stdout)}
    assert findings.pop("worker") is (home / "worker-alive").exists()
    assert all(findings.values())
    assert done.returncode in {0, 1}


def test_serve_keeps_both_running_and_drains(home, tmp_path):
    port = free_port()
    log = tmp_path / "log"
    with log.open("w") as stderr:
        boss = subprocess.Popen(
            [sys.executable, "-m", "broadsheet", "serve", "--port", str(port), "--workers", "1"],
            env=environment(home), stderr=stderr, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        assert until(lambda: status(port), 90) == 200, log.read_text()
        (worker,) = until(lambda: children(boss.pid, "broadsheet\0worker"))
        (web,) = children(boss.pid, "broadsheet\0web")
        os.kill(worker, signal.SIGKILL)
        os.kill(web, signal.SIGKILL)
        until(lambda: set(children(boss.pid, "broadsheet\0worker")) - {worker}, 15)
        until(lambda: set(children(boss.pid, "broadsheet\0web")) - {web}, 15)
        until(lambda: status(port))
        alive = home / "worker-alive"
        until(lambda: alive.exists() and time.time() - alive.stat().st_mtime < 3)
        family = children(boss.pid, "")
        boss.send_signal(signal.SIGTERM)
        assert boss.wait(40) == 0
        assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
        assert status(port) is None
    finally:
        if boss.poll() is None:
            boss.terminate()
            boss.wait(40)
    said = log.read_text()
    assert f"Broadsheet is at http://localhost:{port}/" in said
    assert "worker ended (signal 9)" in said
