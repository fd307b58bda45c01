"""Texts made to slow an analysis down or to break it: used by tests (short) and by the bench (as large as allowed)."""

from __future__ import annotations

import random
from collections.abc import Iterator

LARGEST = 200_000
"""Bytes of UTF-8 up to which an answer is owed."""

GERMAN = "Die Ministerin sagte, dass das Gesetz, das der Rat „nur halb“ gelesen habe, laut Behörde bald gelte. "
ENGLISH = "The minister said that the law, which the council had “half read”, would apply, according to the office. "


SURROGATES = "Er sagte \ud83d „ja \udc00“, \udfff. "


def cut(text: str, size: int) -> str:
    """The text up to `size` bytes of UTF-8."""
    return text.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")


def repeated(piece: str, size: int) -> str:
    """The piece again and again, up to `size` bytes."""
    return cut(piece * (size // max(1, len(piece.encode("utf-8", "surrogatepass"))) + 1), size)


def hostile_texts(size: int) -> Iterator[tuple[str, str, str]]:
    """(name, language, text) with texts of about `size` bytes."""
    chance = random.Random(7)
    for name, piece in PIECES.items():
        yield name, "de", repeated(piece, size)
    for name, piece in ENGLISH_PIECES.items():
        yield name, "en", repeated(piece, size)
    half = size // 2
    yield "brackets opened and closed", "de", "(" * half + ")" * half
    yield "quotes opened and closed", "de", "„" * (half // 3) + "“" * (half // 3)
    yield "rubbish bytes", "de", bytes(chance.randrange(256) for _ in range(half)).decode("latin-1")
    yield "rubbish code points", "en", "".join(chr(chance.randrange(32, 0xD7FF)) for _ in range(size // 4))
    yield "unpaired surrogates", "de", SURROGATES * (size // len(SURROGATES.encode("utf-8", "surrogatepass")))
    yield "one word", "de", "a" * size
    yield "one sentence", "de", repeated(GERMAN.replace(". ", ", "), size)
    yield "one sentence", "en", repeated(ENGLISH.replace(". ", ", "), size)
    yield "shuffled words", "de", _shuffled(GERMAN, size, chance)
    yield "shuffled words", "en", _shuffled(ENGLISH, size, chance)


def _shuffled(text: str, size: int, chance: random.Random) -> str:
    words = [*text.replace(".", " .").replace(",", " ,").split(), "„", "“", "\n\n", "sagte", "said", "Peking", "er"]
    return cut(" ".join(chance.choice(words) for _ in range(size // 5)), size)


PIECES = {
    "nothing but full stops": ".",
    "blank lines": "\n \n",
    "brackets": "(",
    "brackets apart": "( ",
    "square brackets": "[](",
    "opening quotes": "„",
    "opening quotes apart": "„a ",
    "opening quotes in paragraphs": "„a b\n\n",
    "closing quotes apart": "a“ ",
    "straight quotes": '"',
    "straight quotes apart": '"a ',
    "quotes in quotes": "„‚",
    "commas": "a, ",
    "cues": "sagte ",
    "cues and names": "sagte Merkel, ",
    "names": "Angela Merkel ",
    "titles": "Bundeskanzlerin ",
    "genitives": "des Sprechers ",
    "that": "dass ",
    "subjunctive": "Er habe es gesagt. ",
    "quoted words": "„ja“ ",
    "quotes with cues": "„Ja“, sagte er. ",
    "attributions": "laut Peking, ",
    "numbers": "1.2.3, ",
    "days": "am Mittwoch ",
    "combining marks": "e\u0301\u0302\u0303",
    "joined emoji": "👩\u200d👩\u200d👧\u200d👦 ",
    "right to left": "قال الوزير إن القانون سيُطبق. ",
    "Chinese": "部长说，该法律将生效。",
    "Greek": "Ο υπουργός είπε ότι ο νόμος ισχύει. ",
    "Hindi": "मंत्री ने कहा कि कानून लागू होगा। ",
    "control characters": "\x00\x01\x1b[31m\x7f ",
    "bidi controls": "\u202ealt\u202c \u2066neu\u2069 ",
    "ordinary": GERMAN,
}
ENGLISH_PIECES = {
    "cues": "said ",
    "cues and names": "said Merkel, ",
    "names": "Angela Merkel ",
    "that": "that he said ",
    "quoted words": "“yes” ",
    "quotes with cues": "“Yes,” he said. ",
    "attributions": "according to ",
    "apostrophes": "’",
    "of": "of the minister ",
    "commas": "a, ",
    "ordinary": ENGLISH,
}
