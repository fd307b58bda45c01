"""Pure step: what could be known of a time -> the edition, a frozen tree of what a digest shows.

desk: the window laid out, once for all channels
filtering, choosing: which stories and statements come into question for one channel
cutting: the words of a statement that are shown
composing: stories and voices within the reader's budget, head and foot; contrasting: what an actor said before
"""

from digest.edition.choosing import Choice, choose
from digest.edition.composing import Material, compose
from digest.edition.cutting import shorten, voice
from digest.edition.desk import Candidate, Desk
from digest.edition.request import DigestRequest, Limits, PartOfDay, part_of_day
from digest.edition.values import (
    Contrast,
    Counts,
    Edition,
    EditionStory,
    News,
    Reason,
    Verdict,
    Voice,
)
from digest.edition.week import Week

__all__ = [
    "Candidate",
    "Choice",
    "Contrast",
    "Counts",
    "Desk",
    "DigestRequest",
    "Edition",
    "EditionStory",
    "Limits",
    "Material",
    "News",
    "PartOfDay",
    "Reason",
    "Verdict",
    "Voice",
    "Week",
    "choose",
    "compose",
    "part_of_day",
    "shorten",
    "voice",
]
