"""One process at a time makes a page."""

import asyncio
import subprocess
import sys

from broadsheet.delivery import making as module
from broadsheet.delivery.making import making

HOLD = (
    "import sys, pathlib; from broadsheet.delivery.making import making\n"
    "with making(pathlib.Path(sys.argv[1]), 'ab12') as right:\n"
    "    print(right.ours(), flush=True)\n"
    "    sys.stdin.read()\n"
)


def _holder(folder):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "True\n"
    return holder


def test_a_killed_process_holds_up_nobody(tmp_path):
    holder = _holder(tmp_path / "making")
    try:
        with making(tmp_path / "making", "cd34") as right:
            assert right.ours()
        with making(tmp_path / "making", "ab56") as right:
            assert not right.ours()
            holder.kill()
            holder.wait()
            asyncio.run(right.wait())
            assert right.ours()
    finally:
        holder.kill()
        holder.communicate()


def test_for_one_that_hangs_nobody_waits_long(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    holder = _holder(tmp_path / "making")
    try:
        with making(tmp_path / "making", "ab12") as right:
            asyncio.run(right.wait())
            assert not right.ours()
    finally:
        holder.kill()
        holder.communicate()


def test_where_nothing_can_be_written_everybody_makes_it(tmp_path):
    (tmp_path / "making").write_text("a file")
    with making(tmp_path / "making", "ab12") as one, making(tmp_path / "making", "ab12") as other:
        assert one.ours()
        assert other.ours()
