"""What somebody typed -> the address of a source, or why it is none. Pure; nothing is looked up.

Whoever may set up a channel may type anything here: what is refused is refused before any request is made.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST = 2000
"""Characters of an address; no feed's is longer, and browsers take no longer ones either."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE | re.ASCII)
_FEED_SCHEME = re.compile(r"feed:(?://)?(?P<whole>https?://.*)|feed://(?P<bare>.*)", re.IGNORECASE)
"""How feed readers register addresses for themselves: in front of a whole address, or in the place of http."""
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?", re.ASCII)
_V6 = re.compile(r"[0-9a-f:.]+", re.ASCII)
_SAFE = "/?#[]@!$&'()*+,;=:%~-._|"


class NoAddress(ValueError):
    """What was typed is no address that may be fetched; `reason` is a stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Typed:
    """An address spelled in one way. `guessed` is True where no scheme was typed and https was taken."""

    url: str
    guessed: bool = False

    @property
    def site(self) -> str:
        """The host, as it is shown."""
        return urlsplit(self.url).netloc


def read_address(text: str) -> Typed:
    """The first word as an http or https address: host in lower case and ASCII, no fragment, no standard port.

    Raises NoAddress with the reason long, scheme, credentials or words.

    >>> read_address("Zeitung.Example/feed#top").url
    'https://zeitung.example/feed'
    >>> read_address("http://müller.example:80/rss ein Rest").url
    'http://xn--mller-kva.example/rss'
    """
    word = unicodedata.normalize("NFC", text[: 4 * LONGEST]).strip().strip("<>").partition(" ")[0].strip()
    if len(word) > LONGEST:
        raise NoAddress("long")
    if not word or not word.isprintable() or any(char in word for char in "<>\"\\^`{}|'") or word.split() != [word]:
        raise NoAddress("words")
    if invited := _FEED_SCHEME.fullmatch(word):
        word = invited["whole"] or f"http://{invited['bare']}"
    guessed = "://" not in word
    if guessed:
        if _SCHEME.match(word):
            raise NoAddress("scheme")
        word = f"https://{word}"
    return Typed(_spelled(word, guessed=guessed), guessed)


def _spelled(word: str, *, guessed: bool) -> str:
    try:
        parts = urlsplit(word)
        port = parts.port
    except ValueError as error:
        raise NoAddress("words") from error
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"}:
        raise NoAddress("scheme" if scheme else "words")
    if "@" in parts.netloc:
        raise NoAddress("credentials")
    host = _host(parts.hostname or "")
    if guessed and "." not in host and ":" not in host:
        raise NoAddress("words")
    place = f"[{host}]" if ":" in host else host
    if port not in {None, 443 if scheme == "https" else 80}:
        place = f"{place}:{port}"
    spelled = urlunsplit((scheme, place, quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE), ""))
    if len(spelled) > LONGEST:
        raise NoAddress("long")
    return spelled


def _host(host: str) -> str:
    """The host in ASCII: labels in other letters as in DNS (RFC 3492)."""
    if ":" in host and _V6.fullmatch(host):
        return host
    labels = [
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
        for label in host.lower().split(".")
    ]
    spelled = ".".join(labels)
    if not _HOST.fullmatch(spelled):
        raise NoAddress("words")
    return spelled.rstrip(".")
