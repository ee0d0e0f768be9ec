"""What stands in front of the paper, from one variable."""

import pytest

from broadsheet import env
from broadsheet.env import InFront

SECRET = "s3cret"


def read(text):
    return env.read({"BROADSHEET_CDN": text})["BROADSHEET_CDN"]


@pytest.mark.parametrize(
    ("text", "found", "name"),
    [
        ("nginx", InFront("nginx"), "nginx"),
        ("varnish://10.0.0.5:6081", InFront("varnish", "10.0.0.5:6081"), "varnish 10.0.0.5:6081"),
        ("varnish://cache.example", InFront("varnish", "cache.example:80"), "varnish cache.example:80"),
        ("varnish://[::1]:6081", InFront("varnish", "[::1]:6081"), "varnish [::1]:6081"),
        ("cloudflare://t%2Fk@0a1b", InFront("cloudflare", "0a1b", "t/k"), "cloudflare 0a1b"),
        ("fastly://tok@SU1Z0i", InFront("fastly", "SU1Z0i", "tok"), "fastly SU1Z0i"),
        ("https://hook.example", InFront("webhook", "https://hook.example/"), "hook.example (6b8221)"),
        ("http://tok@h.example:81/a?b=1", InFront("webhook", "http://h.example:81/a?b=1", "tok"), None),
        ("https://ada:tok@h.example/a", InFront("webhook", "https://h.example/a", "tok", "ada"), None),
    ],
)
def test_each_is_read_from_its_address(text, found, name):
    assert read(text) == (found,)
    assert name is None or found.name == name


def test_there_may_be_several_or_none():
    assert read("") == ()
    assert [one.kind for one in read("nginx, varnish://a:1,varnish://b:1")] == ["nginx", "varnish", "varnish"]
    first, second = read("https://h.example/one,https://h.example/two")
    assert first.name != second.name


@pytest.mark.parametrize(
    "text",
    [
        f"cloudflare://{SECRET}@zone/path,what",
        f"fastly://{SECRET}:{SECRET}@service",
        f"fastly://{SECRET} {SECRET}@service",
        f"cloudflare://{SECRET}@",
        "cloudflare://zone",
        f"varnish://{SECRET}@host:80",
        "varnish://",
        "varnish://host:port",
        f"https://ada:{SECRET}/{SECRET}@host/",
        f"https://{SECRET}\u00e9@host/",
        f"https://[{SECRET}/",
        "https:///path",
        "https://host:0/",
        "redis://host",
        f"nginx,nginx,fastly://{SECRET}@s",
    ],
)
def test_what_does_not_fit_is_said_without_anything_secret(text):
    with pytest.raises(env.EnvError, match="BROADSHEET_CDN cannot be understood") as caught:
        read(text)
    error = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__


def test_nothing_secret_is_shown():
    for one in read(f"cloudflare://{SECRET}@zone,https://{SECRET}:{SECRET}@host/"):
        assert SECRET not in repr(one) + str(one) + one.name
