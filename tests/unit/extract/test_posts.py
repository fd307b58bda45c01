"""A live blog becomes its posts: each with its own time, headline and stable address, and none of another one's text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.extract import Reading, read_page
from digest.extract.kept import Line
from digest.extract.page import parse_page, words_of
from digest.extract.posts import split
from tests.unit.extract.pages import LANGUAGES, LEAD, TEXT, TITLE, URL, article, ld, page

SEEN = datetime(2025, 5, 9, 20, 0, tzinfo=UTC)
POSTS = (
    (
        "14.35",
        "Voss will den Bau sofort beginnen",
        "„Wir fangen am Montag an“, sagte Bürgermeisterin Hanna Voss am Nachmittag vor dem Rathaus von Lindenau.",
    ),
    (
        "11.05",
        "Opposition kündigt Klage an",
        "Die Opposition will gegen den Beschluss klagen. Das kündigte ihr Sprecher Emil Rast am Vormittag an.",
    ),
    (
        "23.50",
        "Rat stimmt nach sechs Stunden ab",
        "Mit 31 zu 14 Stimmen hat der Stadtrat kurz vor Mitternacht für die neue Brücke über die Wehra gestimmt.",
    ),
    (
        "18.00",
        "Die Sitzung beginnt mit Verspätung",
        "Im Saal sind alle Plätze besetzt, vor der Tür warten etwa hundert Menschen auf Einlass, sagt der Pförtner.",
    ),
)
TIMES = [
    datetime(2025, 5, 9, 12, 35, tzinfo=UTC),
    datetime(2025, 5, 9, 9, 5, tzinfo=UTC),
    datetime(2025, 5, 8, 21, 50, tzinfo=UTC),
    datetime(2025, 5, 8, 16, 0, tzinfo=UTC),
]
LIVE = f"Liveblog: {TITLE}"
LEAD_BLOCK = f'<div class="article-lead"><p>{LEAD}</p></div>'


def read(body: bytes) -> Reading:
    return read_page(body, URL, {}, SEEN, languages=LANGUAGES)


def blog(posts: Sequence[str], title: str = LIVE, head: str | None = None) -> bytes:
    """A live blog with a lead and these posts as markup."""
    meta = ld(headline=title, dateModified="2025-05-09T15:00:00+02:00") if head is None else head
    return page("</p>" + "".join(posts) + "<p>", head=meta, before=LEAD_BLOCK)


def headed(form: str) -> list[str]:
    return [f"<h2>{form.format(at=at, title=title)}</h2><p>{text}</p>" for at, title, text in POSTS]


@pytest.mark.parametrize(
    "form", ["{at} Uhr: {title}", "+++ {at} {title} +++", "{at} Uhr – {title}", "{at} Uhr | {title}"]
)
def test_times_before_headlines_part_the_posts(form: str) -> None:
    """The ways German live blogs write times; the day changes where the clock jumps back past midnight."""
    reading = read(blog(headed(form)))
    assert [post.title for post in reading.posts] == [title for _, title, _ in POSTS]
    assert [post.text for post in reading.posts] == [text for _, _, text in POSTS]
    assert [post.published_at for post in reading.posts] == TIMES
    assert reading.frame is not None
    assert reading.frame.text == LEAD


def test_the_oldest_post_may_stand_first() -> None:
    """A blog that grows downward has the same times."""
    reading = read(blog(headed("{at} Uhr: {title}")[::-1]))
    assert [post.published_at for post in reading.posts] == TIMES[::-1]


def test_headings_may_name_the_day() -> None:
    """A heading with a date says of which day the times below it are."""
    posts = headed("{at} Uhr: {title}")
    posts[0:0], posts[3:3] = ["<h2>Freitag, 2. Mai 2025</h2>"], ["<h2>Donnerstag, 1. Mai 2025</h2>"]
    days = [post.published_at.date().day for post in read(blog(posts)).posts]
    assert days == [2, 2, 1, 1]


def updates(**changes: object) -> str:
    listed = [
        {
            "@type": "BlogPosting",
            "headline": title,
            "url": f"{URL}#post{number}",
            "datePublished": at.isoformat(),
            "articleBody": text,
        }
        for number, ((_, title, text), at) in enumerate(zip(POSTS, TIMES, strict=True))
    ]
    return ld(**{"@type": "LiveBlogPosting", "liveBlogUpdate": listed, **changes})


@pytest.mark.parametrize("heading", ["<h3>{}</h3>", ""], ids=["by headline", "by first words"])
def test_the_page_s_data_parts_the_posts(heading: str) -> None:
    """JSON-LD says when posts were written and what they are called; the text is what the page shows."""
    reading = read(blog([heading.format(title) + f"<p>{text}</p>" for _, title, text in POSTS], head=updates()))
    assert [post.url for post in reading.posts] == [f"{URL}#post{number}" for number in range(4)]
    assert [(post.title, post.text) for post in reading.posts] == [(title, text) for _, title, text in POSTS]
    assert [post.published_at for post in reading.posts] == TIMES


def test_posts_that_only_the_data_holds_stay_out() -> None:
    """What no reader of the page sees is no post."""
    reading = read(blog([f"<h3>{title}</h3><p>{text}</p>" for _, title, text in POSTS[:3]], head=updates()))
    assert [post.title for post in reading.posts] == [title for _, title, _ in POSTS[:3]]


@pytest.mark.parametrize("name", ["liveblog__entry", "live-ticker-item", "newsticker-post", "live-event-entry"])
def test_elements_part_the_posts(name: str) -> None:
    """Elements named like posts, each with a time, are posts, whatever the page calls itself."""
    posts = [
        f'<div class="{name}" id="e{number}"><time datetime="{at.isoformat()}">eben</time><h3>{title}</h3><p>{text}</p></div>'
        for number, ((_, title, text), at) in enumerate(zip(POSTS, TIMES, strict=True))
    ]
    reading = read(blog(posts, title=TITLE))
    assert [(post.url, post.title) for post in reading.posts] == [
        (f"{URL}#e{number}", title) for number, (_, title, _) in enumerate(POSTS)
    ]
    assert [post.published_at for post in reading.posts] == TIMES


def test_a_chronology_in_an_article_is_no_live_blog() -> None:
    """Times before headings make no live blog of a page that does not call itself one; two posts make none either."""
    assert read(blog(headed("{at} Uhr: {title}"), title=TITLE)).posts == ()
    assert read(blog(headed("{at} Uhr: {title}")[:2])).posts == ()
    assert read(page()).posts == ()


def test_the_whole_text_is_there_too() -> None:
    """The page's own article holds all posts, for those who want the page as it is."""
    reading = read(blog(headed("{at} Uhr: {title}")))
    assert reading.article.url == URL
    assert all(text in reading.article.text for _, _, text in POSTS)


def test_addresses_stay_when_the_blog_grows() -> None:
    """A new post on top changes nothing about the others: same address, same text, same id."""
    before = read(blog(headed("{at} Uhr: {title}")[1:])).posts
    after = read(blog(headed("{at} Uhr: {title}"))).posts
    assert after[1:] == before
    assert len({post.id for post in after}) == len(POSTS)


def test_a_post_without_a_time_has_the_page_s() -> None:
    """Its date is marked as not known."""
    posts = headed("+++ {at} {title} +++")
    posts.insert(
        2, "<h2>+++ Bürger feiern auf dem Markt +++</h2><p>Auf dem Markt feiern am Abend einige hundert Leute.</p>"
    )
    untimed = read(blog(posts)).posts[2]
    assert (untimed.title, untimed.date_known) == ("Bürger feiern auf dem Markt", False)


def test_without_text_before_the_posts_there_is_no_frame() -> None:
    """The frame is left out when it says nothing."""
    body = page("</p>" + "".join(headed("{at} Uhr: {title}")) + "<p>", head=ld(headline=LIVE, description=""))
    reading = read(body)
    assert reading.frame is None
    assert len(reading.posts) == len(POSTS)


@settings(deadline=None)
@given(st.lists(st.integers(1, 11 * 60), min_size=3, max_size=40), st.booleans())
def test_times_never_run_ahead_and_keep_the_order(steps: list[int], downward: bool) -> None:
    """Whatever the gaps below twelve hours, the instants fall from the newest post on, and none lies after the page's."""
    latest = datetime(2025, 7, 9, 15, 0, tzinfo=UTC)
    moments = [latest - timedelta(minutes=sum(steps[: count + 1])) for count in range(len(steps))][
        :: -1 if downward else 1
    ]
    lines = [
        Line(text, words_of(text), None)
        for at in moments
        for text in (
            f"+++ {at.hour:02}:{at.minute:02} Meldung +++",
            f"Im Rathaus von Lindenau sagte um {at} niemand ein Wort.",
        )
    ]
    found = split(lines, parse_page(page(), {}), (), latest, live=True)
    assert found is not None
    assert [post.published for post in found.posts] == moments


def test_extracting_alone_does_not_split() -> None:
    """Who asks for the article of a page gets one, whatever data it carries."""
    assert json.loads(updates().partition(">")[2].rpartition("<")[0])["@type"] == "LiveBlogPosting"
    assert TEXT[0] in article(blog([f"<p>{TEXT[0]}</p>"], head=updates())).text
