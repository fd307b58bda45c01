"""Edition or answer -> neutral message blocks, and the JSON forms of digest and statements.

No chat's markup, no line widths, no limits of a platform: those belong to bot.platforms. Words of articles are shown
unchanged but for quote marks and "…" around them.
"""

from digest.render.actors import sparkline
from digest.render.analysis import render_analysis
from digest.render.answers import render_answer
from digest.render.editions import parts, render_edition, render_more, render_nothing_new
from digest.render.json_forms import block_json, edition_json, statement_json, voice_json
from digest.render.plain import plain, text_of
from digest.render.weeks import render_week

__all__ = [
    "block_json",
    "edition_json",
    "parts",
    "plain",
    "render_analysis",
    "render_answer",
    "render_edition",
    "render_more",
    "render_nothing_new",
    "render_week",
    "sparkline",
    "statement_json",
    "text_of",
    "voice_json",
]
