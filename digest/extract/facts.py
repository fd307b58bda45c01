"""What a page says of itself: JSON-LD first, then meta elements. JSON-LD has the time to the minute (97 % of pages)."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from digest.dates import Moment, parse_moment
from digest.extract.authors import authors_of, is_house
from digest.extract.linked import Node, article_node, nodes_of, plain, text_of, types_of
from digest.extract.page import Block, Page, words_of
from digest.extract.posts import Update, updates_of
from digest.model import Access
from digest.plaintext import from_markup, line

LARGEST_BODY = 200_000
_SUFFIX = re.compile(r"\s+(?:[|·•»–—-]|::)\s+(?P<site>(?:(?!\s(?:[·•»–—-]|::)\s)[^|]){2,60})$")
_DOMAIN = re.compile(r"[\w-]+\.\w{2,5}|\d{1,2}\.\d{1,2}\.\d{2,4}")
"""A site's address, or the day of an edition, which stands in the same place."""
_PUBLISHED_META = (
    "article:published_time",
    "article:published",
    "article:published:time",
    "og:article:published_time",
    "date",
    "datepublished",
    "dc.date.issued",
    "dcterms.created",
    "date.available",
    "pubdate",
    "published_at",
    "publishdate",
    "publish-date",
    "cxenseparse:recs:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date",
)
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "date.modified")
_PROVIDERS = ("sourceOrganization", "provider", "contributor", "creditText")
_AUTHOR_META = (
    "article:author_name",
    "author",
    "cxenseparse:author",
    "sailthru.author",
    "parsely-author",
    "dcsext.author",
    "article:author",
    "dc.creator",
)


_TIERS: tuple[tuple[str, Mapping[str, Access]], ...] = (
    ("article:content_tier", {"free": Access.FREE, "metered": Access.PARTLY, "locked": Access.PAID}),
    ("cxenseparse:stp-article_ispaidcontent", {"false": Access.FREE, "true": Access.PAID}),
    ("access", {"free": Access.FREE, "paid": Access.PAID, "premium": Access.PAID}),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says. `titles` best first; `descriptions` are candidates for the lead.

    `people` is whether persons or agencies are among the authors, and not the house alone. `body` are the words of the
    text as JSON-LD gives it; it is only ever compared with what the page shows. `updates` are the posts of a live blog,
    `providers` those a text is said to come from, agencies mostly.
    """

    titles: tuple[str, ...]
    descriptions: tuple[str, ...]
    authors: tuple[str, ...]
    people: bool
    body: str
    updates: tuple[Update, ...]
    providers: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    access: Access
    site: str


def claimed_address(page: Page) -> str:
    """The address the page says it has, "" where it says none."""
    return next(iter([page.canonical] if page.canonical else _metas(page, ("og:url",))), "")


def facts_of(page: Page, zone: tzinfo, headline: str = "", preferred: str = "") -> Facts:
    """Read the page's own data; `zone` is meant by times without an offset, `headline` tells the right node.

    `preferred` names the headline that counts where the page gives itself several: see `headlines.KINDS`.
    """
    nodes = nodes_of(page)
    node = article_node(nodes, page, headline)
    known = {str(one["@id"]): one for one in nodes if "@id" in one and "name" in one}
    site = line((page.meta.get("og:site_name") or ("",))[0])
    houses = _houses(node, site)
    authors = _authors(node, known, page, houses)
    return Facts(
        titles=_titles(node, page, site, preferred, headline),
        descriptions=_descriptions(node, page),
        authors=authors,
        people=any(not is_house(name, houses) for name in authors),
        body=words_of(text_of(node, "articleBody")[:LARGEST_BODY]),
        updates=updates_of(nodes, zone),
        providers=tuple(name for key in _PROVIDERS for name in _names(node.get(key), known)),
        published=_moment(
            [text_of(node, "datePublished"), text_of(node, "dateCreated")], _metas(page, _PUBLISHED_META), zone
        ),
        modified=_moment([text_of(node, "dateModified")], _metas(page, _MODIFIED_META), zone),
        access=_access(node, nodes, page),
        site=site,
    )


def _metas(page: Page, names: Sequence[str]) -> list[str]:
    return [value for name in names for value in page.meta.get(name, ())]


def _titles(node: Node, page: Page, site: str, preferred: str, fed: str) -> tuple[str, ...]:
    """The headlines the page gives itself, best first; which one that is where they differ: docs/decisions/0006.

    `fed` is the headline in the feed: what the outlet calls the article there counts, if the page calls it that too.
    """
    shown = _bare((html.unescape(_without_kicker(block)) for block in page.blocks if block.tag == "h1"), site)
    shared = _bare(map(from_markup, _metas(page, ("og:title", "twitter:title"))), site)
    data = _bare([plain(node, "headline")], site)
    shared = _bare((_below_kicker(title, (*data, *shown)) for title in shared), site)
    named = _bare(map(from_markup, _metas(page, ("title",))[:1]), site) if preferred == "named" else ()
    first = {"shared": shared[:1], "shown": shown[:1], "data": data, "named": named}.get(preferred, ())
    given = (*data, *shared[:1], *shown, *shared[1:], *_bare([html.unescape(page.title)], site))
    if not first:
        first = tuple(title for title in given if fed and words_of(title) == words_of(fed))[:1]
    if not first and _written_for_sharing(data[:1], shared[:1], shown[:1]):
        first = shared[:1]
    return tuple(dict.fromkeys((*first, *given)))


def _bare(titles: Iterable[str], site: str) -> tuple[str, ...]:
    return tuple(bare for title in titles if (bare := _without_site(title, site)))


def _written_for_sharing(data: tuple[str, ...], shared: tuple[str, ...], shown: tuple[str, ...]) -> bool:
    """Whether somebody wrote a headline of its own for those who see the article elsewhere, as in a chat.

    It is neither of those that agree, and is not cut off.
    """
    keys = [words_of(title) for title in (*data, *shown, *shared)]
    return len(keys) == 3 and keys[0] == keys[1] != keys[2] and not shared[0].endswith(("…", "..."))


def _below_kicker(title: str, known: Sequence[str]) -> str:
    """What follows the bar in "Kicker | Headline" where the page gives that as its headline, too."""
    tail = title.rpartition("|")[2].strip()
    return tail if tail != title and words_of(tail) in map(words_of, known) else title


def _without_kicker(block: Block) -> str:
    """A headline's text without the line over it, where that stands in the same element."""
    rest = block.text.removeprefix(block.kicker).lstrip(" -–—:|/") if block.kicker else ""
    return rest or block.text


def _without_site(title: str, site: str) -> str:
    """Drop " | BR24", " - Golem.de", " - News - SRF": names of the outlet at the end, and a section before them.

    What follows a bar, or names the site or a domain, is the outlet; after a plain dash it may be part of the headline.

    >>> _without_site("Rat stimmt ab – und streitet | Politik | Die Zeitung", "Die Zeitung")
    'Rat stimmt ab – und streitet'
    """
    dropped = False
    for _ in range(3):
        match = _SUFFIX.search(title)
        if match is None:
            return title
        head, tail = title[: match.start()].rstrip(), match["site"]
        bar = "|" in title[match.start() : match.start("site")] and len(tail) < len(head)
        section = dropped and " " not in tail
        if not (bar or section or tail.isupper() or _names_the_site(tail, site)):
            return title
        title, dropped = head, True
    return title


def _names_the_site(text: str, site: str) -> bool:
    names, known = words_of(text), words_of(site)
    return _DOMAIN.fullmatch(text) is not None or (bool(known) and (names in known or known in names))


def _descriptions(node: Node, page: Page) -> tuple[str, ...]:
    written = [plain(node, "description"), *map(from_markup, _metas(page, ("og:description", "description")))]
    return tuple(dict.fromkeys(text for text in written if text))


def _houses(node: Node, site: str) -> frozenset[str]:
    """The words of the names of site and publisher, who are no authors where a person is named too."""
    publisher = node.get("publisher")
    return frozenset({words_of(site), words_of(plain(publisher, "name") if isinstance(publisher, dict) else "")})


def _authors(node: Node, known: Mapping[str, Node], page: Page, houses: Collection[str]) -> tuple[str, ...]:
    names = _names(node.get("author") or node.get("creator"), known)
    return authors_of(names, houses) or authors_of(
        [from_markup(value) for name in _AUTHOR_META for value in page.meta.get(name, ())[:10]], houses, first_only=True
    )


def _names(value: Any, known: Mapping[str, Node]) -> list[str]:
    """The names of one or several persons or organisations, given as text, as nodes, or by reference to nodes."""
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            names.append(from_markup(one))
        elif isinstance(one, dict):
            named = one if one.get("name") or one.get("byline") else known.get(str(one.get("@id")), one)
            names.append(plain(named, "name") or plain(named, "byline"))
    return names


def _moment(exact: Sequence[str], others: Sequence[str], zone: tzinfo) -> Moment | None:
    """The first that names a time of day, else the first that names a day."""
    moments = [found for text in (*exact, *others) if text and (found := parse_moment(text, zone)) is not None]
    return next((moment for moment in moments if moment.exact), moments[0] if moments else None)


def _access(node: Node, nodes: Sequence[Node], page: Page) -> Access:
    """From isAccessibleForFree of the article, of the page around it or of its markup, else from meta elements."""
    owners = [one for one in (node, *nodes) if "isAccessibleForFree" in one and not _is_part(one)]
    told = str(owners[0]["isAccessibleForFree"]) if owners else next(iter(page.meta.get("isaccessibleforfree", ())), "")
    if told.lower().endswith("true"):
        return Access.FREE
    if told.lower().endswith("false"):
        return Access.PARTLY if owners and owners[0].get("hasPart") else Access.PAID
    for name, words in _TIERS:
        for value in page.meta.get(name, ()):
            if value.lower() in words:
                return words[value.lower()]
    return Access.UNKNOWN


def _is_part(node: Node) -> bool:
    """Whether a node is the part of an article that hasPart sets apart."""
    return "cssSelector" in node or "webpageelement" in types_of(node)
