"""Values to put into a store: small builders with plain defaults, and a little world for random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from digest.model import (
    Actor,
    Alias,
    AliasKind,
    Analysis,
    Article,
    Kind,
    Mention,
    Mode,
    Outlet,
    PageOutcome,
    PageRecord,
    Party,
    Period,
    Quotation,
    Report,
    Roles,
    Sketch,
    Span,
    Statement,
    Story,
    article_id,
    quotation_id,
)
from digest.ports import Kept, StatementQuery

NOON = datetime(2025, 5, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ABENDBLATT = Outlet("abendblatt.example", "Abendblatt", "DE", "de")
MORGENPOST = Outlet("morgenpost.example", "Morgenpost", "AT", "de")
OUTLETS = (ABENDBLATT, MORGENPOST)

PUTIN = Actor("putin", Kind.PERSON, "Wladimir Putin", "Q7747")
XI = Actor("xi", Kind.PERSON, "Xi Jinping")
CHINA = Actor("china", Kind.COUNTRY, "China")
ACTORS = (PUTIN, XI, CHINA)

SURNAMES = {"putin": "Putin", "xi": "Xi", "china": "Peking"}


def an_article(
    number: int = 1, at: datetime = NOON, *, outlet: Outlet = ABENDBLATT, text: str = "", url: str = ""
) -> Article:
    """An article whose text is told by its number unless given."""
    url = url or f"https://{outlet.id}/{number}"
    text = text or f"Nummer {number}: Putin sagte, die Straße sei über Nacht gesperrt. Xi widersprach ihm in Peking."
    return Article(
        id=article_id(url, text), url=url, outlet=outlet, language="de", title=f"Titel {number}", text=text,
        published_at=at, fetched_at=at + HOUR, lead="Nummer", authors=("Ada Muß", "Jürgen Öl"), dateline="Moskau",
        credit="dpa", modified_at=at + HOUR,
    )  # fmt: skip


def a_record(article: Article, **changes: object) -> PageRecord:
    """The record of the article's page as new."""
    record = PageRecord(article.url, PageOutcome.NEW, article.fetched_at, article=article.id, title=article.title)
    return replace(record, **changes)  # type: ignore[arg-type]


def an_alias(actor: Actor, surface: str, kind: AliasKind = AliasKind.NAME, valid: Period | None = None) -> Alias:
    """A German alias."""
    return Alias(actor.id, surface, "de", kind, valid)


def a_quotation(article: Article, start: int = 11, *, speaker: Actor = PUTIN) -> Quotation:
    """A quotation of 20 characters with every field set."""
    content = (Span(start, start + 20),)
    return Quotation(
        id=quotation_id(article.id, content), article=article.id, mode=Mode.INDIRECT, content=content,
        cue=(Span(3, 5), Span(7, 9)), frame=(Span(0, 10),),
        speaker=Party(Span(0, 3), (speaker.id,), certain=True, rule="name", confidence=0.9),
        addressee=Party(None, (), rule="none"), said_on=article.published_at.date(), confidence=0.75,
    )  # fmt: skip


def an_analysis(article: Article, *actors: Actor, version: str = "1", titles: tuple[str, ...] = ()) -> Analysis:
    """An analysis that mentions the actors, and gives the first one these titles."""
    return Analysis(
        article=article.id,
        version=version,
        language="de",
        actors=actors,
        roles=(Roles(actors[0].id, titles),) if titles else (),
        mentions=(
            *(Mention(Span(place, place + 2), actor.id, "name", 0.5) for place, actor in enumerate(actors)),
            Mention(Span(40, 42), None, "pronoun", 0.1),
        ),
        quotations=(a_quotation(article, speaker=actors[0]),) if actors else (),
    )


def a_page(article: Article, *actors: Actor, analysis: Analysis | None = None, **record: object) -> Kept:
    """All that an article adds: its analysis names the actors by full name and surname."""
    return Kept(
        record=a_record(article, **record),
        article=article,
        sketch=Sketch(article.id, (1, 2**63, 2**64 - 1)),
        analysis=analysis or an_analysis(article, *actors),
        aliases=tuple(
            an_alias(actor, surface, kind)
            for actor in actors
            for surface, kind in ((actor.name, AliasKind.NAME), (SURNAMES[actor.id], AliasKind.SURNAME))
        ),
    )


def a_report(article: Article, start: int = 11, *, independent: bool = True) -> Report:
    """The article's report of the quotation that begins at `start`."""
    content = (Span(start, start + 20),)
    return Report(
        article.outlet, article.id, article.url, quotation_id(article.id, content), content, article.published_at,
        independent,
    )  # fmt: skip


def a_statement(*reports: Report, speakers: tuple[Actor, ...] = (PUTIN,), **changes: object) -> Statement:
    """A statement by these speakers over these reports."""
    first = reports[0]
    statement = Statement(
        id=first.quotation, speakers=speakers, certain=True, role="Präsident", mode=Mode.INDIRECT,
        text="die Straße sei gesperrt", language="de", said_on=first.published_at.date(), first_at=first.published_at,
        addressees=(XI,), about=(CHINA,), via="dpa", confidence=0.25, reports=reports,
    )  # fmt: skip
    return replace(statement, **changes)  # type: ignore[arg-type]


def a_story(id_: str, *articles: Article, **changes: object) -> Story:
    """A story over these articles."""
    times = [article.published_at for article in articles]
    story = Story(id_, articles[0].title, tuple(article.id for article in articles), min(times), max(times))
    return replace(story, **changes)  # type: ignore[arg-type]


# A little world: few addresses, texts, actors and times, so that random operations meet each other.

instants = st.integers(0, 6 * 4).map(lambda quarter: NOON + timedelta(hours=6) * quarter)
articles = st.builds(
    lambda page, version, at: an_article(
        page, at, outlet=OUTLETS[page % 2], url=f"https://{OUTLETS[page % 2].id}/{page}",
        text=f"Fassung {version} der Seite {page}: Putin sagte, die Straße sei gesperrt. Xi widersprach ihm.",
    ),
    st.integers(1, 4), st.integers(1, 3), instants,
)  # fmt: skip
people = st.lists(st.sampled_from(ACTORS), max_size=3, unique=True).map(tuple)
surfaces = st.sampled_from(["Putin", "PUTIN", "Putins", "Straße", "Strasse", "Xi", "der Präsident"])
periods = st.sampled_from([None, Period(), Period(NOON.date()), Period(None, NOON.date())])
queries = st.builds(
    StatementQuery,
    speaker=st.sampled_from([None, "putin", "xi", "nobody"]),
    about=st.sampled_from([None, "china", "putin"]),
    story=st.sampled_from([None, "s1", "s2", "nothing"]),
    since=st.none() | instants,
    until=st.none() | instants,
    modes=st.frozensets(st.sampled_from(list(Mode)), max_size=2),
    certain=st.sampled_from([None, True, False]),
)
