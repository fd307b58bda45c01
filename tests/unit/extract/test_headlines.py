"""Which of a page's own headlines counts is a habit of its outlet."""

import tomllib
from importlib.resources import files

import pytest

from digest.extract.headlines import KINDS, headline_of
from digest.extract.urls import registrable
from tests.unit.extract.pages import TITLE, article, ld, page

LISTS: dict[str, list[str]] = tomllib.loads((files("digest.extract") / "headlines.toml").read_text("utf-8"))
HEADLINES = {
    "data": "Streit um die Brücke",
    "shared": "Brücke kommt, Streit bleibt",
    "shown": TITLE,
    "named": "Lindenau baut neue Brücke",
}
"""Four that differ, as one page has them."""


def title_at(domain: str) -> str:
    """The title taken from a page of this outlet that has all four headlines."""
    metas = (
        f'<meta property="og:title" content="{HEADLINES["shared"]}"><meta name="title" content="{HEADLINES["named"]}">'
    )
    own = page(head=ld(headline=HEADLINES["data"]) + metas).replace(b"www.zeitung.example", f"www.{domain}".encode())
    return article(own, url=f"https://www.{domain}/a").title


@pytest.mark.parametrize(
    ("domain", "kind"), [("zeit.de", "data"), ("spiegel.de", "shared"), ("srf.ch", "shown"), ("ndr.de", "named")]
)
def test_the_table_decides_between_headlines_that_differ(domain: str, kind: str) -> None:
    """Of four different headlines, the one that the outlet is known for is the article's title."""
    assert title_at(domain) == HEADLINES[kind]


def test_an_unknown_outlet_gets_the_general_rule() -> None:
    """An outlet in no list has no habit, and JSON-LD counts where all headlines differ."""
    assert headline_of("zeitung.example") == ""
    assert title_at("zeitung.example") == HEADLINES["data"]


def test_a_page_without_the_usual_headline_gets_the_general_rule() -> None:
    """Where an outlet's page lacks the headline that counts there, the others are asked, and none is empty."""
    own = page(head=ld(headline=HEADLINES["data"])).replace(b"www.zeitung.example", b"www.spiegel.de")
    assert article(own, url="https://www.spiegel.de/a").title == HEADLINES["data"]


def test_the_table_is_well_formed() -> None:
    """Known kinds only, sorted lower-case registrable domains, and no domain twice."""
    assert set(LISTS) == KINDS
    every = [domain for domains in LISTS.values() for domain in domains]
    assert sorted(set(every)) == sorted(every)
    assert [domain for domain in every if registrable(f"https://www.{domain}/a") != domain] == []
    assert [kind for kind, domains in LISTS.items() if domains != sorted(domains)] == []
