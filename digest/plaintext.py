"""From bytes and markup to plain text, the same way for feeds, pages and files.

Text is normalised once, here, before it is stored: NFC, no control, bidi or zero-width characters, no soft hyphens.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Mapping

import nh3

LARGEST_TEXT = 200_000
"""Bytes of UTF-8 in one text; longer ones are no articles."""
LONGEST_MARKUP = 20_000
"""Characters of a fragment that are looked at: what is longer is cut far before that anyway."""
MOST_ATTRIBUTES = 3000
MOST_IN_LONG_TAGS = 20_000
"""Words in one tag, and in all that are long: parsers compare every attribute with all before it in its tag (30,000
took one of them 8 s). Less would hit scripts, in which a comparison looks like a tag."""
MOST_UNESCAPES = 2
"""Feeds escape titles once too often; whoever escapes thrice means it."""

_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_DROPPED = dict.fromkeys(
    (
        *(code for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}),
        0x7F,
        0xAD,  # soft hyphen
        *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # writing direction
        *(0x180E, 0x200B, 0xFEFF, *range(0x2060, 0x2066), *range(0x206A, 0x2070)),  # no width
        *range(0xFFF9, 0xFFFC),
        *(0xFFFE, 0xFFFF, *range(0xD800, 0xE000), *range(0xE0000, 0xE0080)),  # no characters, or invisible tags
    )
)
_SPACES = dict.fromkeys((0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_BREAKS = {0x2028: "\n", 0x2029: "\n\n", 0x85: "\n"}
_TABLE = {**_CP1252, **_DROPPED, **_SPACES, **_BREAKS}
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{3000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TAG = re.compile(r"<[!/?a-zA-Z]")
_NO_BLANK = re.compile(r"[\x0b\x1c-\x1f]")
"""Control characters that `str.split` takes for blanks."""
_BREAKING_TAG = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?h[1-6])\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_HALF = re.compile("[\ud800-\udfff]")
_AS_CP1252 = "wortlaut.cp1252"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def clean(text: str) -> str:
    r"""Normalise running text; line breaks stay, other blanks become plain spaces.

    >>> clean("Da\u00admen\u202e und\u00a0Herren")
    'Damen und Herren'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE))


def whole(text: str) -> str:
    r"""The text with the halves of surrogate pairs put together, as in `&#55357;&#56832;`; a half alone is dropped.

    >>> whole("\ud83d\ude00!\ud83d")
    '😀!'
    """
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def line(text: str) -> str:
    """Normalise text that is one line: every run of white space becomes one blank."""
    plain = " ".join(text.split())
    if plain.isascii() and plain.isprintable() and not _NO_BLANK.search(text):  # most of a page's lines
        return plain
    return " ".join(clean(text).split())


def from_markup(fragment: str) -> str:
    """The plain text of a title or teaser that may hold tags, entities, or both escaped once more.

    >>> from_markup("&lt;b&gt;M&amp;uuml;ller&lt;/b&gt; & Söhne<script>alert(1)</script>")
    'Müller & Söhne'
    """
    text = _without_tags(whole(fragment[:LONGEST_MARKUP]))
    for _ in range(MOST_UNESCAPES):
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = _without_tags(whole(unescaped))
    return line(text)


def _without_tags(fragment: str) -> str:
    """Drop tags, and scripts and styles with what they hold. Entities stay as written."""
    if not _TAG.search(fragment):
        return fragment
    spaced = _BREAKING_TAG.sub(lambda match: " " + match[0], fragment.replace("&", "&amp;"))
    stripped = nh3.clean(spaced, tags=set())
    return stripped.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")


def has_monster_tag(text: str) -> bool:
    """Whether tags have more attributes than any parser takes in a reasonable time; long values are no harm."""
    counts = [len(_QUOTED.sub("", tag[0]).split()) for tag in _LONG_TAG.finditer(text)]
    return sum(counts) > MOST_IN_LONG_TAGS or max(counts, default=0) > MOST_ATTRIBUTES


def decode(body: bytes, headers: Mapping[str, str]) -> str:
    """Decode a feed or page. What is UTF-8 is read as UTF-8, whatever header and document claim.

    Text in another encoding is practically never valid UTF-8, while wrong declarations are common. Where only pieces of
    it are no UTF-8 (agencies' copy pasted in), those are read as Windows-1252. Then come the header's charset, the
    document's own, and Windows-1252, which every byte string can be read as.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    if b"\0" in body[:4]:
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mostly = body.decode("utf-8", "replace")
    wrong = mostly.count("\ufffd")
    if wrong <= sum(char > "\x7f" for char in mostly) - wrong:
        return body.decode("utf-8", _AS_CP1252)
    return _declared(body, headers)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """The first of the bytes that are no UTF-8, as Windows-1252 has it."""
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace") if byte < b"\xfe" else "\ufffd", error.start + 1


codecs.register_error(_AS_CP1252, _as_cp1252)


def _declared(body: bytes, headers: Mapping[str, str]) -> str:
    header = _CHARSET.search(headers.get("content-type", ""))
    inside = _DECLARED.search(body[:_HEAD_BYTES])
    names = [header[1]] if header else []
    names += [inside[1].decode("ascii", "ignore")] if inside else []
    for name in names:
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        if known not in {"utf-8", "ascii", "iso8859-1"}:
            return body.decode(known, "replace")
    return body.decode("cp1252", "replace")


def is_too_large(text: str) -> bool:
    """Whether a text is longer than any article."""
    if len(text) > LARGEST_TEXT or 4 * len(text) <= LARGEST_TEXT:  # a character has at most four bytes
        return len(text) > LARGEST_TEXT
    return len(text.encode("utf-8", "surrogatepass")) > LARGEST_TEXT


def cut_to_size(text: str) -> str:
    """The text, as far as it is not too large.

    >>> is_too_large(cut_to_size("ä" * LARGEST_TEXT))
    False
    """
    return (
        text.encode("utf-8", "surrogatepass")[:LARGEST_TEXT].decode("utf-8", "ignore") if is_too_large(text) else text
    )
