"""Agencies: whom a text is credited to, read from author names, datelines, signatures and code lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AGENCIES: dict[str, tuple[str, ...]] = {
    "dpa": ("dpa", "deutsche presse-agentur"),
    "AFP": ("afp", "agence france-presse"),
    "Reuters": ("reuters", "rtr", "thomson reuters"),
    "AP": ("ap", "associated press", "the associated press"),
    "APA": ("apa", "austria presse agentur"),
    "KNA": ("kna", "katholische nachrichten-agentur"),
    "epd": ("epd", "evangelischer pressedienst"),
    "Keystone-SDA": ("sda", "keystone-sda", "keystone", "ats"),
    "SID": ("sid", "sport-informations-dienst"),
    "PA": ("pa", "pa media", "press association"),
    "ANSA": ("ansa",),
    "TASS": ("tass",),
    "Interfax": ("interfax",),
    "Xinhua": ("xinhua",),
    "Bloomberg": ("bloomberg",),
    "dts": ("dts", "dts nachrichtenagentur"),
    "EFE": ("efe",),
    "ANI": ("ani",),
}
"""Agency by the spellings found in bylines and datelines, lower case."""

_BY_SPELLING = {spelling: agency for agency, spellings in AGENCIES.items() for spelling in spellings}
_SPLIT = re.compile(r"\s*(?:,|/|;|\+|\||\s-\s|\s–\s|\bund\b|\band\b)\s*")
_PLACE = r"[A-ZÄÖÜ][\w.’'-]*(?:[ /,](?:[A-ZÄÖÜa-z(][\w.’')-]*)){0,4}?"
_IN_BRACKETS = re.compile(rf"^(?P<place>{_PLACE})?,?\s*(?:\w+\.? \d{{1,2}}\s*)?\((?P<who>[^()]{{2,40}})\)\s*[-–—.:]?\s")
_BARE_PLACE = re.compile(r"^(?P<place>[A-ZÄÖÜ][\w-]+(?:[ /][A-ZÄÖÜ][\w-]+){0,2})(?:\.| [–—-])\s(?=[A-ZÄÖÜ„“\"»])")
_CODE = re.compile(r"\b(?P<agency>dpa|afp|epd|kna|apa)(?:-\w+)?(?:\s*,\s*\w+)?:\d{6}", re.IGNORECASE)
_INFOCOM = re.compile(r"©\s*(?P<agency>dpa|AFP|KNA|epd|APA|Reuters|SID)\b(?:-infocom)?", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"\b(?:quelle|mit material (?:von|der)|mit|source|additional reporting (?:from|by)|reporting by)\b:?\s*"
    r"(?P<who>.{2,60})$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?“\"]\s*\((?P<who>[^()]{2,40})\)\s*$")
"""A text may end in "… teilte die Polizei mit. (APA/dpa)"."""
_BY = re.compile(r"^(?:von|by|quelle:|source:)\s+", re.IGNORECASE)
_PICTURE = re.compile(
    r"\b(?:(?:symbol|archiv)?(?:bild|foto)(?:er|s|rechte)?|grafik|photo|picture|image|credit|quelle)\s*[:©]\s*[^.!?]{2,80}$"
    r"|^[^.!?]{0,60}(?:getty images|picture alliance|imago|shutterstock|istock|unsplash|alamy)[^.!?]{0,30}$",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 400
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Credit:
    """`agencies` joined by ", " as shown; `dateline` the place the text begins with, both "" where there is none."""

    agencies: str
    dateline: str


def credit_of(authors: Iterable[str], paragraphs: Sequence[str], signatures: Iterable[str] = ()) -> Credit:
    """Read the credit of a text; `authors` are names and bylines, `signatures` lines that were taken out of it."""
    found: dict[str, None] = {}
    for author in authors:
        found |= dict.fromkeys(_agencies(_BY.sub("", author)))
    dateline = ""
    for paragraph in paragraphs[:2]:
        brackets = _IN_BRACKETS.match(paragraph)
        agencies = _agencies(brackets["who"]) if brackets else ()
        if brackets and agencies:
            found |= dict.fromkeys(agencies)
            dateline = dateline or (brackets["place"] or "")
        elif not dateline and (bare := _BARE_PLACE.match(paragraph)):
            dateline = bare["place"]
    for written in (*paragraphs[-3:], *signatures):
        ended = _ENDED.search(written)
        found |= dict.fromkeys(_signed(written) or (_agencies(ended["who"]) if ended else ()))
    return Credit(", ".join(found), dateline)


def is_code_line(text: str) -> bool:
    """Whether a line is an agency's code or copyright: "© dpa-infocom, dpa:250509-930-1/2"."""
    return len(text.split()) <= _MOST_WORDS and bool(_CODE.search(text) or _INFOCOM.search(text))


def is_picture_credit(text: str) -> bool:
    """Whether a line is a caption or credit of a picture, which the credit at its end gives away: "Foto: N. N."."""
    found = _PICTURE.search(text) if len(text) <= _LONGEST_CAPTION else None
    if found is None:
        return False
    # Articles name sources of figures too, at the end of a paragraph.
    return not found[0].lower().startswith(("quelle", "credit")) or len(text.split()) <= _MOST_WORDS


def is_signature(text: str) -> bool:
    """Whether a line is nothing but the letters an agency signs with: "(dpa)", "dpa/AFP", "mit dpa"."""
    return len(text.split()) <= 5 and bool(_signed(text)) and len(text) <= 40


def _signed(text: str) -> tuple[str, ...]:
    if len(text.split()) > _MOST_WORDS:
        return ()
    codes = [match["agency"] for pattern in (_CODE, _INFOCOM) for match in pattern.finditer(text)]
    if codes:
        return tuple(agency for code in codes if (agency := _BY_SPELLING.get(code.lower())))
    bare = _agencies(text.strip(" ().-–—/"))
    signature = _SIGNATURE.search(text)
    return bare or (_agencies(signature["who"].strip(" ().")) if signature else ())


def _agencies(text: str) -> tuple[str, ...]:
    """The agencies in a list of names; () as soon as the text is more than such a list of at most four."""
    parts = [part.strip().lower() for part in _SPLIT.split(text) if part.strip()]
    known = [_BY_SPELLING[part] for part in parts if part in _BY_SPELLING]
    return tuple(known) if len(parts) <= 4 else ()
