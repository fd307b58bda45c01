"""A page as a tree and as a row of blocks: what the repairs look at beside the text the extractor kept.

A block is an element that holds running text of its own (paragraph, heading, list item, caption, a division with bare
text), in document order, with where it stands and how much of it is link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from digest.errors import UnusablePage
from digest.plaintext import decode, has_monster_tag, line

MOST_ELEMENTS = 20_000
"""Real article pages stay below 3,000, live blogs somewhat above; the extractor's time grows faster than the page."""

MOST_ATTRIBUTES = 100_000
MOST_TEXT = 1_000_000
"""Attributes and characters of a page, markup not counted: more than any newsroom writes, and slow to look through."""
LONGEST_VALUE = 5_000

_BLOCKS = etree.XPath(
    "//body//*[self::p or self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::li or self::dd"
    " or self::td or self::figcaption or self::blockquote or"
    " ((self::div or self::span or self::strong or self::section or self::a or self::em)"
    " and (text()[string-length(normalize-space()) > 20]"
    " or text()[normalize-space()]"
    " and (contains(@class, 'uthor') or contains(@class, 'utor') or contains(@class, 'yline'))))]"
)
_NO_TEXT = ("script", "style", "template", "svg", "noscript", "iframe", "object", "select", "textarea")
_WORD = re.compile(r"\w+")
_LINKS = etree.XPath("descendant-or-self::a")
_COUNT = etree.XPath("count(//*)")
_LONG_VALUES = etree.XPath(f"//@*[string-length() > {LONGEST_VALUE}]")
_LONG_VALUE = re.compile(rf"<[^<>]{{{LONGEST_VALUE},}}")
_MAYBE_POSTS = etree.XPath(
    "//*[self::article or self::div or self::li or self::section]"
    "[@itemprop='liveBlogUpdate' or contains(@class, 'ive') or contains(@class, 'icker')]"
)
_POST = re.compile(
    r"(?:live-?blog|live-?ticker|news-?ticker|ticker|live-?event|live-?feed)[\w-]*?"
    r"(?:entry|post|item|event|article|card|message|element|beitrag|meldung|eintrag|block)(?![a-z])"
)
_KICKER = re.compile(r"kicker|overline|over-?title|topline|top-?title|roofline|dachzeile|spitzmarke|pre-?title|eyebrow")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>]{0,2000}>", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|head|body|meta|title|main|article|section|div|h1|p)\b", re.IGNORECASE)
_LOOKED_AT = 20_000
"""Characters within which a page has its first element; what has none is a picture or document, whatever its type."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `words` is the key for comparing texts; `place` the classes and ids from it upward, lower case.

    `parent` is equal for blocks of one parent element. `linked` is the share of the text inside links that lead away
    from the page. `kicker` is the line over a main headline that stands in the same element, "" for all other blocks.
    """

    text: str
    words: str
    tag: str
    place: str
    parent: int
    linked: float
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class PostElement:
    """An element that holds one post of a live blog: its blocks from `first` to `last`, its id, the time it names."""

    first: int
    last: int
    key: str
    time: str


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. `tree` may be used up by one extractor; everything else has been taken from it before."""

    tree: lxml.html.HtmlElement = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    meta: Mapping[str, tuple[str, ...]] = field(repr=False)
    scripts: tuple[str, ...] = field(repr=False)
    language: str
    title: str
    canonical: str
    times: tuple[str, ...]
    posts: tuple[PostElement, ...]


def words_of(text: str) -> str:
    """The words of a text in lower case, joined by blanks: what texts are compared by.

    >>> words_of("„Nein“, sagte er.")
    'nein sagte er'
    """
    return " ".join(_WORD.findall(text.lower()))


def parse_page(body: bytes, headers: Mapping[str, str]) -> Page:
    """Parse the bytes of a page. Raises UnusablePage where there is nothing that could be one."""
    text = _DOCTYPE.sub("", decode(body, headers), count=1).replace("\0", "")
    if not text.strip():
        raise UnusablePage("no text", "the page is empty")
    if not _HTML.search(text, 0, _LOOKED_AT):
        raise UnusablePage("no text", f"this is no HTML ({headers.get('content-type', 'of no stated type')})")
    if has_monster_tag(text):
        raise UnusablePage("too large", "a tag with thousands of attributes")
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnusablePage("no text", f"no HTML that can be read ({error})") from error
    if text.count("=") > MOST_ATTRIBUTES:
        _require_few_attributes(tree)
    if _LONG_VALUE.search(text):
        _shorten_values(tree)
    if _COUNT(tree) > MOST_ELEMENTS:
        raise UnusablePage("too large", f"over {MOST_ELEMENTS} elements")
    scripts = tuple(
        script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower()
    )
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    if len(tree.text_content()) > MOST_TEXT:
        raise UnusablePage("too large", f"over {MOST_TEXT} characters of text")
    placed = list(_blocks(tree))
    return Page(
        tree=tree,
        blocks=tuple(block for _, block in placed),
        meta=_meta(tree),
        scripts=scripts,
        language=(tree.get("lang") or tree.get("xml:lang") or "").strip(),
        title=line(tree.findtext(".//title") or ""),
        canonical=next(
            (link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), ""
        ),
        times=tuple(time.get("datetime") or "" for time in tree.iter("time") if time.get("datetime")),
        posts=tuple(_posts(tree, [element for element, _ in placed])),
    )


def _require_few_attributes(tree: lxml.html.HtmlElement) -> None:
    if sum(len(element.attrib) for element in tree.iter()) > MOST_ATTRIBUTES:
        raise UnusablePage("too large", f"over {MOST_ATTRIBUTES} attributes")


def _shorten_values(tree: lxml.html.HtmlElement) -> None:
    """Cut the values of attributes that name or point to something: patterns run over them; no name is that long."""
    for value in _LONG_VALUES(tree):
        name = str(value.attrname)
        if name in {"content", "srcset"}:
            continue
        element = value.getparent()
        try:
            element.set(name, value[:LONGEST_VALUE])
        except ValueError:  # the parser lets in characters that may not be set
            element.attrib.clear()


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )


def _meta(tree: lxml.html.HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = element.get("content")
        if name and content and content.strip():
            found[name] = (*found.get(name, ()), content.strip())
    for time in tree.iter("time"):  # of several the first is the article's; the others stand in lists of more of them
        name, moment = (time.get("itemprop") or "").lower(), time.get("datetime")
        if name and moment and name not in found:
            found[name] = (moment.strip(),)
    return found


def _blocks(tree: lxml.html.HtmlElement) -> Iterator[tuple[lxml.html.HtmlElement, Block]]:
    places: dict[lxml.html.HtmlElement, str] = {}
    parents: dict[lxml.html.HtmlElement, int] = {}
    for element in _BLOCKS(tree):
        text = line(element.text_content())
        words = words_of(text)
        if not words:
            continue
        parent = element.getparent()
        yield (
            element,
            Block(
                text=text,
                words=words,
                tag=element.tag,
                place=_place(element, places),
                parent=parents.setdefault(parent, len(parents)),
                linked=_linked(element, text),
                kicker=_kicker(element) if element.tag == "h1" else "",
            ),
        )


def _posts(tree: lxml.html.HtmlElement, holders: Sequence[lxml.html.HtmlElement]) -> Iterator[PostElement]:
    """The outermost elements named like posts of a live blog that hold blocks."""
    named = [element for element in _MAYBE_POSTS(tree) if _is_post(element)]
    if not named:
        return
    numbers = {element: index for index, element in enumerate(holders)}
    inner = set(named)
    for element in named:
        held = [numbers[one] for one in element.iter() if one in numbers]
        if held and inner.isdisjoint(element.iterancestors()):
            key = element.get("id") or element.get("data-id") or ""
            yield PostElement(min(held), max(held), key, _time(element))


def _is_post(element: lxml.html.HtmlElement) -> bool:
    if element.get("itemprop") == "liveBlogUpdate":
        return True
    return any(_POST.search(name) for name in (element.get("class") or "").lower().split())


def _time(element: lxml.html.HtmlElement) -> str:
    found = next((time.get("datetime") for time in element.iter("time") if time.get("datetime")), None)
    return found or element.get("data-published") or element.get("data-date") or element.get("data-time") or ""


def _place(element: lxml.html.HtmlElement, known: dict[lxml.html.HtmlElement, str]) -> str:
    found = known.get(element)
    if found is None:
        own = " ".join((str(element.tag), element.get("class") or "", element.get("id") or "")).lower()
        parent = element.getparent()
        above = _place(parent, known) if parent is not None and parent.tag != "body" else ""
        found = known[element] = f"{own} / {above}" if above else own
    return found


def _kicker(headline: lxml.html.HtmlElement) -> str:
    """The text of the first element in the headline, where its class says that it is the line over it."""
    first = next((one for one in headline.iterdescendants() if isinstance(one.tag, str) and one.text), None)
    return (
        line(first.text_content()) if first is not None and _KICKER.search((first.get("class") or "").lower()) else ""
    )


def _linked(element: lxml.html.HtmlElement, text: str) -> float:
    linked = sum(
        len(link.text_content().strip()) for link in _LINKS(element) if not (link.get("href") or "#").startswith("#")
    )
    return min(1.0, linked / len(text))
