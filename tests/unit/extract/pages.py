"""Pages as newsrooms build them, in our own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from digest.extract import extract
from digest.model import Article

SEEN = datetime(2025, 5, 9, 12, 0, tzinfo=UTC)
URL = "https://www.zeitung.example/politik/stadtrat-bruecke-100.html"
TITLE = "Stadtrat von Lindenau beschließt neue Brücke"
LEAD = "Nach sieben Jahren Streit hat der Stadtrat von Lindenau den Bau einer neuen Brücke über die Wehra beschlossen. Die Kosten sollen 40 Millionen Euro betragen."
TEXT = (
    "Der Stadtrat von Lindenau hat am Donnerstagabend mit 31 zu 14 Stimmen für den Bau einer neuen Brücke gestimmt. Die alte war im Winter gesperrt worden.",
    "„Das ist ein guter Tag für die Stadt“, sagte Bürgermeisterin Hanna Voss nach der Sitzung. Sie rechne mit einem Baubeginn im nächsten Frühjahr.",
    "Die Opposition kritisierte die Kosten. Ihr Sprecher Emil Rast nannte den Beschluss „einen teuren Irrtum“ und kündigte eine Klage an.",
    "Die Brücke soll zwei Fahrspuren und einen Radweg bekommen. Das Land übernimmt nach Angaben des Verkehrsministeriums die Hälfte der Kosten.",
)
LANGUAGES = frozenset({"de", "en"})


def ld(**changes: object) -> str:
    """A JSON-LD script of the article."""
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "description": LEAD,
        "datePublished": "2025-05-09T07:12:00+02:00",
        "dateModified": "2025-05-09T08:30:00+02:00",
        "author": [{"@type": "Person", "name": "Von Rita Kern und Jan Ost"}],
        "isAccessibleForFree": True,
        **changes,
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def page(*paragraphs: str, head: str | None = None, before: str = "", after: str = "", lang: str = "de") -> bytes:
    """A page with headline, these paragraphs (TEXT where none are given), navigation and a footer."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or TEXT)
    return f"""<!DOCTYPE html><html lang="{lang}"><head><title>{TITLE} | Die Zeitung</title>
<meta property="og:site_name" content="Die Zeitung"><link rel="canonical" href="{URL}">{ld() if head is None else head}</head>
<body><nav><a href="/">Startseite</a> <a href="/politik">Politik</a></nav>
<main><article><h1>{TITLE}</h1>{before}<div class="article-body">{text}</div>{after}</article></main>
<footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer></body></html>""".encode()


def article(body: bytes, url: str = URL, **changes: Any) -> Article:
    """Extract with the usual arguments."""
    return extract(body, url, {"content-type": "text/html"}, SEEN, **{"languages": LANGUAGES, **changes})
