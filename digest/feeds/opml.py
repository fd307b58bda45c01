"""OPML 2.0 (opml.org): the lists of feeds that feed readers exchange.

Read with everything off that reaches beyond the file: no entities, no DTD, no network. Lists are written by many
programs and edited by hand, so what is broken is read as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from digest.errors import BadInput
from digest.model import Feed
from digest.plaintext import decode, from_markup, has_monster_tag, line

MOST_FEEDS = 5000
"""Feeds of one list: at one request a second each, more could not be read in half an hour."""
MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list: its address as written, what it is called, and the folder or category it stands in."""

    url: str
    title: str = ""
    section: str = ""
    language: str = ""


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, in its order. Raises BadInput, in words, for what is no list, no safe one, or too long."""
    if len(body) > MOST_BYTES:
        raise BadInput(f"this list is over {MOST_BYTES} bytes")
    text = decode(body, {}).lstrip("\ufeff \t\r\n\0").replace("\0", "")
    if "<!entity" in text[:65536].lower():
        raise BadInput("this list defines entities, which is refused")
    if has_monster_tag(text):
        raise BadInput("this list has a tag with thousands of attributes")
    root = _tree(text)
    if root is None or _name(root) != "opml":
        raise BadInput("this is no OPML: it does not begin with <opml>")
    found = tuple(_outlines(root))
    if not found:
        raise BadInput("this list has no feed (no outline with an xmlUrl)")
    if len(found) > MOST_FEEDS:
        raise BadInput(f"this list has {len(found)} feeds; at most {MOST_FEEDS} are taken in at once")
    return found


def write_opml(feeds: Sequence[Feed], title: str) -> bytes:
    """A list of these feeds, one folder for each outlet."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for outlet, group in groupby(feeds, key=lambda feed: feed.outlet):
        folder = etree.SubElement(body, "outline", text=outlet.name)
        for feed in group:
            shown = f"{outlet.name} · {feed.section}" if feed.section else outlet.name
            values = {"type": "rss", "text": shown, "title": outlet.name, "xmlUrl": feed.url}
            values |= {"category": feed.section} if feed.section else {}
            values |= {"language": outlet.language} if outlet.language else {}
            etree.SubElement(folder, "outline", values)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _tree(text: str) -> etree._Element | None:
    start = text.find("?>") + 2 if text.startswith("<?xml") else 0  # its encoding is not that of this text any more
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(text[start:].encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _outlines(root: etree._Element) -> Iterator[Outline]:
    for element in filter(_is_outline, root.iter()):
        values = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        url = line(values.get("xmlurl", ""))
        if url:
            folder = element.getparent()
            above = folder.get("text") or "" if folder is not None and _is_outline(folder) else ""
            title = _told(values.get("title") or values.get("text") or "")
            section = _told(values.get("category", "").strip("/") or above)
            yield Outline(url, title, "" if section == title else section, line(values.get("language", ""))[:2].lower())


def _is_outline(element: etree._Element) -> bool:
    return _name(element) == "outline"


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _told(text: str) -> str:
    return from_markup(text)[:LONGEST_NAME].strip()
