"""Settings -> what the analysis is made from: tagger or rules, and the files of actors of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from config.settings import Settings
from digest.analysis.data import RULES_ALONE, Data
from digest.analysis.own_gazetteer import OwnGazetteer

OWN_ACTORS = "actors.toml"
"""The user's file of actors where the setting names none."""


def own_gazetteer(settings: Settings) -> OwnGazetteer:
    """The gazetteer, corrected by what `wortlaut actors update` wrote and, before that, by the user's file."""
    return OwnGazetteer((updated_file(settings), _own_file(settings)))


def updated_file(settings: Settings) -> Path:
    """Where `wortlaut actors update` writes."""
    return _own_file(settings).with_suffix(".wikidata.toml")


def data_of(settings: Settings, own: OwnGazetteer) -> Data:
    """What analysers are made from."""
    wanted = settings.analysis
    data = Data(threads=wanted.threads) if wanted.tagger == "model" else RULES_ALONE
    return replace(data, own=own)


def _own_file(settings: Settings) -> Path:
    return Path(settings.actors or OWN_ACTORS)
