"""Commands that change what a channel reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.source_address import Typed
from bot.source_commands import MOST_OWN, MOST_TRIES, REFUSALS, SourceDesk, own_feeds
from bot.source_look import Look, Readable, Several, Unusable
from bot.source_outlets import outlet_for, outlets_by_domain, publisher
from digest.choices import Offer, channel_feeds, reading_list
from digest.model import Buttons, Feed, Folded, Outlet
from digest.outbox import ChannelState
from digest.phrases import languages
from digest.render import render_answer
from digest.render.answer import SourcesAnswer
from digest.render.source_answer import SourceAdded, SourceChoices
from digest.store.memory import MemoryStore
from tests.unit.bot.doubles import EIGHT, GROUP, ROOM, a_channel

INLAND = Feed("https://www.tagesschau.example/inland.xml", Outlet("tagesschau", "Tagesschau", "DE", "de"), "Inland")
AUSLAND = replace(INLAND, url="https://www.tagesschau.example/ausland.xml", section="Ausland")
LISTED = (INLAND, AUSLAND, Feed("https://orf.example/rss", Outlet("orf", "ORF", "AT", "de")))
BOTE = "https://bote.example/rss"
ONE, TWO = a_channel(GROUP), a_channel(ROOM, language="en")


@dataclass
class Desk:
    """The commands with a store in memory; what is found at an address is told before."""

    found: dict[str, Look] = field(default_factory=dict)
    looked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        store = MemoryStore()
        self.outbox, self.choices = store.outbox, store.choices
        self.desk = SourceDesk(self.outbox, self.choices, lambda: LISTED, self.look, publisher, ("de", "en"))

    def look(self, typed: Typed) -> Look:
        self.looked.append(typed.url)
        return self.found.get(typed.url, Readable(typed.url, "Lindenauer Bote", "de", 9, 14.2, EIGHT))

    def does(self, name: str, arguments: str, channel=ONE, now=EIGHT):
        """The answer to a command."""
        command = next(one for one in self.desk.commands() if one.name == name)
        return command.apply(channel, arguments, now).notice

    def says(self, name: str, arguments: str, channel=ONE, now=EIGHT) -> str:
        """The same in words."""
        return render_answer(self.does(name, arguments, channel, now), channel.language, channel.zone).fallback

    def reads(self, channel=ONE) -> list[str]:
        """What a channel reads beside the list, and what of the list it does not, with a minus before it."""
        read = {feed.url for feed in channel_feeds(channel.id, LISTED, self.choices)}
        own = [feed.url for feed in channel_feeds(channel.id, LISTED, self.choices) if feed not in LISTED]
        return own + [f"-{feed.section or feed.outlet.name}" for feed in LISTED if feed.url not in read]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_feed_is_added_with_what_was_seen_of_it(desk):
    """The answer tells how much it brings, in which language, when it was new last, and how to be rid of it."""
    words = desk.says("addsource", BOTE)
    for part in (
        "Lindenauer Bote",
        "rund 14 Artikel am Tag",
        "Deutsch",
        "9. Mai, 08:00",
        "/removesource Lindenauer Bote",
    ):
        assert part in words
    assert desk.reads() == [BOTE]
    assert desk.outbox.channel(ONE.id) == ONE
    assert "about 14 articles a day · German" in desk.says("addsource", BOTE, TWO)


def test_two_channels_one_feed(desk):
    """Added twice it is fetched once; what one leaves out the other keeps."""
    desk.does("addsource", BOTE)
    desk.does("addsource", "http://bote.example/rss/", TWO)
    assert [feed.url for feed in reading_list(LISTED, desk.choices)][len(LISTED) :] == [BOTE]
    assert "Abbestellt: Lindenauer Bote" in desk.says("removesource", "lindenauer bote")
    assert (desk.reads(), desk.reads(TWO)) == ([], [BOTE])
    desk.does("removesource", BOTE, TWO)
    assert reading_list(LISTED, desk.choices) == LISTED


def test_what_is_read_already_is_not_looked_at(desk):
    """Neither a feed of the list nor one added before, whatever its address is spelled like."""
    desk.does("addsource", BOTE)
    desk.looked.clear()
    for typed in (BOTE, "bote.example/rss", "HTTP://BOTE.example:80/rss/", INLAND.url):
        assert "schon gelesen" in desk.says("addsource", typed)
    assert desk.looked == []


def test_a_site_whose_feed_is_read_already_is_told_so(desk):
    """Also where only the look tells which feed it has."""
    desk.does("addsource", BOTE)
    desk.found["https://bote.example/"] = Readable(BOTE, "Lindenauer Bote", "de", 9)
    assert "schon gelesen" in desk.says("addsource", "bote.example")


def test_a_listed_source_is_left_out_and_taken_back(desk):
    """By the outlet's name with all its feeds, or one by its section; taking back needs no look."""
    assert "Abbestellt: Tagesschau (2)" in desk.says("removesource", "tagesschau")
    assert desk.reads() == ["-Inland", "-Ausland"]
    assert desk.reads(TWO) == []
    assert "Wieder dabei: Tagesschau (2)" in desk.says("addsource", "TAGESSCHAU")
    assert desk.reads() == []
    desk.does("removesource", "Tagesschau · Ausland")
    assert desk.reads() == ["-Ausland"]
    assert "Wieder dabei: Tagesschau · Ausland" in desk.says("addsource", AUSLAND.url)
    assert (desk.reads(), desk.looked) == ([], [])


def test_what_others_added_is_found_by_its_address_only(desk):
    """A name tells nobody what other channels read."""
    desk.does("addsource", BOTE, TWO)
    assert "keine Adresse" in desk.says("addsource", "Lindenauer Bote")
    assert "wird hier nicht gelesen" in desk.says("removesource", "Lindenauer Bote")
    assert desk.reads() == []


def several(desk: Desk) -> Buttons:
    """The offer of three feeds, and its buttons."""
    offers = tuple(Offer(f"https://post.example/{name}.xml", name) for name in ("politik", "sport", ""))
    desk.found["https://post.example/"] = Several("post.example", offers)
    answer = desk.does("addsource", "post.example")
    assert isinstance(answer, SourceChoices)
    (row,) = [block for block in render_answer(answer, "de", "Europe/Berlin").blocks if isinstance(block, Buttons)]
    return row


@pytest.mark.parametrize("way", ["number", "button", "address"])
def test_one_of_several_is_chosen(desk, way):
    """By its number, by its button, or by its address."""
    row = several(desk)
    word = {"number": "2", "button": row.buttons[1].action.partition(" ")[2], "address": "post.example/sport.xml"}[way]
    assert isinstance(desk.does("addsource", word), SourceAdded)
    assert desk.reads() == ["https://post.example/sport.xml"]


def test_a_choice_belongs_to_its_channel_and_its_time(desk):
    """Another channel's number, one that is not there, and a button of an earlier choice choose nothing."""
    row = several(desk)
    assert "Auswahl gibt es nicht" in desk.says("addsource", "4")
    assert "no such choice" in desk.says("addsource", "1", TWO)
    desk.found["https://neu.example/"] = Several("neu.example", (Offer("https://neu.example/a", "a"),) * 2)
    desk.does("addsource", "neu.example")
    old = row.buttons[0].action.partition(" ")[2]
    assert "keine Adresse" in desk.says("addsource", old)
    assert (desk.reads(), desk.reads(TWO)) == ([], [])


def test_a_feed_without_a_title_is_called_by_its_domain(desk):
    """And one of a known domain belongs to the outlet that is known from there."""
    desk.found[BOTE] = Readable(BOTE, "", "de", 1)
    assert desk.does("addsource", BOTE).feed.outlet == Outlet("bote.example", "bote.example", language="de")
    other = "https://tagesschau.example/wirtschaft.xml"
    assert desk.does("addsource", other).feed.outlet is INLAND.outlet


def test_bare_addresses_are_outlets_of_their_own():
    """Two programs on one machine are not one outlet, nor are two machines whose addresses begin alike."""
    places = ("http://127.0.0.1:8001/rss", "http://127.0.0.1:8002/rss", "http://127.0.0.2:8001/rss")
    feeds = [Feed(url, outlet_for(url, "", "de", {})) for url in places]
    assert len({feed.outlet.id for feed in feeds}) == 3
    assert outlet_for("http://127.0.0.1:8001/sport", "", "de", outlets_by_domain(feeds)) == feeds[0].outlet


@pytest.mark.parametrize("reason", sorted(REFUSALS))
@pytest.mark.parametrize("channel", [ONE, TWO])
def test_every_refusal_has_a_sentence(desk, reason, channel):
    """In both languages, without a placeholder left, and nothing is added."""
    desk.found[BOTE] = Unusable(reason, "404")
    words = desk.says("addsource", BOTE, channel)
    assert words.strip()
    assert "{" not in words
    assert desk.reads(channel) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Welche Quelle?"),
        ("javascript:alert(1)", "http:// oder https://"),
        ("file:///etc/passwd", "http:// oder https://"),
        ("https://user:geheim@bote.example/", "Benutzername oder Passwort"),
        ("x" * 5000, "zu lang"),
        ("<b>fett</b> & *stern*", "keine Adresse"),
        ("0", "Auswahl"),
        ("99999999999999999999", "Auswahl"),
        ("²", "keine Adresse"),
    ],
)
def test_odd_words_are_answered(desk, typed, says):
    """Shortly, without the password, and without a look."""
    words = desk.says("addsource", typed)
    assert says in words
    assert "geheim" not in words
    assert len(words) < 300
    assert desk.looked == []


@pytest.mark.parametrize(
    "typed", ["", "x" * 5000, "0", "-1", "9999999", "²", "\\", "<b>", "https://nirgends.example/", "a"]
)
def test_odd_words_remove_nothing(desk, typed):
    """Whatever is typed, an answer comes and nothing is taken away."""
    desk.does("addsource", BOTE)
    assert len(desk.says("removesource", typed)) < 300
    assert desk.reads() == [BOTE]


def test_own_sources_are_listed_for_removal(desk):
    """With numbers and buttons, by name; a number or a button takes that one."""
    for name in ("Zeit", "Anzeiger", "Mitte"):
        url = f"https://{name.lower()}.example/rss"
        desk.found[url] = Readable(url, name, "de", 1)
        desk.does("addsource", url)
    answer = desk.does("removesource", "")
    assert [one.title for one in answer.choices] == ["Anzeiger", "Mitte", "Zeit"]
    desk.does("removesource", "3")
    desk.does("removesource", answer.choices[0].word)
    assert desk.reads() == ["https://mitte.example/rss"]


def test_a_name_that_fits_several_outlets_is_asked_about(desk):
    """Nothing is removed before it is clear what is meant; a part of one name is clear."""
    for name in ("Post Nord", "Post Süd"):
        url = f"https://{name[-4:].strip().lower().replace('ü', 'u')}.example/rss"
        desk.found[url] = Readable(url, name, "de", 1)
        desk.does("addsource", url)
    answer = desk.does("removesource", "post")
    assert [one.title for one in answer.choices] == ["Post Nord", "Post Süd"]
    assert len(desk.reads()) == 2
    desk.does("removesource", "süd")
    assert desk.reads() == ["https://nord.example/rss"]


def test_a_channel_without_sources_of_its_own_is_told_how_to_leave_one_out(desk):
    """The list has too many to show them all."""
    assert "/removesource Tagesschau" in desk.says("removesource", "")


def test_so_many_of_its_own_at_most(desk):
    """Over the limit no look is made; after a removal there is room again."""
    for number in range(MOST_OWN):
        desk.does("addsource", f"https://zeitung{number}.example/rss", now=EIGHT + timedelta(days=number))
    desk.looked.clear()
    assert f"Mehr als {MOST_OWN}" in desk.says("addsource", "https://mehr.example/rss", now=EIGHT + timedelta(days=90))
    assert desk.looked == []
    desk.does("removesource", "1")
    assert isinstance(desk.does("addsource", "https://mehr.example/rss", now=EIGHT + timedelta(days=90)), SourceAdded)


def test_so_many_looks_a_day_at_most(desk):
    """Also those that find nothing; other channels and other days are not concerned."""
    desk.found = {f"https://nichts{n}.example/": Unusable("dns") for n in range(MOST_TRIES + 5)}
    said = [desk.says("addsource", f"nichts{n}.example") for n in range(MOST_TRIES + 5)]
    assert len(desk.looked) == MOST_TRIES
    assert "Morgen geht es weiter" in said[-1]
    assert isinstance(desk.does("addsource", BOTE, TWO), SourceAdded)
    assert isinstance(desk.does("addsource", BOTE, now=EIGHT + timedelta(days=1)), SourceAdded)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (Readable(BOTE, "B", "de", 9, 400.0, EIGHT), "viel"),
        (Readable(BOTE, "B", "de", 9, 0.2, EIGHT), "weniger als ein Artikel am Tag"),
        (Readable(BOTE, "B", "de", 9, 0.0, EIGHT - timedelta(days=100)), "Seit 100 Tagen"),
        (Readable(BOTE, "B", "en", 9), "Englisch"),
        (Readable(BOTE, "B", "de", 9, trial="consent wall"), "Zustimmung"),
        (Readable(BOTE, "B", "de", 9, trial="paywall"), "Bezahlung"),
        (Readable(BOTE, "B", "de", 9, trial="robots"), "untersagt"),
        (Readable(BOTE, "B", "de", 9, trial="http_500"), "nicht lesen"),
    ],
)
def test_what_speaks_against_a_source_is_said(desk, found, says):
    """It is added all the same: whoever asked for it may know better."""
    desk.found[BOTE] = found
    assert says in desk.says("addsource", BOTE)
    assert desk.reads() == [BOTE]


def test_names_of_strangers_stay_text(desk):
    """A title with markup, mentions and braces is shown as it is, in every answer."""
    title = "<b>*_{x}</b> <!channel> @alle"
    desk.found[BOTE] = Readable(BOTE, title, "de", 1)
    assert title in desk.says("addsource", BOTE)
    assert title in desk.says("addsource", BOTE)
    assert title in desk.says("removesource", "")
    assert title in desk.says("removesource", "1")


def test_a_stopped_chat_may_choose_and_stays_stopped(desk):
    """Its choice waits for the start."""
    stopped = replace(ONE, state=ChannelState.STOPPED)
    desk.does("addsource", BOTE, stopped)
    assert desk.outbox.channel(ONE.id).state is ChannelState.STOPPED
    assert desk.reads() == [BOTE]


def test_sources_of_a_channel_are_listed(desk):
    """Its own with their numbers, the rest folded, what it left out, and how to change it."""
    desk.does("addsource", BOTE)
    desk.does("removesource", "orf")
    read = channel_feeds(ONE.id, LISTED, desk.choices)
    answer = SourcesAnswer(read, (), 7, own_feeds(read, LISTED), (LISTED[2],))
    message = render_answer(answer, "de", "Europe/Berlin")
    for part in ("1 eigene Quelle", "1  Lindenauer Bote", "bote.example/rss", "1 Quelle abbestellt", "/addsource"):
        assert part in message.fallback
    folded = {block.title: str(block.blocks) for block in message.blocks if isinstance(block, Folded)}
    assert "ORF" in folded["1 Quelle abbestellt"]
    assert "Lindenauer" not in folded["2 Feeds in der Liste"]


def test_every_button_fits(desk):
    """Also for another chat with a long number, and in every language."""
    row = several(desk)
    answer = replace(desk.does("addsource", "post.example"), where="-100123456789012345")
    for language in languages():
        (again,) = [one for one in render_answer(answer, language, "Europe/Berlin").blocks if isinstance(one, Buttons)]
        assert len(again.buttons) == len(row.buttons)
        assert all(one.action.startswith("/addsource -100123456789012345 ") for one in again.buttons)
        assert "-100123456789012345 1" in render_answer(answer, language, "Europe/Berlin").fallback
