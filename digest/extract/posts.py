"""A live blog is many short texts on one page, each with its own time. This splits the text of the page into them.

Where a post begins is told by JSON-LD (liveBlogUpdate), by the elements posts stand in, or by the times German live
blogs put before their headlines ("11.13 Uhr: …", "+++ 14:35 … +++"). What a post holds is always the text of the page;
its data only says where that begins, when it was written and what it is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import pairwise

from digest.dates import Moment, parse_moment
from digest.extract.kept import Line
from digest.extract.linked import Node, plain, text_of, types_of
from digest.extract.page import Block, Page, words_of
from digest.model import short_id

FEWEST_POSTS = 3
FEWEST_WORDS = 8
"""A post of fewer words is a caption, a link or a greeting."""
_BEGIN = 60
_SHORTEST_BEGIN = 20
_LONGEST_HEADLINE = 200
_MOST_BODY = 2_000
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_CLOCK = re.compile(
    r"^(?P<plus>\+{2,}\s*)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?!\d)\s*(?:Uhr|(?P<half>[ap])\.?m\.?|[A-Z]{3,4}(?=\W|$))?"
    r"[\s:–|-]*(?P<rest>.*?)(?:\s*\+{2,})?$"
)
_PLUSES = re.compile(r"^\+{2,}\s*(?P<rest>.+?)\s*\+{2,}$")
_DAY = 24 * 60
_A_LITTLE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Update:
    """A post as the page's data or markup announces it: `begins` are the first words of its text.

    `key` is its own name on the page, "" where it has none; `block` the first block of its element, None where only
    data tells of it.
    """

    key: str
    headline: str
    begins: str
    published: Moment | None
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a live blog. `key` is stable from one visit of the page to the next; `published` None if not told."""

    key: str
    headline: str
    published: datetime | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """The text before the posts (lead, summary), and the posts in the order of the page."""

    frame: tuple[str, ...]
    posts: tuple[Post, ...]


def updates_of(nodes: Sequence[Node], zone: tzinfo) -> tuple[Update, ...]:
    """The posts that JSON-LD lists."""
    found: list[Update] = []
    for node in nodes:
        listed = node.get("liveBlogUpdate") if any(kind.endswith("liveblogposting") for kind in types_of(node)) else ()
        for one in listed if isinstance(listed, list) else [listed]:
            if isinstance(one, dict):
                body = words_of(plain({"body": text_of(one, "articleBody")[:_MOST_BODY]}, "body"))
                address = text_of(one, "url") or text_of(one, "@id")
                found.append(
                    Update(
                        key=address.partition("#")[2],
                        headline=plain(one, "headline"),
                        begins=body[:_BEGIN] if len(body) >= _SHORTEST_BEGIN else "",
                        published=parse_moment(text_of(one, "datePublished"), zone),
                    )
                )
    return tuple(found)


def split(
    lines: Sequence[Line], page: Page, updates: Sequence[Update], latest: datetime, *, live: bool
) -> Split | None:
    """Split the lines of a live blog's text; None where the page is none or nothing tells its posts apart.

    `latest` is when the page was last changed, aware, in the zone of its readers. `live` is whether the page calls
    itself a live blog: without that only its data and markup are believed.
    """
    marks: Mapping[int, Update]
    for marks in (
        _by_data(lines, updates),
        _by_markup(lines, page, latest),
        _by_times(lines, page.blocks, latest) if live else {},
    ):
        if len(marks) >= FEWEST_POSTS:
            break
    else:
        return None
    starts = sorted(marks)
    frame = tuple(one.text for one in lines[: starts[0]])
    ends = [*starts[1:], len(lines)]
    posts = [_post(marks[start], lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    told = [post for post in posts if len(words_of(" ".join(post.paragraphs)).split()) >= FEWEST_WORDS]
    return Split(frame, tuple(_with_own_keys(told))) if len(told) >= FEWEST_POSTS else None


def _post(update: Update, lines: Sequence[Line]) -> Post:
    """The post that begins with these lines; its headline is none of its text."""
    first = lines[0].text if lines else ""
    clock = _CLOCK.match(first)
    bare = clock["rest"] if clock else first
    titled = bool(update.headline) and words_of(update.headline) in {words_of(first), words_of(bare)}
    rest = lines[1:] if titled or (clock and not bare) else lines
    published = update.published.at if update.published else None
    return Post(update.key, update.headline, published, tuple(one.text for one in rest) or (update.headline,))


def _with_own_keys(posts: Sequence[Post]) -> Iterator[Post]:
    """Give a key to posts without, from what hardly changes: the time, or else the first words."""
    seen: set[str] = set()
    for post in posts:
        told = post.published.isoformat() if post.published else post.headline or post.paragraphs[0][:_BEGIN]
        key = post.key or f"post-{short_id('post', told)}"
        if key in seen:
            key = f"post-{short_id('post', told, post.headline or post.paragraphs[0][:_BEGIN])}"
        if key not in seen:
            seen.add(key)
            yield replace(post, key=key)


def _by_data(lines: Sequence[Line], updates: Sequence[Update]) -> dict[int, Update]:
    """Where the posts of the data begin in the text: at their headline, else at their first words."""
    titles: dict[str, int] = {}
    begins: dict[str, int] = {}
    for index, one in enumerate(lines):
        titles.setdefault(one.words, index)
        begins.setdefault(one.words[:_BEGIN], index)
    marks: dict[int, Update] = {}
    for update in updates:
        at = titles.get(words_of(update.headline)) if update.headline else None
        if at is None and update.begins:
            at = begins.get(update.begins)
        if at is not None:
            marks.setdefault(at, update)
    return marks


def _by_markup(lines: Sequence[Line], page: Page, latest: datetime) -> dict[int, Update]:
    """The first line in each element that posts stand in."""
    marks: dict[int, Update] = {}
    places = [(one.at, index) for index, one in enumerate(lines) if one.at is not None]
    for element in page.posts:
        index = next((index for at, index in places if element.first <= at <= element.last), None)
        if index is not None:
            heading = lines[index].at is not None and page.blocks[lines[index].at or 0].tag in _HEADINGS
            headline = lines[index].text if heading and len(lines[index].text) <= _LONGEST_HEADLINE else ""
            published = parse_moment(element.time, latest.tzinfo or UTC) if element.time else None
            marks.setdefault(index, Update(element.key, headline, "", published, element.first))
    timed = sum(1 for update in marks.values() if update.published and update.published.exact)
    return marks if timed >= FEWEST_POSTS else {}


def _by_times(lines: Sequence[Line], blocks: Sequence[Block], latest: datetime) -> dict[int, Update]:
    """Lines that begin with a time of day: headings, and what stands between plus signs."""
    found: dict[int, tuple[str, time | None]] = {}
    for index, one in enumerate(lines):
        heading = one.at is not None and blocks[one.at].tag in _HEADINGS
        clock = _CLOCK.match(one.text)
        pluses = _PLUSES.match(one.text)
        if clock is not None and (heading or clock["plus"] or not clock["rest"]):
            found[index] = (clock["rest"][:_LONGEST_HEADLINE], _time(clock))
        elif pluses is not None and not clock:
            found[index] = (pluses["rest"][:_LONGEST_HEADLINE], None)
    if sum(1 for _, at in found.values() if at is not None) < FEWEST_POSTS:
        return {}
    moments = _moments([(lines[index].at, at) for index, (_, at) in found.items()], _days(blocks, latest), latest)
    return {
        index: Update("", headline, "", Moment(moment, exact=True) if moment else None)
        for (index, (headline, _)), moment in zip(found.items(), moments, strict=True)
    }


def _time(clock: re.Match[str]) -> time | None:
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _days(blocks: Sequence[Block], latest: datetime) -> list[tuple[int, datetime]]:
    """Headings that are nothing but a day, by their place."""
    zone = latest.tzinfo or UTC
    return [
        (index, moment.at.astimezone(zone))
        for index, block in enumerate(blocks)
        if block.tag in _HEADINGS and len(block.text) < 40
        if (moment := parse_moment(block.text, zone)) is not None and not moment.exact
    ]


def _moments(
    times: Sequence[tuple[int | None, time | None]], days: Sequence[tuple[int, datetime]], latest: datetime
) -> list[datetime | None]:
    """The instants of times of day in the order of the page, newest first or oldest first.

    The day is that of the last heading above that names one; without any, it changes where the clock jumps back. The
    order is the one in which less time goes by from first to last.
    """
    minutes = [at.hour * 60 + at.minute for _, at in times if at is not None]
    down = sum((later - earlier) % _DAY for earlier, later in pairwise(minutes))
    up = sum((earlier - later) % _DAY for earlier, later in pairwise(minutes))
    if down < up and not days:
        return _moments(times[::-1], (), latest)[::-1]
    moments: list[datetime | None] = []
    day, last = latest.date(), latest
    for place, at in times:
        if at is None:
            moments.append(None)
            continue
        above = [named for index, named in days if place is not None and index < place]
        if above:
            day = above[-1].date()
        moment = datetime.combine(day, at, tzinfo=latest.tzinfo)
        if not above and moment > last + _A_LITTLE:
            day -= timedelta(days=1)
            moment -= timedelta(days=1)
        last = moment
        moments.append(moment.astimezone(UTC))
    return moments
