"""Telegram: text with computed entities out, commands and buttons in, over the Bot API.

render.py     message -> parts within the limits        marks.py     text, marks, inert foreign words
wire.py       one call per part                         outcome.py   answer -> what became of the part
reception.py  polling or webhook                        intake.py    update -> command, press, event
turns.py      each chat in its order                    platform.py  all of it as a Platform
"""

from bot.platforms.telegram.platform import Audience, CommandList, Telegram, connect
from bot.platforms.telegram.wire import TelegramOptions

__all__ = ["Audience", "CommandList", "Telegram", "TelegramOptions", "connect"]
