"""Feeds and pages in our own words, to mutate: one of every kind that takes a way of its own through the parsers."""

from __future__ import annotations

import json

TEXT = (
    "Der Stadtrat von Lindenau hat am Donnerstagabend mit 31 zu 14 Stimmen für den Bau einer neuen Brücke gestimmt.",
    "„Das ist ein guter Tag für die Stadt“, sagte Bürgermeisterin Hanna Voss nach der Sitzung im Rathaus.",
    "Die Opposition kritisierte die Kosten. Ihr Sprecher Emil Rast nannte den Beschluss „einen teuren Irrtum“.",
)
_ITEM = (
    "<item><title>Rat &amp;amp; B&#252;rger {0}</title><link>https://zeitung.example/{0}.html?wt_mc=rss</link>"
    "<guid isPermaLink='false'>id-{0}</guid><pubDate>Fri, 09 May 2025 09:3{0}:00 MESZ</pubDate>"
    "<description><![CDATA[<p>Ein <b>Teaser</b> über die Brücke.</p>]]></description></item>"
)
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel>'
    '<item rdf:about="https://zeitung.example/1"><title>Wir &amp; ihr</title><link>https://zeitung.example/1</link>'
    "<dc:date>9. Mai 2025, 11:30 Uhr</dc:date></item></rdf:RDF>"
)
_ATOM = (
    '<?xml version="1.0" encoding="iso-8859-1"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"'
    ' xml:base="https://zeitung.example/"><title>A</title><entry><title type="html">Wir &amp;amp; ihr</title>'
    '<link rel="alternate" href="/1.html"/><id>tag:1</id><published>2025-05-09T09:30:00+02:00</published>'
    "<updated>2025-05-09T10:00:00Z</updated><summary>T</summary></entry></feed>"
)


def feeds() -> list[bytes]:
    """RSS, RDF, Atom, JSON Feed."""
    rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>Zeitung</title><language>de</language>{}</channel></rss>"
    items = [
        {"id": number, "url": f"/{number}", "title": "Wir &amp; ihr", "date_published": "2025-05-09T09:30:00+02:00"}
        for number in range(3)
    ]
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "https://z.example",
        "items": items,
    }
    rows = "".join(_ITEM.format(number) for number in range(6))
    return [one.encode() for one in (rss.format(rows), _RDF, _ATOM, json.dumps(made))]


def pages() -> list[bytes]:
    """A plain page, one with much around its text, a live blog, a consent wall, a page without data, an English one."""
    around = (
        "<aside class='newsletter'>Jetzt abonnieren</aside><p class='lead'>Der Rat hat nach langem Streit entschieden.</p>"
        "<figure><figcaption>Die Brücke. Foto: N. N.</figcaption></figure><blockquote>Ein guter Tag</blockquote>"
        "<h3>Mehr zum Thema</h3><ul><li><a href='/2'>Tunnel bleibt gesperrt</a></li></ul><time datetime='2025-05-09T07:12'>"
    )
    posts = "".join(f"<h2>1{n}.0{n} Uhr: Meldung {n}</h2><p>{n}: {TEXT[n % 3]}</p>" for n in range(5))
    updates = [{"@type": "BlogPosting", "headline": f"Meldung {n}", "articleBody": TEXT[n % 3]} for n in range(5)]
    english = "<p>The town council voted on Thursday for a new bridge, said Mayor Hanna Voss after the meeting.</p>"
    english += "<p>Opponents called the plan a costly mistake and announced that they would go to court.</p>"
    wall = "<p>Wir und unsere Partner verarbeiten personenbezogene Daten mit Cookies. Alle akzeptieren?</p>"
    return [
        _page("".join(f"<p>{one}</p>" for one in TEXT), _data()),
        _page(around + "".join(f"<div><p>{one}</p></div>" for one in TEXT), _data(isAccessibleForFree="True")),
        _page(posts, _data(**{"@type": "LiveBlogPosting", "liveBlogUpdate": updates}), "Liveblog: Brücke"),
        _page(wall, ""),
        _page(
            "<br>".join(TEXT), "<meta name='author' content='Von R. Kern'><meta name='date' content='9.5.2025 7:12'>"
        ),
        _page(english, "", "Council votes for bridge", "en"),
    ]


def _data(**more: object) -> str:
    node = {
        "@type": "NewsArticle",
        "headline": "Rat stimmt für Brücke",
        "datePublished": "2025-05-09T07:12:00+02:00",
        "author": [{"@type": "Person", "name": "Rita Kern"}],
        **more,
    }
    return f"<script type='application/ld+json'>{json.dumps({'@graph': [node]})}</script>"


def _page(body: str, head: str, title: str = "Rat stimmt für Brücke", language: str = "de") -> bytes:
    return (
        f"<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'><title>{title} | Zeitung</title>{head}"
        f"<link rel='canonical' href='/a.html'></head><body><nav><a href='/'>Start</a></nav><article><h1>{title}</h1>"
        f"{body}</article><footer>Impressum</footer></body></html>"
    ).encode()


SEEDS = {"feed": feeds, "page": pages}
