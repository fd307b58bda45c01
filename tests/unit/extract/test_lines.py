"""Which lines of a page belong to its article, and which only stand around it."""

from __future__ import annotations

import pytest

from digest.extract.boilerplate import OutletRules, page_words, rules_of
from digest.extract.page import words_of
from digest.extract.places import suspects
from digest.model import Entry
from tests.unit.extract.pages import LANGUAGES, LEAD, TEXT, TITLE, URL, article, ld, page

QUOTE = "„Wir bauen diese Brücke, weil die Stadt sie seit Jahren braucht und weil das Geld dafür da ist.“"


@pytest.mark.parametrize(
    "line",
    [
        "Mehr als hundert Menschen kamen zur Sitzung.",
        "Im Video ist zu sehen, wie die Brücke einstürzt.",
        "Zum Thema Kosten sagte Voss: „Wir haben genau gerechnet.“",
        "Mehr dazu will der Minister am Montag sagen.",
        "Passend dazu stimmte der Rat über den Radweg ab.",
        "Alle aktuellen Umfragen sehen die Bürgermeisterin vorn.",
        "Auch interessant ist die Frage, wer den Abriss bezahlt.",
        "Bild und Ton der Sitzung wurden im Internet übertragen.",
        "Der Rat tagte in der App, die die Stadt dafür gebaut hat.",
        "Liveblog und Newsticker hatten die Abstimmung begleitet.",
        "For more than twenty years the bridge had been promised.",
        "More than two hundred people came to the meeting.",
        "Watch the river and you will see why, said Mayor Voss.",
        "By Thursday the council had heard sixty speakers.",
        "Von Lindenau bis Wehrda sind es vier Kilometer.",
    ],
)
def test_sentences_that_begin_like_labels_stay(line: str) -> None:
    """No sentence of an article is lost because it begins with a word that labels begin with too."""
    found = article(page(*TEXT[:2], line, *TEXT[2:]))
    assert line in found.text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Video: Was die Bürger sagen",
        "Mehr: Fünf Fragen zur Brücke",
        "Im Video: So sieht die Brücke aus",
        "Lesedauer 3 Minuten",
        "Stand: 9. Mai 2025, 12:30 Uhr",
        "Mit Material von dpa.",
        "Passend dazu | Wer zahlt den Abriss?",
        "© 2025 Die Zeitung, Lindenau.",
        "Copyright 2025 The Lindenau Times, LLC.",
        "— Hanna Voss (@hannavoss) May 9, 2025",
        "Abonnieren Sie unseren Newsletter.",
        "Related: Five questions about the bridge",
        "Sign up for our morning briefing.",
    ],
)
def test_labels_go(line: str) -> None:
    """What is set apart by a colon or bar, or says what no article says of itself, is no text."""
    assert line not in article(page(*TEXT[:2], line, *TEXT[2:])).text


def test_a_heading_is_no_label() -> None:
    """A subheading may begin with a word that labels begin with."""
    found = article(page(*TEXT[:2], "</p><h2>Zum Thema Geld</h2><p>", *TEXT[2:]))
    assert "Zum Thema Geld" in found.text.split("\n\n")


def test_a_list_goes_with_its_title() -> None:
    """Below "Verwendete Quellen" the whole list goes, though its lines look like any others; the text after it stays."""
    items = "<ul><li>stadt.example: Bericht zur Brücke (Englisch)</li><li>Eigene Recherche im Rathaus</li></ul>"
    found = article(page(*TEXT[:2], f"</p><h3>Verwendete Quellen</h3>{items}<p>", *TEXT[2:]))
    assert found.text == "\n\n".join(TEXT)


def test_a_list_of_the_article_stays() -> None:
    """A list below a title that announces no other stories is text."""
    items = "<ul><li>Zwei Fahrspuren für Autos</li><li>Ein Radweg von drei Metern</li></ul>"
    found = article(page(*TEXT[:3], f"</p><h3>Das soll gebaut werden</h3>{items}<p>", TEXT[3]))
    assert "Zwei Fahrspuren für Autos" in found.text


def test_headings_and_quotations_that_were_left_out_come_back() -> None:
    """A subheading between kept paragraphs, and a quotation set apart in a figure, are part of the text."""
    figure = f"</p><figure><blockquote><p>{QUOTE}</p></blockquote></figure><p>"
    found = article(page(*TEXT[:2], "</p><h2>Streit</h2><p>", TEXT[2], figure, TEXT[3]))
    assert found.text.split("\n\n") == [*TEXT[:2], "Streit", TEXT[2], QUOTE, TEXT[3]]


def test_a_quotation_pulled_out_of_the_text_is_there_once() -> None:
    """What is printed large a second time does not make a second statement."""
    pulled = "</p><blockquote>Das ist ein guter Tag für die Stadt</blockquote><p>"
    found = article(page(TEXT[0], pulled, *TEXT[1:]))
    assert found.text == "\n\n".join(TEXT)


def test_a_headline_in_a_class_name_is_no_furniture() -> None:
    """Words of a slug do not make its element a share bar or list of similar stories."""
    assert suspects("div slide a-poll-among-similar-voters-in-the-town / div text") == ()
    assert suspects("p / div similar-stories / div text") == ("div similar-stories / div text",)


def test_headings_before_the_first_paragraph_go() -> None:
    """Section, kicker and second headline over the text are no text."""
    over = "<h4>Stadtrat</h4><h3>Lange Sitzung – knappe Mehrheit – offene Kosten</h3>"
    found = article(page(f"</p>{over}<p>{TEXT[0]}", *TEXT[1:]))
    assert found.text == "\n\n".join(TEXT)


def test_the_page_s_own_data_adds_nothing_a_reader_does_not_see() -> None:
    """The text in JSON-LD only tells which paragraphs on the page belong to it: a paid text stays unread."""
    unseen = "Hinter der Bezahlschranke steht, dass der Stadtrat auch über den Abriss der alten Brücke streitet."
    apart = "Der Kämmerer von Lindenau verwies auf die Rücklagen der Stadt, die für den Bau der Brücke reichen sollen."
    body = page(
        *TEXT, head=ld(articleBody=" ".join([*TEXT, apart, unseen])), after=f"<section><p>{apart}</p></section>"
    )
    found = article(body)
    assert apart in found.text
    assert unseen not in found.text


@pytest.mark.parametrize("kept", ["", TEXT[0], "Verkehr: Tunnel bleibt länger gesperrt als geplant."])
def test_a_library_that_misses_the_text_is_noticed(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one library keeps next to nothing of the page's paragraphs, or something else, another one's text is taken."""
    monkeypatch.setattr("digest.extract.kept._by_trafilatura", lambda _page, **_options: kept)
    assert article(page()).text == "\n\n".join(TEXT)


def test_an_outlet_s_own_rules_hold_for_its_pages_only() -> None:
    """What the block of an outlet drops elsewhere stays, and its headline is the one the block names."""
    line = "Das ist die europäische Perspektive bei BR24"
    assert line in article(page(*TEXT, line)).text
    own = page(*TEXT, line).replace(b"www.zeitung.example", b"www.br.de")
    assert line not in article(own, url="https://www.br.de/a").text
    shared = page(head=ld(headline=f"Stadtrat: {TITLE}") + f'<meta property="og:title" content="{TITLE}">')
    assert article(shared).title == f"Stadtrat: {TITLE}"
    elsewhere = shared.replace(b"www.zeitung.example", b"www.n-tv.de")
    assert article(elsewhere, url="https://www.n-tv.de/a").title == TITLE


def test_a_mirror_is_read_by_the_rules_of_the_outlet_it_copies() -> None:
    """An archive or a mirror has another address than the page claims: its lines and headlines are the outlet's."""
    line = "Das ist die europäische Perspektive bei BR24"
    copied = page(*TEXT, line).replace(b"www.zeitung.example", b"www.br.de")
    read = article(copied, url="https://archiv.example/kopie/1")
    assert line not in read.text
    assert read.url == "https://archiv.example/kopie/1"


@pytest.mark.parametrize(
    ("data", "shared", "shown", "taken"),
    [
        (TITLE, "Brücke kommt, Streit bleibt", TITLE, "Brücke kommt, Streit bleibt"),
        (f"Lindenau: {TITLE}", TITLE, f"Lindenau: {TITLE}", TITLE),
        ("Streit um die Brücke", TITLE, TITLE, "Streit um die Brücke"),
        (TITLE, f"Kommunales | {TITLE}", TITLE, TITLE),
        (TITLE, "Stadtrat von Lindenau beschließt …", TITLE, TITLE),
        (TITLE, "", TITLE, TITLE),
        ("", "Brücke kommt", TITLE, "Brücke kommt"),
    ],
)
def test_a_headline_written_for_sharing_counts(data: str, shared: str, shown: str, taken: str) -> None:
    """Where only og:title is another one it is it, unless it is cut or has a kicker; else the page's data decides."""
    head = (ld(headline=data) if data else "") + f'<meta property="og:title" content="{shared}">'
    assert article(page(head=head).replace(f"<h1>{TITLE}</h1>".encode(), f"<h1>{shown}</h1>".encode())).title == taken


def test_of_a_page_s_headlines_the_feed_tells_which() -> None:
    """What the outlet calls the article in its feed counts, if the page calls it that too; else the page decides."""
    head = ld(headline="Streit um die Brücke") + f'<meta property="og:title" content="{TITLE}">'
    told = {"Rat: Brücke": "Streit um die Brücke", f"{TITLE}!": TITLE, "": "Streit um die Brücke"}
    for title, taken in told.items():
        assert article(page(head=head), hint=Entry(feed="f", guid="g", title=title, link=URL)).title == taken


def test_a_line_over_the_headline_is_none_of_it() -> None:
    """A kicker inside the h1, as its class says, is left out where the h1 is taken, whatever parts them."""
    over = f'<h1><span class="article__overline">Verkehr</span><i> - </i><span>{TITLE}</span></h1>'
    assert article(page(head="").replace(f"<h1>{TITLE}</h1>".encode(), over.encode())).title == TITLE


def test_rules_of_an_unknown_outlet_are_empty() -> None:
    """Most outlets need none."""
    assert rules_of("zeitung.example") == OutletRules()


def test_phrases_are_words() -> None:
    """Every phrase of the files is spelled as lines are compared, so that none can never match."""
    words = page_words(LANGUAGES)
    phrases = [*words.equals, *words.lists, *words.starts, *words.starts_short, *words.labels, *words.holds]
    assert len(phrases) > 200
    assert [phrase for phrase in phrases if words_of(phrase) != phrase.rstrip(" ")] == []


@pytest.mark.parametrize(
    ("author", "before", "authors"),
    [
        ("Zeitung Nachrichten", "<span>Von Seb Dumont, Lindenau</span>", ("Seb Dumont",)),
        ("Zeitung Nachrichten", "", ("Zeitung Nachrichten",)),
        ("dpa", "<span>Von Seb Dumont, Lindenau</span>", ("dpa",)),
        ("", "<ul><li>Autorin/Autor Roma Gontar</li></ul>", ("Roma Gontar",)),
    ],
)
def test_a_person_counts_before_the_house(author: str, before: str, authors: tuple[str, ...]) -> None:
    """Where the page's data names the house alone, the byline is asked; an agency is an author of its own."""
    assert article(page(head=ld(author=author), before=before)).authors == authors


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Lange Sitzung: Rat stimmt für die neue Brücke | BR24", "Lange Sitzung: Rat stimmt für die neue Brücke"),
        ("Rat stimmt für die neue Brücke - Politik - Zeitung.de", "Rat stimmt für die neue Brücke"),
        ("Lindenau | Rat stimmt für die neue Brücke", "Lindenau | Rat stimmt für die neue Brücke"),
        ("Rat stimmt ab – und streitet über die Kosten", "Rat stimmt ab – und streitet über die Kosten"),
        ("R&amp;D: „Gut &amp;amp; teuer“", "R&D: „Gut & teuer“"),
    ],
)
def test_the_outlet_is_no_part_of_the_headline(title: str, kept: str) -> None:
    """Names of the outlet after the headline go, what belongs to it stays, entities are read at most twice."""
    assert article(page(head=ld(headline=title))).title == kept


def test_the_lead_of_the_page_is_not_its_subheading() -> None:
    """A lead between headline and text is found though headings stand around it."""
    before = f"<h4>Stadtrat</h4><p class='standfirst'>{LEAD}</p><h3>Worum es geht</h3>"
    assert article(page(before=before)).lead == LEAD
