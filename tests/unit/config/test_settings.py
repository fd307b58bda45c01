"""Settings: order of precedence, clear errors, nothing ignored."""

import os
from pathlib import Path

import pytest

from config import settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.upper().startswith(settings.PREFIX):
            monkeypatch.delenv(name)


def test_defaults_are_complete():
    """The shipped defaults alone give every setting a valid value."""
    loaded = settings.load()
    assert loaded.database_url == "sqlite:///wortlaut.db"
    assert loaded.fetch.allow_ports == (80, 443, 8080, 8443)


def test_file_beats_defaults_and_environment_beats_file(tmp_path, monkeypatch):
    """default.toml < file < environment, key by key."""
    file = tmp_path / "own.toml"
    file.write_text('[defaults]\nlanguage = "en"\ntimezone = "Europe/London"\n', encoding="utf-8")
    monkeypatch.setenv("WORTLAUT_DEFAULTS__TIMEZONE", "America/New_York")
    loaded = settings.load(file)
    assert (loaded.defaults.language, loaded.defaults.timezone) == ("en", "America/New_York")
    assert loaded.defaults.times == ("09:00",)


def test_own_file_of_the_folder_is_found(tmp_path):
    """wortlaut.toml in the working directory is read without being named."""
    (tmp_path / settings.OWN_FILE).write_text("[fetch]\ntimeout = 5\n", encoding="utf-8")
    assert settings.load(folder=tmp_path).fetch.timeout == 5


@pytest.mark.parametrize("value", ["127.0.0.0/8,::1/128", '["127.0.0.0/8", "::1/128"]'])
def test_lists_in_the_environment(monkeypatch, value):
    """A list is given as words with commas or as JSON."""
    monkeypatch.setenv("WORTLAUT_FETCH__ALLOW_NETWORKS", value)
    assert settings.load().fetch.allow_networks == ("127.0.0.0/8", "::1/128")


def test_secret_from_a_file(tmp_path, monkeypatch):
    """A secret can stand in a file, and never shows in the settings' text."""
    secret = tmp_path / "token"
    secret.write_text("123:abc\n", encoding="utf-8")
    monkeypatch.setenv("WORTLAUT_PLATFORMS__TELEGRAM__TOKEN_FILE", str(secret))
    loaded = settings.load()
    assert loaded.platforms.telegram.token.get_secret_value() == "123:abc"
    assert "123:abc" not in repr(loaded)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("WORTLAUT_FETCH__TIMEOUTS", "3", "did you mean 'fetch.timeout'"),
        ("WORTLAUT_DEFAULTS__TIMEZONE", "Europe/Berln", "did you mean 'Europe/Berlin'"),
        ("WORTLAUT_DEFAULTS__TIMES", "9 Uhr", "'9 Uhr' is no time of day"),
        ("WORTLAUT_DEFAULTS__WEEKDAYS", "mo-fr", "'mo-fr' is no weekday"),
        ("WORTLAUT_FETCH__TIMEOUT", "fast", "fetch.timeout"),
        ("WORTLAUT_FETCH__ALLOW_NETWORKS", "localhost", "fetch.allow_networks"),
        ("WORTLAUT_DATABASE_URL", "mysql://x", "database_url"),
        ("WORTLAUT_PLATFORMS__SLACK__BOT_TOKEN_FILE", "/does/not/exist", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch, variable, value, says):
    """An unknown key or a bad value is one sentence that names it and, where possible, what was meant."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(settings.SettingsError, match=says.replace("(", r"\(")) as caught:
        settings.load()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["[fetch\n", "[fetch]\ntimeot = 3\n", "\xff".encode("latin-1").decode("latin-1")])
def test_a_wrong_file_is_named(tmp_path, content):
    """A settings file with bad syntax or an unknown key is refused with its name."""
    file = tmp_path / "own.toml"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(settings.SettingsError, match=r"own\.toml"):
        settings.load(file)


def test_missing_file():
    """A settings file that is named but not there is an error, not a default."""
    with pytest.raises(settings.SettingsError, match="cannot be read"):
        settings.load(Path("nowhere.toml"))


def test_example_names_only_known_keys(monkeypatch):
    """Every variable in example.env is a setting that exists and whose value is accepted."""
    lines = settings.DEFAULTS.with_name("example.env").read_text(encoding="utf-8").splitlines()
    pairs = [line.lstrip("#").split("=", 1) for line in lines if line.lstrip("#").startswith(settings.PREFIX)]
    assert len(pairs) > 3
    for name, value in pairs:
        monkeypatch.setenv(name, value)
    settings.load()
