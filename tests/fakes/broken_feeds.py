"""Feeds with ten entries each, damaged in all the ways that feeds of real sites are, and what is left to be read."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

FEED = "https://zeitung.example/rss"
COUNT = 10


@dataclass(frozen=True)
class Damaged:
    """The bytes of a damaged feed and the numbers of the entries that are whole in it."""

    body: bytes
    whole: range = range(COUNT)


def title(number: int) -> str:
    return f"Größe der Welle {number} – „schön“"


def link(number: int) -> str:
    return f"https://zeitung.example/artikel/{number}.html"


def item(number: int) -> str:
    return (
        f"<item><title>{title(number)}</title><link>{link(number)}</link>"
        f"<description>Anriss Nummer {number} für Käufer</description>"
        f"<pubDate>Fri, 09 May 2025 0{number % 8}:30:00 +0200</pubDate>"
        f'<guid isPermaLink="false">id-{number}</guid></item>'
    )


def _some_not_closed(name: str, number: int, written: str) -> str:
    return written.replace(f"</{name}>", "") if number % 3 == 1 else written


def rss(change: Callable[[int, str], str] = lambda _number, written: written, spaces: str = "") -> str:
    """An RSS feed whose items are changed one by one."""
    items = "".join(change(number, item(number)) for number in range(COUNT))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"{spaces}><channel><title>Zeitung</title>'
        f"<link>https://zeitung.example/</link><language>de</language>{items}</channel></rss>"
    )


def atom(version: str = "1.0") -> str:
    old = version == "0.3"
    dated = "issued" if old else "updated"
    entries = "".join(
        f"<entry><title>{title(n)}</title><link rel='alternate' type='text/html' href='{link(n)}'/><id>id-{n}</id>"
        f"<{dated}>2025-05-09T0{n % 8}:30:00+02:00</{dated}><summary>Anriss Nummer {n} für Käufer</summary></entry>"
        for n in range(COUNT)
    )
    space = "http://purl.org/atom/ns#' version='0.3" if old else "http://www.w3.org/2005/Atom"
    return f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='{space}' xml:lang='de'><title>Z</title>{entries}</feed>"


def rdf() -> str:
    items = "".join(
        f"<item rdf:about='{link(n)}'><title>{title(n)}</title><link>{link(n)}</link>"
        f"<description>Anriss Nummer {n} für Käufer</description><dc:date>2025-05-09T0{n % 8}:30:00+02:00</dc:date></item>"
        for n in range(COUNT)
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Z</title></channel>"
        f"{items}</rdf:RDF>"
    )


def json_feed() -> str:
    items = [
        {
            "id": f"id-{n}",
            "url": link(n),
            "title": title(n),
            "date_published": f"2025-05-09T0{n % 8}:30:00+02:00",
            "summary": f"Anriss Nummer {n} für Käufer",
        }
        for n in range(COUNT)
    ]
    made = {"version": "https://jsonfeed.org/version/1.1", "title": "Z", "items": items}
    return json.dumps(made, ensure_ascii=False)


def _cut(text: str, before: str, more: int = 0) -> bytes:
    return text[: text.index(before) + more].encode()


UNKNOWN_SPACES = (
    "<dc:creator>Ada</dc:creator><media:content url='x'/><content:encoded><![CDATA[<p>x</p>]]></content:encoded>"
)
WHOLE = {"rss": rss(), "atom": atom(), "atom 0.3": atom("0.3"), "rdf": rdf(), "json": json_feed()}

DAMAGED: Mapping[str, Damaged] = {
    **{name: Damaged(text.encode()) for name, text in WHOLE.items()},
    "utf-16": Damaged(rss().replace("utf-8", "utf-16").encode("utf-16")),
    "utf-16 without a mark": Damaged(rss().replace("utf-8", "utf-16").encode("utf-16-le")),
    "claims utf-16, is utf-8": Damaged(rss().replace("utf-8", "utf-16").encode()),
    "claims latin-1, is utf-8": Damaged(rss().replace("utf-8", "iso-8859-1").encode()),
    "claims utf-8, is cp1252": Damaged(rss().encode("cp1252")),
    "claims an unknown charset": Damaged(rss().replace("utf-8", "klingon").encode()),
    "pieces in another charset": Damaged(rss().encode().replace("für Käufer".encode(), "für Käufer".encode("cp1252"))),
    "bytes of no charset": Damaged(rss().encode().replace("für".encode(), b"f\xed\xa0\x80r \xff\xc0\xaf")),
    "two byte order marks": Damaged(b"\xef\xbb\xbf\xef\xbb\xbf" + rss().encode()),
    "null bytes": Damaged(rss().replace("Anriss", "An\0riss").encode()),
    "packed": Damaged(gzip.compress(rss().encode())),
    "packed and cut": Damaged(gzip.compress(rss().encode())[:-8]),
    "no declaration": Damaged(rss().partition("?>")[2].encode()),
    "two declarations": Damaged(b'<?xml version="1.0"?>\n' + rss().encode()),
    "blanks first": Damaged(b"\n\n  " + rss().encode()),
    "a warning first": Damaged(b"<br />\n<b>Warning</b>: foo() in <b>/x.php</b> on line <b>3</b><br />\n" + rss().encode()),
    "words first": Damaged(b"Notice: Undefined index\n" + rss().encode()),
    "a comment first": Damaged(b"<!-- cached -->" + rss().encode()),
    "an old doctype": Damaged(
        rss().replace("?>", '?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd">', 1).encode()
    ),
    "a script behind": Damaged(rss().encode() + b"\n<!-- 0.3s --><script>x()</script><div>"),
    "nonsense behind": Damaged(rss().encode() + b"\n</body></html>so & so <"),
    "no end": Damaged(rss().replace("</channel></rss>", "").encode()),
    "channel closed early": Damaged(rss().replace("<item>", "</channel><item>", 1).encode()),
    "capitals": Damaged(rss().replace("item>", "ITEM>").replace("title>", "Title>").encode()),
    "ends in capitals": Damaged(rss().replace("</title>", "</TITLE>").encode()),
    "unknown prefixes": Damaged(rss(lambda _n, one: one.replace("</item>", UNKNOWN_SPACES + "</item>")).encode()),
    "attributes twice": Damaged(rss().replace("<guid ", '<guid isPermaLink="false" ').encode()),
    "attributes unquoted": Damaged(rss().replace('"false"', "false").encode()),
    "a quote missing": Damaged(rss().replace('"false"', '"false', 1).encode()),
    "ampersands": Damaged(rss().replace("Anriss", "Kohl & Söhne &amp ähnlich").encode()),
    "unknown names": Damaged(rss().replace("Anriss", "50&nbsp;&euro; &ndash; &foo; Anriss").encode()),
    "numbers of no character": Damaged(rss().replace("Anriss", "A&#0;&#x1f;&#x110000;&#55357;&#56832;").encode()),
    "control characters": Damaged(rss().replace("Anriss", "A\x0b\x02nriss").encode()),
    "less than": Damaged(rss().replace("Anriss", "3 < 4 und 5 > 4 ]]> Anriss").encode()),
    "markup in teasers": Damaged(rss().replace("Anriss", "<p>Anriss <b>fett<br><img src='a.jpg'><a href=x>").encode()),
    "comments with dashes": Damaged(rss().replace("<item>", "<!-- a -- b --><!- c -><item>").encode()),
    "program text": Damaged(rss().replace("<item>", "<?php echo 1 ?><item>", 3).encode()),
    "cdata in cdata": Damaged(rss().replace("Anriss", "<![CDATA[a <![CDATA[ b ]]> c]]>").encode()),
    "a cdata never closed": Damaged(rss(lambda n, one: one.replace("Anriss", "<![CDATA[Anriss") if n == 4 else one).encode()),
    "a comment never closed": Damaged(rss(lambda n, one: one.replace("Anriss", "<!-- Anriss") if n == 4 else one).encode()),
    "no item closed": Damaged(rss(lambda _n, one: one.replace("</item>", "")).encode()),
    **{
        f"some {name} not closed": Damaged(
            rss(partial(_some_not_closed, name)).encode()
        )
        for name in ("item", "title", "link", "description", "pubDate", "guid")
    },
    "no guid": Damaged(re.sub("<guid.*?</guid>", "", rss()).encode()),
    "empty guids": Damaged(re.sub(r"id-\d+", "", rss()).encode()),
    "one guid for all": Damaged(re.sub(r"id-\d+", "same", rss()).encode()),
    "links among blanks": Damaged(re.sub("<link>(.*?)</link>", r"<link>\n  \1\n </link>", rss()).encode()),
    "links in guids": Damaged(
        re.sub(r"<link>(\S+?/artikel/\S+?)</link>(.*?)<guid isPermaLink=\"false\">.*?</guid>", r"\2<guid>\1</guid>", rss()).encode()
    ),
    "links of another format": Damaged(
        re.sub(r"<link>(\S+?/artikel/\S+?)</link>", r"<atom:link href='\1'/>", rss()).encode()
    ),
    "cut in a title": Damaged(_cut(rss(), "Welle 7", 3), range(7)),
    "cut in a link": Damaged(_cut(rss(), "artikel/7.html", 9), range(7)),
    "cut behind a link": Damaged(_cut(rss(), "Anriss Nummer 7"), range(7)),
    "atom cut": Damaged(_cut(atom(), "Welle 7", 3), range(7)),
    "rdf cut": Damaged(_cut(rdf(), "Welle 7", 3), range(7)),
    "json cut": Damaged(_cut(json_feed(), "Welle 7", 3), range(7)),
    "json with a comma too much": Damaged(json_feed().replace("}]}", "},]}").encode()),
    "json with a mark": Damaged(b"\xef\xbb\xbf" + json_feed().encode()),
    "json with line breaks in text": Damaged(json_feed().replace("Anriss", "An\nriss").encode()),
}  # fmt: skip
