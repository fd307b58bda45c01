"""From a page to an article: what has to be there and what must not."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import UnusablePage
from digest.extract import extract
from digest.model import Access, Entry, Outlet, article_id
from tests.unit.extract.pages import LANGUAGES, LEAD, SEEN, TEXT, TITLE, URL, article, ld, page

LEAD_BLOCK = f'<div class="article-lead"><p>{LEAD}</p></div>'


def test_a_plain_page_becomes_an_article() -> None:
    """Title, text in paragraphs, authors, times to the minute, access, canonical URL, outlet and language."""
    found = article(page(), url=f"{URL}?wt_mc=rss.red.ho#ref=rss")
    assert found.text == "\n\n".join(TEXT)
    assert (found.title, found.url, found.language) == (TITLE, URL, "de")
    assert found.authors == ("Rita Kern", "Jan Ost")
    assert found.published_at == datetime(2025, 5, 9, 5, 12, tzinfo=UTC)
    assert found.modified_at == datetime(2025, 5, 9, 6, 30, tzinfo=UTC)
    assert found.date_known
    assert found.access is Access.FREE
    assert (found.outlet.id, found.outlet.name) == ("zeitung.example", "Die Zeitung")
    assert found.id == article_id(URL, found.text)


def test_the_lead_is_put_back() -> None:
    """The standfirst between headline and text, which extractors lose, is the first paragraph and the lead."""
    found = article(page(before=LEAD_BLOCK))
    assert found.text.split("\n\n") == [LEAD, *TEXT]
    assert found.lead == LEAD


def test_a_lead_nobody_describes_is_found_by_its_place() -> None:
    """Without a description that repeats it, the sentence between headline and text is still the lead."""
    found = article(page(head=ld(description=""), before=f"<div><p>{LEAD}</p></div>"))
    assert found.text.startswith(LEAD)


def test_a_description_the_page_does_not_show_stays_out() -> None:
    """Nothing is in the text that no reader of the page sees."""
    assert LEAD not in article(page()).text


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Fünf Fragen zur Wehrabrücke",
        "Gerade lesen andere",
        "Mehr zum Thema",
        "Anzeige",
        "Foto: Martha Lund/Bildwerk",
        "Die gesperrte Brücke im Februar. Bild: Martha Lund",
        "© dpa-infocom, dpa:250509-930-123456/1",
        "Melden Sie sich hier für unseren Newsletter an und lesen Sie jeden Morgen das Wichtigste.",
        "Read more: Five questions about the bridge",
        "Von Rita Kern und Jan Ost",
        "Rita Kern ist Redakteurin im Ressort Stadt und schreibt über Verkehr.",
        TITLE,
    ],
)
def test_lines_around_an_article_stay_out(line: str) -> None:
    """See-also lines, captions, agency codes, bylines, promotions and the repeated headline are no text."""
    found = article(page(*TEXT[:2], line, *TEXT[2:]))
    assert line not in found.text
    assert found.text == "\n\n".join(TEXT)


def test_other_stories_headlines_stay_out() -> None:
    """A list of links inside the text, whatever their punctuation, is not part of it."""
    links = "".join(
        f'<li><b>Verkehr:</b> <a href="/x{number}.html">{title}</a></li>'
        for number, title in enumerate(
            ["Tunnel bleibt länger gesperrt", "„Wir warten seit Jahren“", "Wer zahlt die Rechnung?"]
        )
    )
    found = article(page(*TEXT[:2], f"</p><ul>{links}</ul><p>", *TEXT[2:]))
    assert found.text == "\n\n".join(TEXT)


def test_headings_inside_the_text_stay() -> None:
    """Subheadings belong to the text, also when they are jump marks."""
    found = article(page(*TEXT[:2], '</p><h2><a href="#kosten">Streit um die Kosten</a></h2><p>', *TEXT[2:]))
    assert "\n\nStreit um die Kosten\n\n" in found.text


def test_an_article_in_a_box_named_like_furniture_stays() -> None:
    """Names of places are believed only while they hold little of the text."""
    body = page().replace(b'class="article-body"', b'class="paywall social-content"')
    assert article(body).text == "\n\n".join(TEXT)


def test_styles_and_scripts_are_no_text() -> None:
    """What a browser does not show as text is none."""
    found = article(page(before=f'<p><style>.a{{color:red}}</style><script>alert("x")</script>{LEAD}</p>'))
    assert found.text.startswith(LEAD)
    assert "alert" not in found.text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (ld(datePublished="2025-05-09"), datetime(2025, 5, 9, 10, 0, tzinfo=UTC)),
        (
            ld(datePublished="") + '<meta property="article:published_time" content="2025-05-09T07:45:00+02:00">',
            datetime(2025, 5, 9, 5, 45, tzinfo=UTC),
        ),
        (
            ld(datePublished="2025-05-09") + '<meta name="date" content="2025-05-09T07:45:00+02:00">',
            datetime(2025, 5, 9, 5, 45, tzinfo=UTC),
        ),
        (ld(datePublished="09.05.2025 07:45"), datetime(2025, 5, 9, 5, 45, tzinfo=UTC)),
        (ld(datePublished="2031-01-01T00:00:00Z"), SEEN),
    ],
)
def test_the_most_exact_time_counts(head: str, published: datetime) -> None:
    """JSON-LD first, but a time of day beats a bare day; German writing is read; a time to come is clamped."""
    assert article(page(head=head)).published_at == published


def test_without_a_date_the_feed_s_counts_and_then_none() -> None:
    """The entry's date stands in; without any, the time of first sight is marked as not known."""
    body = page(head="")
    at = datetime(2025, 5, 8, 20, 0, tzinfo=UTC)
    hint = Entry(feed="f", guid="g", title=TITLE, link=URL, published_at=at)
    assert article(body, hint=hint).published_at == at
    found = article(body)
    assert (found.published_at, found.date_known) == (SEEN, False)


def test_a_time_that_is_marked_as_the_article_s_is_its_own_data() -> None:
    """It goes before the feed's date; of several marked so the first counts, and one in a list of others does not."""
    at = datetime(2025, 5, 8, 20, 0, tzinfo=UTC)
    marked = '<time itemprop="datePublished" datetime="2025-05-09T08:{}+02:00">heute</time>'
    hint = Entry(feed="f", guid="g", title=TITLE, link=URL, published_at=at)
    own = article(page(head="", before=marked.format("05"), after=marked.format("55")), hint=hint)
    assert own.published_at == datetime(2025, 5, 9, 6, 5, tzinfo=UTC)
    bare = marked.replace('itemprop="datePublished" ', "").format("05")
    assert article(page(head="", before=bare), hint=hint).published_at == at


@pytest.mark.parametrize(
    ("authors", "paragraph", "credit", "dateline"),
    [
        ("dpa", TEXT[0], "dpa", ""),
        ("Rita Kern, AFP", TEXT[0], "AFP", ""),
        ("Rita Kern", "Lindenau (dpa) - " + TEXT[0], "dpa", "Lindenau"),
        ("Rita Kern", "LINDENAU (dpa/AFP) – " + TEXT[0], "dpa, AFP", "LINDENAU"),
        ("Rita Kern", "Lindenau. " + TEXT[0], "", "Lindenau"),
        ("Rita Kern", TEXT[0], "", ""),
        ("Rita Kern", TEXT[0] + " Das meldete die Polizei. (APA/dpa)", "APA, dpa", ""),
        ("Rita Kern", TEXT[0] + " (SPD/CDU)", "", ""),
    ],
)
def test_agencies_are_credited(authors: str, paragraph: str, credit: str, dateline: str) -> None:
    """Bylines, datelines and the end of the text give the agency and the place; an own text has no credit."""
    found = article(page(paragraph, *TEXT[1:3], head=ld(author=authors)))
    assert (found.credit, found.dateline) == (credit, dateline)


@pytest.mark.parametrize(
    "line", ["© dpa-infocom, dpa:250509-930-123456/1", "dpa/epd", "Quelle: dpa", "Mit Material von dpa"]
)
def test_agency_codes_are_read_and_taken_out(line: str) -> None:
    """A code or signature below the text gives the credit without staying in the text."""
    found = article(page(*TEXT, line))
    assert "dpa" in found.credit
    assert found.text == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (ld(author="Rita Kern"), "<span class='c-Byline'>Von Rita Kern, dpa</span>"),
        (ld(author="Rita Kern", sourceOrganization={"@type": "Organization", "name": "dpa"}), ""),
        (ld(author="Rita Kern", provider=["Deutsche Presse-Agentur"]), ""),
    ],
)
def test_agencies_are_credited_by_the_page_around_the_text(head: str, before: str) -> None:
    """The byline that the page shows and the provider its data names count beside the author."""
    assert article(page(head=head, before=before)).credit == "dpa"


def test_a_paragraph_may_name_the_source_of_a_figure() -> None:
    """What ends in "(Quelle: Statistisches Landesamt)" is no picture's credit."""
    paragraph = (
        TEXT[3].replace("Die Brücke", "Die neue Brücke") + " Sie kostet 40 Millionen (Quelle: Statistisches Landesamt)"
    )
    assert paragraph in article(page(*TEXT[:3], paragraph)).text


CONSENT = (
    "Wir und unsere Partner verarbeiten personenbezogene Daten. Mit Ihrer Einwilligung nutzen wir Cookies und Tracking.",
    "Zustimmen und weiterlesen mit Werbung, oder werbefrei mit dem PUR-Abo lesen. Näheres im Datenschutz.",
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (page(*CONSENT, head=""), "consent wall"),
        (
            page(
                TEXT[0],
                "Jetzt weiterlesen mit Plus. Sie haben bereits ein Abo? Melden Sie sich an.",
                head=ld(isAccessibleForFree=False),
            ),
            "paywall",
        ),
        (page(TEXT[0], head=ld(isAccessibleForFree="False", hasPart={"isAccessibleForFree": "False"})), "paywall"),
        (page("Zum Video bitte klicken.", head=""), "too short"),
        (
            page(
                "Rada miasta Lipy zdecydowała w czwartek wieczorem o budowie nowego mostu na rzece. Za projektem głosowało trzydziestu jeden radnych, przeciw czternastu.",
                lang="pl",
                head="",
            ),
            "unknown language",
        ),
        (
            page(
                "Rada miasta Lipy zdecydowała w czwartek wieczorem o budowie nowego mostu na rzece. Za projektem głosowało trzydziestu jeden radnych, przeciw czternastu.",
                lang="de",
                head="",
            ),
            "unknown language",
        ),
        (
            page(
                "Mit Werbung weiterlesen. Wir und unsere 214 Partner verarbeiten Ihre personenbezogenen Daten mithilfe von Cookies, um Informationen auf Ihrem Gerät zu speichern und darauf zuzugreifen.",
                "<button>Alle akzeptieren</button>",
                head="",
            ),
            "consent wall",
        ),
        (
            page(
                *(
                    f"{number}. Mit Ihrer Zustimmung verarbeiten wir und unsere Partner personenbezogene Daten, setzen Cookies"
                    " auf Ihrem Gerät und nutzen Tracking für Werbung; alles dazu steht in der Datenschutzerklärung."
                    for number in range(20)
                ),
                head="",
            ),
            "consent wall",
        ),
        (
            page(
                "Die Seite wurde nicht gefunden. Vielleicht ist sie umgezogen, oder die Adresse wurde falsch geschrieben.",
                "Auf unserer Startseite finden Sie aktuelle Berichte aus Lindenau und der Welt, und oben ist die Suche.",
                head="",
            ),
            "no article",
        ),
        (
            page(
                "Please enable JavaScript and cookies to continue. We have detected unusual activity from your network.",
                "To continue, please confirm that you are not a robot by clicking the box below this text.",
                head="",
                lang="en",
            ),
            "no article",
        ),
        (b"", "no text"),
        (b"<html><body></body></html>", "no text"),
        (b"\xff\xd8\xff\xe0" * 100, "no text"),
    ],
)
def test_pages_without_an_article_are_refused(body: bytes, reason: str) -> None:
    """Consent, paywall, too little text, another language: each has its stable word, and nothing is stored."""
    with pytest.raises(UnusablePage) as caught:
        article(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7 " + b"Der Stadtrat hat beschlossen. " * 50, b"\x89PNG\r\n" * 50, " ".join(TEXT).encode()]
)
def test_files_that_are_no_pages_are_refused(body: bytes) -> None:
    """A document or picture is said to be none; what looks like a page is one, whatever its type claims."""
    with pytest.raises(UnusablePage) as caught:
        article(body)
    assert caught.value.reason == "no text"
    assert extract(page(), URL, {"content-type": "application/pdf"}, SEEN, languages=LANGUAGES).title == TITLE


def test_a_short_free_brief_is_an_article() -> None:
    """A brief on a free page is kept although the page's frame advertises a subscription."""
    found = article(page(TEXT[0], TEXT[1], after="<aside>Jetzt abonnieren! Testen Sie die Zeitung im Abo.</aside>"))
    assert found.text == f"{TEXT[0]}\n\n{TEXT[1]}"


def test_the_outlet_given_is_the_outlet() -> None:
    """A known outlet is not replaced by one made up from the page."""
    outlet = Outlet("zeitung", "Die Zeitung", "DE", "de")
    assert article(page(), outlet=outlet).outlet is outlet


def test_the_text_is_normalised_once() -> None:
    """Soft hyphens, hidden and bidi characters, hard spaces and decomposed letters are gone from the stored text."""
    found = article(
        page(TEXT[0].replace("Brücke", "Bru\u0308\u00adcke\u202e"), TEXT[1].replace(" ", "\u00a0"), *TEXT[2:])
    )
    assert found.text == "\n\n".join(TEXT)


def test_wrong_charset_of_a_page() -> None:
    """A page in Windows-1252 that claims UTF-8, and the other way round, is read right."""
    plain = page().decode()
    for body, claim in ((plain.encode("cp1252"), "utf-8"), (plain.encode(), "iso-8859-1")):
        found = extract(body, URL, {"content-type": f"text/html; charset={claim}"}, SEEN, languages=LANGUAGES)
        assert found.text == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<p>a</p>" * 100_000 + b"</body></html>",
        b"<html><body><p " + b" ".join(b"a%d" % number for number in range(100_000)) + b">Text</p></body></html>",
    ],
    ids=["elements", "attributes"],
)
def test_a_page_that_is_a_monster_is_refused(body: bytes) -> None:
    """What no article page has, and parsers are slow on, is refused before anything slow looks at it."""
    with pytest.raises(UnusablePage) as caught:
        article(body)
    assert caught.value.reason == "too large"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_mutated_pages_never_crash(data: st.DataObject) -> None:
    """Whatever happens to the bytes of a page, it is an article with text or UnusablePage."""
    body = bytearray(page(before=LEAD_BLOCK))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=20))
    with suppress(UnusablePage):
        assert article(bytes(body)).text.strip()


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (ld(), Access.FREE),
        (ld(isAccessibleForFree="http://schema.org/False"), Access.PARTLY),
        (ld(isAccessibleForFree=False, hasPart={"isAccessibleForFree": False, "cssSelector": ".x"}), Access.PARTLY),
        (
            ld(**{"@graph": [{"@type": "WebPage", "isAccessibleForFree": True}], "isAccessibleForFree": None}),
            Access.UNKNOWN,
        ),
        ('<meta itemprop="isAccessibleForFree" content="true">', Access.FREE),
        ('<meta property="article:content_tier" content="metered">', Access.PARTLY),
        ('<meta name="cXenseParse:stp-article_ispaidcontent" content="false">', Access.FREE),
        (
            '<script type="application/ld+json">{"@type": "WebPage", "isAccessibleForFree": "True"}</script>',
            Access.FREE,
        ),
        ("", Access.UNKNOWN),
    ],
)
def test_what_a_page_says_of_its_access(head: str, access: Access) -> None:
    """JSON-LD, markup and meta elements are asked; what is shown of a paid article is partly free; silence is unknown."""
    long = [f"{paragraph} Das ist Absatz {number}." for number in range(4) for paragraph in TEXT]
    assert article(page(*long, head=head)).access is access


def test_an_interviewer_is_no_dateline() -> None:
    """Who asks in an interview is set apart by a colon, a dateline is not."""
    found = article(page(f"Die Zeitung: {TEXT[0]}", *TEXT[1:]))
    assert found.dateline == ""
