"""All settings, their types, and the order they are taken in.

default.toml < wortlaut.toml (or the file given) < environment `WORTLAUT_…` with `__` for nesting. A secret can also be
named by a file: `WORTLAUT_PLATFORMS__TELEGRAM__TOKEN_FILE`. An unknown key is an error that names the nearest known
one; nothing is ever ignored in silence.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from digest.occurrences import parse_time, parse_weekdays

PREFIX = "WORTLAUT_"
DEFAULTS = Path(__file__).with_name("default.toml")
OWN_FILE = "wortlaut.toml"
"""Read from the working directory when it is there and no other file is named."""


class SettingsError(Exception):
    """A setting is unknown or cannot be used; `str(error)` is one sentence that names the key."""


def _listed(value: object) -> object:
    """A list from the environment: JSON, or words separated by commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [word.strip() for word in value.split(",") if word.strip()]


def _zone(name: str) -> str:
    if name not in available_timezones():
        near = get_close_matches(name, available_timezones(), n=1)
        raise ValueError(f"no time zone {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))
    ZoneInfo(name)
    return name


def _wall_time(text: str) -> str:
    parse_time(text)
    return text


def _weekdays(text: str) -> str:
    parse_weekdays(text)
    return text


def _network(text: str) -> str:
    ip_network(text, strict=False)
    return text


def _listen(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and not (host and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(f"{text!r} is no address and port such as 127.0.0.1:9300")
    return text


Zone = Annotated[str, AfterValidator(_zone)]
WallTimes = Annotated[tuple[Annotated[str, AfterValidator(_wall_time)], ...], BeforeValidator(_listed)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], BeforeValidator(_listed)]
Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], BeforeValidator(_listed)]
BaseUrl = Annotated[str, Field(pattern=r"^https?://[^/\s]+")]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Operator(_Group):
    """Where alarms go."""

    telegram_chat: str
    slack_channel: str


class Telegram(_Group):
    """Calls go to `{base_url}/bot{token}/{method}`."""

    token: SecretStr
    base_url: BaseUrl
    file_base_url: BaseUrl
    webhook_url: str
    webhook_listen: str
    webhook_secret: SecretStr


class Slack(_Group):
    """Calls go to `{base_url}/api/{method}`."""

    bot_token: SecretStr
    app_token: SecretStr
    signing_secret: SecretStr
    client_id: str
    client_secret: SecretStr
    base_url: BaseUrl
    http_listen: str
    read_history: bool


class Platforms(_Group):
    """Chat services; one without a token is off."""

    telegram: Telegram
    slack: Slack


class Defaults(_Group):
    """What a new channel starts with; also the reader's language and zone on the console."""

    language: Literal["de", "en"]
    timezone: Zone
    times: WallTimes
    weekdays: Annotated[str, AfterValidator(_weekdays)]
    stories: Annotated[int, Field(ge=1, le=7)]


class Schedule(_Group):
    """`tick` in seconds."""

    tick: Seconds


class Delivery(_Group):
    """Times in seconds, rates in messages a second."""

    uncertain_after: Seconds
    late_after: Seconds
    global_rate: Seconds
    chat_rate: Seconds


class Fetch(_Group):
    """Limits of the fetcher; times in seconds, sizes in bytes."""

    allow_networks: Networks
    allow_ports: Ports
    resolver: str
    ca_file: str
    interval: Seconds
    user_agent: Annotated[str, Field(min_length=1)]
    contact: str
    timeout: Seconds
    max_bytes: Count


class AnalysisSettings(_Group):
    """How much of the machine the analyser takes, and whether the trained tagger has the last word (model) or the rules
    stand alone (rules: ten times as fast, and finds less).
    """

    tagger: Literal["model", "rules"]
    processes: Count
    batch: Count
    threads: Count


class Retention(_Group):
    """Days after which the text of an article is deleted; its statements stay."""

    article_text_days: Count


class Backup(_Group):
    """Copies of the database that the bot makes by itself: `interval` in seconds (0: none), `keep` the newest so many;
    `folder` empty: NAME-copies beside the database.
    """

    folder: str
    interval: Annotated[float, Field(ge=0)]
    keep: Count


class Log(_Group):
    """What is logged, to stderr."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["text", "json"]


class Test(_Group):
    """Only for tests: `clock` is a file that replaces time."""

    clock: str


class Settings(BaseSettings):
    """Everything that can be set. Built by `load`, never read elsewhere than in bot.app and bot.__main__."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, enable_decoding=False
    )

    database_url: Annotated[str, Field(pattern=r"^(sqlite:///.+|memory://)$")]
    metrics_listen: Annotated[str, AfterValidator(_listen)]
    sources: str
    actors: str
    operator: Operator
    platforms: Platforms
    defaults: Defaults
    schedule: Schedule
    delivery: Delivery
    fetch: Fetch
    analysis: AnalysisSettings
    retention: Retention
    backup: Backup
    log: Log
    test: Test

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment beats what `load` read from files."""
        return _Environment(settings_cls), init_settings


class _Environment(EnvSettingsSource):
    """The environment without the variables that name files of secrets, which `load` reads."""

    def __call__(self) -> dict[str, Any]:
        values = super().__call__()
        for key, secret in keys():
            *groups, name = key.split(".")
            table: Any = values
            for group in groups:
                table = table.get(group, {})
            if secret:
                table.pop(f"{name}_file", None)
        return values


def keys(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[tuple[str, bool]]:
    """Every key in dotted form, with whether it is a secret.

    >>> ("platforms.telegram.token", True) in keys()
    True
    """
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", kind is SecretStr or SecretStr in get_args(kind)


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """The values of all secrets that are set, however deep they lie."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from secrets_of(value)


def load(file: Path | None = None, folder: Path | None = None) -> Settings:
    """Read the settings. `file` is the one named by --config; else OWN_FILE in `folder` is used when it is there.

    Raises SettingsError for an unreadable file, an unknown key or a value that cannot be used.
    """
    if file is None and folder is not None and (folder / OWN_FILE).is_file():
        file = folder / OWN_FILE
    values = _read_toml(DEFAULTS)
    if file is not None:
        own = _read_toml(file)
        _refuse_unknown(_flat(own), str(file))
        values = _merged(values, own)
    environment = os.environ  # noqa: TID251  the one place that reads it
    values = _merged(values, _from_files(environment))
    _refuse_unknown(_environment_keys(environment), "the environment")
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from error


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {file} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {file} is no valid TOML: {error}.") from error


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for name, value in over.items():
        old = result.get(name)
        result[name] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return result


def _environment_keys(environment: Mapping[str, str]) -> Iterator[str]:
    secret_files = {f"{key}_file" for key, secret in keys() if secret}
    for name in environment:
        if name.upper().startswith(PREFIX):
            key = name[len(PREFIX) :].lower().replace("__", ".")
            if key not in secret_files:
                yield key


def _from_files(environment: Mapping[str, str]) -> dict[str, Any]:
    """Values of secrets that the environment names by a file."""
    values: dict[str, Any] = {}
    for key, secret in keys():
        variable = f"{PREFIX}{key.upper().replace('.', '__')}_FILE"
        if secret and environment.get(variable):
            try:
                value = Path(environment[variable]).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{variable} names a file that cannot be read: {error}.") from error
            for part in reversed(key.split(".")):
                value = {part: value}  # type: ignore[assignment]  # becomes the nested table step by step
            values = _merged(values, value)  # type: ignore[arg-type]
    return values


def _refuse_unknown(given: Iterator[str], where: str) -> None:
    known = [key for key, _ in keys()]
    for key in given:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.4)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise SettingsError(f"Unknown setting {key!r} in {where}{hint}")


def _in_words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].removeprefix("Value error, ").rstrip(".?")
    return f"The setting {key!r} cannot be used: {reason}."
