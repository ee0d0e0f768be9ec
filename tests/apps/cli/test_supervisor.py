import signal
import sys
import threading
import time

from broadsheet.cli import supervisor
from broadsheet.cli.supervisor import Child, Supervisor, pause_after

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]


def test_the_pause_grows_and_has_an_end():
    assert [pause_after(falls) for falls in (1, 2, 3, 4)] == [0.25, 0.5, 1, 2]
    assert pause_after(1000) == 30


def watch(children, *, answers=lambda: True, ready=lambda: None):
    said = []
    return Supervisor(children, say=said.append, answers=answers, ready=ready), said


def run(boss, monkeypatch):
    monkeypatch.setattr(supervisor.signal, "signal", lambda *_: None)
    return boss.run()


def test_a_fallen_child_is_started_again_and_all_end_when_told(monkeypatch):
    child = Child("web", SLEEP, vital=True)
    boss, said = watch([child])
    pids = []

    def act():
        for _ in range(2):
            while child.process is None or child.process.pid in pids:
                time.sleep(0.02)
            pids.append(child.process.pid)
            child.kill(signal.SIGKILL)
        boss.stop()

    thread = threading.Thread(target=act)
    thread.start()
    assert run(boss, monkeypatch) == 0
    thread.join()
    assert len(set(pids)) == 2
    assert "web ended (signal 9); starting it again in 0.25 s." in said
    assert all(one.process is None or one.process.poll() is not None for one in boss.children)


def test_a_vital_child_that_cannot_start_ends_it(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    boss, said = watch([Child("web", FAIL, vital=True)], answers=lambda: False)
    assert run(boss, monkeypatch) == 1
    assert said[-1] == "web ended 4 times while starting; giving up."


def test_another_child_that_cannot_start_ends_nothing(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    worker = Child("worker", FAIL)
    boss, said = watch([Child("web", SLEEP, vital=True), worker])
    threading.Thread(target=lambda: (time.sleep(1.5), boss.stop())).start()
    assert run(boss, monkeypatch) == 0
    assert worker.falls >= 2
    assert "worker ended (exit code 3)" in said[0]


def test_what_does_not_drain_is_killed(monkeypatch):
    monkeypatch.setattr(supervisor, "DRAIN", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    child = Child("web", [sys.executable, "-c", deaf], vital=True)
    boss, said = watch([child])
    threading.Thread(target=lambda: (time.sleep(1), boss.stop())).start()
    began = time.monotonic()
    assert run(boss, monkeypatch) == 0
    assert time.monotonic() - began < 10
    assert said == ["web did not end within 0.3 s; it is killed."]
