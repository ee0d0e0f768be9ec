"""What is read from the load's report, and what is told of it."""

from __future__ import annotations

import shutil

import pytest

from broadsheet.bench import load, servers, speed, visible
from broadsheet.bench.load import Load

REPORT = """Running 4s test @ http://127.0.0.1:8080/
  2 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.06ms  740.29us  15.40ms   89.52%
  Latency Distribution
     50%    0.87ms
     99%  {p99}
  123906 requests in 4.00s, 2.02GB read
{more}Requests/sec:  30977.21
Transfer/sec:    516.98MB
"""


@pytest.mark.parametrize(
    ("p99", "milliseconds"), [("3.11ms", 3.11), ("870.50us", 0.8705), ("1.20s", 1200), ("1.50m", 90_000)]
)
def test_a_report_is_read(p99, milliseconds):
    found = load.read(REPORT.format(p99=p99, more=""))
    assert found.per_second == 30977.21
    assert found.p99 == pytest.approx(milliseconds)
    assert found.errors == 0


def test_every_kind_of_error_counts():
    more = "  Socket errors: connect 1, read 2, write 0, timeout 4\n  Non-2xx or 3xx responses: 10\n"
    assert load.read(REPORT.format(p99="1ms", more=more)).errors == 17


def test_what_is_no_report_is_refused():
    with pytest.raises(ValueError, match="not a report"):
        load.read("unable to connect to 127.0.0.1:1")


def test_several_paths_are_asked_for_in_turn(tmp_path):
    script = tmp_path / "wrk.lua"
    argv = load.command(80, ["/a", "/b"], 2, {"Accept-Encoding": "gzip"}, script)
    assert argv[-3:] == ["-s", str(script), "http://127.0.0.1:80/"]
    assert '"/a", "/b"' in script.read_text()
    assert "Accept-Encoding: gzip" in argv
    assert load.command(80, ["/a"], 2, {}, script)[-1] == "http://127.0.0.1:80/a"


def test_the_median_counts_and_the_ratio_is_told():
    times = {
        ("front", "broadsheet"): [Load(100, 5, 0), Load(300, 1, 1), Load(200, 2, 0)],
        ("front", "nginx"): [Load(400, 1, 0), Load(400, 1, 0), Load(100, 9, 2)],
    }
    assert "| front | 1,234 | 200 | 400 | 0.50 | 2.00 | 1.00 | 3 |" in speed.table(times, {"front": 1234})


def test_what_was_published_is_told_by_percentiles():
    told = [{"returned": 10.0, "visible": float(n), "old": 0, "addresses": 9} for n in range(1, 201)]
    assert visible.row("sqlite", told, Load(5900, 3, 0)) == (
        "| sqlite | 10 | 100 | 199 | 0 of 1800 | 5,900 | 0 |"
    )


@pytest.mark.skipif(servers.where("nginx") is None, reason="there is no nginx")
def test_nginx_serves_the_same_bytes_and_ends(tmp_path):
    with servers.nginx(tmp_path / "nginx", {"story.html": b"<p>words</p>" * 100}) as port:
        assert servers.get(port, "/story.html").body == b"<p>words</p>" * 100
        assert (
            servers.get(port, "/story.html", {"Accept-Encoding": "gzip"}).headers["content-encoding"]
            == "gzip"
        )
    with pytest.raises(OSError, match="refused"):
        servers.get(port, "/story.html")


def test_what_is_lacking_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_args, **_kwargs: None)
    with pytest.raises(servers.Lacking, match="apt install wrk"):
        servers.need("wrk")
