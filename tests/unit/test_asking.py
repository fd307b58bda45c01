"""Who is meant by what people type, with the gazetteer at hand: names in any spelling, offices, roles, languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands
from bot.samples import SAMPLES
from digest.analysis.gazetteer import load_gazetteer
from digest.analysis.office_words import office_words
from digest.analysis.pipeline import RULES_ALONE, load_analyser
from digest.answers import CommandContext
from digest.ingest import Ingest
from digest.inquiry.listed import Listed
from digest.inquiry.renaming import renamed
from digest.inquiry.scripts import readings
from digest.lang.naming import load
from digest.model import Actor, Buttons, Kind, Message, Office, Period
from digest.publish import group
from digest.render import render_answer
from digest.render.answer import ActorAnswer, CompareAnswer, NoActor, Notice, SaidAnswer, TimelineAnswer, WhichActor
from digest.store import open_registry
from digest.store.memory import MemoryStore
from tests.building import Said, keep, made
from tests.fakes.clocks import HandClock

NOW = datetime(2025, 5, 9, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def german() -> CommandContext:
    """The samples as the rules read them, on the evening of their last day. Commands only read: all tests share it."""
    store = MemoryStore()
    analyser = load_analyser(("de", "en"), RULES_ALONE)
    service = Ingest(store, None, HandClock(NOW), ("de", "en"), analyser=analyser, registry=open_registry(store))
    assert list(service.ingest_targets([str(SAMPLES)]))
    group(store)
    return CommandContext(store, NOW, listed=Listed(load_gazetteer))


@pytest.fixture(scope="module")
def english(german: CommandContext) -> CommandContext:
    return replace(german, language="en")


def ask(context: CommandContext, line: str):
    return commands.answer(context, line)


def actions(message: Message) -> list[str]:
    """The commands of a message's buttons."""
    return [button.action for block in message.blocks if isinstance(block, Buttons) for button in block.buttons]


def shown(context: CommandContext, line: str) -> Message:
    return render_answer(ask(context, line), context.language, context.zone)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Xi", "Xi Jinping"),
        ("xi jinping", "Xi Jinping"),
        ("Си Цзиньпин", "Xi Jinping"),
        ("Путин", "Wladimir Putin"),
        ("Vladimir Putin", "Wladimir Putin"),
        ("Зеленський", "Wolodymyr Selenskyj"),
        ("Zelensky", "Wolodymyr Selenskyj"),
        ("Zelenskyy", "Wolodymyr Selenskyj"),
        ("Ministerin Baerbock", "Annalena Baerbock"),
        ("ministerin baerbock", "Annalena Baerbock"),
        ("Lavrov", "Sergej Lawrow"),
        ("Лавров", "Sergej Lawrow"),
        ("Bundeskanzler", "Friedrich Merz"),
        ("der Bundeskanzler", "Friedrich Merz"),
        ("US-Präsident", "Donald Trump"),
        ("USA Präsident", "Donald Trump"),
        ("Präsident der USA", "Donald Trump"),
        ("russischer Präsident", "Wladimir Putin"),
        ("Außenminister Frankreichs", "Jean-Noël Barrot"),
        ("Kremlsprecher", "Dmitri Peskow"),
        ("Chef der SPD", "Lars Klingbeil"),
        ("bayerischer Ministerpräsident", "Markus Söder"),
        ("German chancellor", "Friedrich Merz"),
        ("federal chancellor", "Friedrich Merz"),
        ("British prime minister", "Keir Starmer"),
        ("Foreign Minister of France", "Jean-Noël Barrot"),
        ("Kreml", "Russland"),
        ("Kremlin", "Russland"),
        ("Beijing", "China"),
        ("UN", "Vereinte Nationen"),
    ],
)
def test_everybody_is_found_by_any_usual_words(german: CommandContext, asked: str, name: str):
    """Spellings of other languages, other scripts, titles and seats lead to the one who is meant that day."""
    answer = ask(german, f"/actor {asked}")
    assert isinstance(answer, ActorAnswer)
    assert answer.actor.name == name


@pytest.mark.parametrize("asked", ["Mueller", "Müller", "müllers", "Herr Müller"])
def test_a_shared_name_is_asked_about(german: CommandContext, asked: str):
    """Two of the name: which one, with a command that names each alone."""
    answer = ask(german, f"/actor {asked} 30d")
    assert isinstance(answer, WhichActor)
    assert [one.command for one in answer.candidates] == ["/actor Stefan Müller 30d", "/actor Katrin Müller 30d"]


def test_a_role_tells_which_one(german: CommandContext):
    """What somebody is, typed before the name, decides between two."""
    assert ask(german, "/actor Bürgermeisterin Müller").actor.name == "Katrin Müller"
    assert ask(german, "/actor Gewerkschaftschef Müller").actor.name == "Stefan Müller"


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        ("Puttin gas 30d", "/actor Wladimir Putin gas 30d"),
        ("Selensky", "/actor Wolodymyr Selenskyj"),
        ("Praesident Puttin", "/actor Wladimir Putin"),
        ("Baerbok", "/actor Annalena Baerbock"),
    ],
)
def test_a_mistyped_name_is_offered_with_all_that_was_asked(german: CommandContext, asked: str, command: str):
    """One press asks what was meant, topic and window included; also for somebody no article has named."""
    answer = ask(german, f"/actor {asked}")
    assert isinstance(answer, NoActor)
    assert command in [one.command for one in answer.nearest]


@pytest.mark.parametrize(
    ("asked", "name", "role"),
    [
        ("Müller", "Stefan Müller", "union’s leader"),
        ("mayor Müller", "Katrin Müller", "mayor"),
        ("Putin", "Vladimir Putin", "president of Russia"),
        ("Scholz", "Olaf Scholz", "chancellor of Germany (2021–2025)"),
        ("Steinmeier", "Frank-Walter Steinmeier", "federal president of Germany"),
        ("Söder", "Markus Söder", "leader of the CSU"),
        ("Lagarde", "Christine Lagarde", "president of the European Central Bank"),
        ("Russland", "Russia", ""),
    ],
)
def test_an_english_reader_reads_english(english: CommandContext, asked: str, name: str, role: str):
    """Names and roles are those of the reader's language, whatever the articles are written in."""
    answer = ask(english, f"/actor {asked}")
    found = answer.candidates[0] if isinstance(answer, WhichActor) else answer
    assert (found.actor.name, found.role) == (name, role)


@pytest.mark.parametrize(
    ("holder", "role"),
    [
        ("annalena-baerbock", "Außenministerin Deutschlands (2021–2025)"),
        ("angela-merkel", "Bundeskanzlerin (2005–2021)"),
        ("roberta-metsola", "Präsidentin des EU-Parlaments"),
        ("bettina-orlopp", "Chefin der Commerzbank"),
        ("tim-cook", "Chef von Apple"),
        ("kemi-badenoch", "Vorsitzende (Conservative Party)"),
        ("leo-xiv", "Papst"),
        ("anke-rehlinger", "Ministerpräsidentin des Saarlands"),
    ],
)
def test_offices_are_worded_as_one_says_them(holder: str, role: str):
    """The feminine form, the article of what it is of, and brackets where a name cannot be declined."""
    listed, day = Listed(load_gazetteer), date(2025, 5, 9)
    assert (listed.office(holder, day, "de") or listed.former_office(holder, day, "de")) == role


def test_what_is_offered_asks_what_it_says(german: CommandContext, english: CommandContext):
    """Every command under an answer is understood again, means the same actor, and is in the reader's language."""
    for context, line in (
        (german, "/actor Xi"), (german, "/actor Stefan Müller gas"), (german, "/said Stefan Müller Zucker"),
        (german, "/timeline Putin"), (english, "/timeline Russia"), (english, "/actor Putin"), (german, "/actor Mueller"),
    ):  # fmt: skip
        message = shown(context, line)
        assert actions(message)
        for action in actions(message):
            assert isinstance(ask(context, action), ActorAnswer | SaidAnswer | TimelineAnswer), action
            assert "person:" not in action
    literal = [action for action in actions(shown(german, "/actor Xi")) if action.endswith(" wörtlich")]
    assert [ask(german, action).literal for action in literal] == [True]


def test_nothing_on_a_topic_offers_what_there_is(german: CommandContext):
    """Without a hit the next step is one press away: any topic, or a year back."""
    assert actions(shown(german, "/actor Putin Zuckerrohr 30d")) == [
        "/actor Wladimir Putin 30d",
        "/actor Wladimir Putin Zuckerrohr 365d",
    ]


@pytest.mark.parametrize(
    "line", ["/actor Putin", "/said Putin Gas", "/compare Putin Xi", "/timeline Putin", "/actor Q"]
)
def test_before_anything_is_read_that_is_said(line: str):
    """An empty store is no proof that somebody was silent; neither is one whose articles are not analysed."""
    store = MemoryStore()
    context = CommandContext(store, NOW, listed=Listed(load_gazetteer))
    assert ask(context, line) == Notice("actor.nothing_read")
    keep(store, made("Bote", more="Der Rat tagt am Montag."))
    assert ask(context, line) == Notice("actor.nothing_found")


def test_somebody_no_article_named(german: CommandContext):
    """The gazetteer's people are known, and said not to have been mentioned; nothing is counted for them."""
    answer = ask(german, "/actor Angela Merkel")
    assert (answer.unseen, answer.counts.total, answer.actor.id) == (True, 0, "angela-merkel")


def test_namesakes_are_called_by_id():
    """Where the full name is shared, the id is what names one alone."""
    store = MemoryStore()
    one = Actor("person:eva-kranz", Kind.PERSON, "Eva Kranz")
    other = replace(one, id="person:eva-kranz~2")
    keep(
        store,
        made("Bote", Said(one, "„Ja“", role="Ministerin")),
        made("Blatt", Said(other, "„Nein“", role="Trainerin")),
    )
    group(store)
    answer = ask(CommandContext(store, NOW), "/actor Eva Kranz")
    assert isinstance(answer, WhichActor)
    assert {candidate.command for candidate in answer.candidates} == {f"/actor {one.id}", f"/actor {other.id}"}


def test_renaming_reaches_every_actor_and_nothing_else(german: CommandContext):
    """Wherever an actor stands in an answer it has the reader's name; what has no such actor is the same object."""
    compared = ask(german, "/compare Putin Selenskyj")
    assert isinstance(compared, CompareAnswer)
    names = {"wladimir-putin": "P", "xi-jinping": "X"}
    new = renamed(compared, names)
    assert (new.sides[0].actor.name, new.sides[1]) == ("P", compared.sides[1])
    speakers = {one.name for statement in new.sides[0].newest for one in statement.speakers}
    assert speakers == {"P", "X"}
    assert [one.text for one in new.sides[0].newest] == [one.text for one in compared.sides[0].newest]
    assert renamed(compared, {}) is compared


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Путин", "putin"),
        ("Си Цзиньпин", "xi jinping"),
        ("Дэн Сяопин", "deng xiaoping"),
        ("Чжоу Эньлай", "zhou enlai"),
        ("Ху Цзиньтао", "hu jintao"),
        ("Ван И", "wang yi"),
        ("Зеленський", "selenskyj"),
        ("Медведев", "medwedew"),
        ("Жириновский", "zhirinovskiy"),
        ("Щербаков", "schtscherbakow"),
    ],
)
def test_cyrillic_names_are_read_in_latin_letters(typed: str, read: str):
    """Russian and Ukrainian letter by letter, Chinese syllable by syllable."""
    assert read in readings(typed)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_readings_are_of_cyrillic_only_and_never_fail(text: str):
    """Other scripts have none; nothing typed is too odd."""
    found = readings(text)
    assert found == () or any("\u0400" <= char <= "\u04ff" for char in text.lower())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["actor", "said", "compare", "timeline"]),
    st.lists(st.sampled_from(["Putin", "Präsident", "der", "USA", "Mueller", "30d", "*", "NEAR(", '"', "';--", "<b>x</b>", "🤖", "\u202e", "über", "+5", "2025-05-09", "x" * 900]), max_size=6),
)  # fmt: skip
def test_any_words_get_an_answer_in_words(german: CommandContext, name: str, words: list[str]):
    """Markup, emoji, direction marks, syntax of SQL and FTS, thousands of characters: text, and answered as such."""
    message = shown(german, f"/{name} {' '.join(words)}")
    assert message.fallback.strip()
    assert "\u202e" not in message.fallback
    assert len(message.fallback) < 12_000


def test_an_office_in_words_needs_its_body():
    """An office of what is not listed is not worded."""
    office = Office("Chef", "x", "nirgends", Period(None, None))
    assert office_words(office, load_gazetteer(), load("de")) == ""
