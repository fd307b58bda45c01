"""Slack: blocks out, commands, mentions and buttons in.

render.py     message -> posts within the limits        calls.py      one call by the SDK, and what its answer means
inbound.py    Socket Mode or signed requests            listeners.py  bolt's app, which both feed
intake.py     payload -> command, press, event          platform.py   all of it as a Platform
"""

from bot.platforms.slack.platform import Slack, SlackOptions, connect

__all__ = ["Slack", "SlackOptions", "connect"]
