"""Settings -> the chat platforms that have a token, and the operator's chats on them.

A part of the composition root that has a file of its own. Modules of a platform are loaded only where it is used.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from bot import commands
from bot.platforms import Platform
from config.settings import Settings
from digest.outcome import Address
from digest.phrases import languages, phrases
from digest.ports import Clock


def has_token(settings: Settings) -> bool:
    """Whether there is a chat platform to connect; without one the terminal is the chat."""
    platforms = settings.platforms
    return any(one.get_secret_value() for one in (platforms.telegram.token, platforms.slack.bot_token))


def operators_of(settings: Settings) -> tuple[Address, ...]:
    """The chats that alarms go to."""
    operator = settings.operator
    chats = (("telegram", operator.telegram_chat), ("slack", operator.slack_channel))
    return tuple(Address(platform, chat) for platform, chat in chats if chat)


def connect_platforms(settings: Settings, clock: Clock) -> dict[str, Platform]:
    """The platforms that have a token; nothing is called yet. An event loop must run. Raises BadInput."""
    connected: dict[str, Platform] = {}
    telegram, slack = settings.platforms.telegram, settings.platforms.slack
    if telegram.token.get_secret_value():
        from bot.platforms.telegram import TelegramOptions
        from bot.platforms.telegram import connect as connect_telegram

        connected["telegram"] = connect_telegram(
            TelegramOptions(
                token=telegram.token.get_secret_value(),
                base_url=telegram.base_url,
                file_base_url=telegram.file_base_url,
                webhook_url=telegram.webhook_url,
                webhook_listen=telegram.webhook_listen,
                webhook_secret=telegram.webhook_secret.get_secret_value(),
                own_commands=frozenset(row.name for row in commands.ROWS),
                stale_button={one: phrases(one).text("channel.stale_button") for one in languages()},
            )
        )
    if slack.bot_token.get_secret_value():
        from bot.platforms.slack import SlackOptions
        from bot.platforms.slack import connect as connect_slack

        connected["slack"] = connect_slack(
            SlackOptions(
                bot_token=slack.bot_token.get_secret_value(),
                app_token=slack.app_token.get_secret_value(),
                signing_secret=slack.signing_secret.get_secret_value(),
                base_url=slack.base_url,
                http_listen=slack.http_listen,
                read_history=slack.read_history,
            ),
            clock,
        )
    return connected
