import stat
import threading
from pathlib import Path

import pytest

from broadsheet import env


def test_an_empty_environment_gives_the_defaults():
    values = env.read({})
    assert values["BROADSHEET_HOME"] == Path("var").resolve()
    assert values["BROADSHEET_WORKERS"] == 2
    assert values["BROADSHEET_HOSTS"] == ()
    assert values["BROADSHEET_DEBUG"] is False
    assert set(values) == {variable.name for variable in env.VARIABLES}


def test_values_are_parsed():
    values = env.read(
        {"BROADSHEET_HOSTS": " a.example, b.example ,", "BROADSHEET_DEBUG": "Yes", "BROADSHEET_WORKERS": "4"}
    )
    assert values["BROADSHEET_HOSTS"] == ("a.example", "b.example")
    assert (values["BROADSHEET_DEBUG"], values["BROADSHEET_WORKERS"]) == (True, 4)


def test_the_process_has_an_environment_too(monkeypatch):
    monkeypatch.setenv("BROADSHEET_WORKERS", "7")
    assert env.read()["BROADSHEET_WORKERS"] == 7


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("BROADSHEET_DEBUG", "perhaps", "yes or no"),
        ("BROADSHEET_WORKERS", "many", "a whole number"),
        ("BROADSHEET_WORKERS", "-1", "a whole number"),
    ],
)
def test_what_does_not_fit_is_named_with_what_is_wanted(name, text, wanted):
    with pytest.raises(env.EnvError, match=name) as error:
        env.read({name: text})
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("", None),
        ("smtp://relay.example", env.MailServer("relay.example", 25)),
        ("smtp://relay.example:2525", env.MailServer("relay.example", 2525)),
        ("smtp://ada:p%40ss@mail.example", env.MailServer("mail.example", 587, "ada", "p@ss", starttls=True)),
        ("smtps://ada:word@mail.example", env.MailServer("mail.example", 465, "ada", "word", tls=True)),
    ],
)
def test_a_mail_server_is_read_from_its_address(text, server):
    assert env.read({"BROADSHEET_MAIL_URL": text})["BROADSHEET_MAIL_URL"] == server


@pytest.mark.parametrize(
    "text",
    [
        "mail.example",
        "http://ada:secret@mail",
        "smtp://ada:secret@",
        "smtp://a:secret@b:x",
        "smtp://a:secret/x@b",
    ],
)
def test_what_may_hold_a_password_is_not_repeated(text):
    with pytest.raises(env.EnvError, match="BROADSHEET_MAIL_URL cannot") as error:
        env.read({"BROADSHEET_MAIL_URL": text})
    assert "secret" not in str(error.value)


def test_each_variable_says_what_it_is_for_and_takes_its_own_default():
    for variable in env.VARIABLES:
        assert variable.about.endswith(".")
        assert variable.wants
        variable.value({})


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path):
    home = tmp_path / "new" / "home"
    key = env.secret_key(home)
    assert len(key) >= 50
    assert env.secret_key(home) == key
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]


def test_of_many_that_start_together_all_have_the_same_key(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(env.secret_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_another_process_was_first(tmp_path, monkeypatch):
    def first(_aside, path):
        Path(path).write_text("theirs", "ascii")
        raise FileExistsError

    monkeypatch.setattr(env.os, "link", first)
    assert env.secret_key(tmp_path) == "theirs"


def test_a_child_s_environment_is_ours_but_for_what_is_said(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://here/paper")
    monkeypatch.setenv("SOMETHING", "else")
    given = env.child(DATABASE_URL="", BROADSHEET_HOME="/there")
    assert (given["DATABASE_URL"], given["BROADSHEET_HOME"], given["SOMETHING"]) == ("", "/there", "else")
