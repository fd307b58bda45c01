"""Listed offices in words. Apart from the rules on offices in texts: answers need it, and spaCy is slow to load."""

from __future__ import annotations

from digest.analysis.gazetteer import Gazetteer
from digest.lang.naming import Naming
from digest.model import Office


def office_words(office: Office, gazetteer: Gazetteer, naming: Naming) -> str:
    """A listed office in words of a language; empty where what it is of is not listed."""
    body = gazetteer.actor(office.of or "")
    if body is None:
        return ""
    of = gazetteer.names_in(naming.code).get(body.id, body.name)
    return naming.office_title(office.title, gazetteer.sex_of(office.holder), of, body.kind)
