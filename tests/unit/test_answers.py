"""Commands answered from the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.answers import (
    COMMANDS,
    CommandContext,
    answer_actor,
    answer_digest,
    answer_help,
    answer_quote,
    answer_sources,
    answer_status,
    clean,
    unknown_command,
)
from digest.model import Access, Buttons, Mode, Statement
from digest.ports import StatementQuery
from digest.publish import compile_digest, group
from digest.render import render_answer
from digest.render.answer import (
    ActorAnswer,
    DigestAnswer,
    HelpAnswer,
    NoActor,
    Notice,
    QuoteAnswer,
    SourcesAnswer,
    StatusAnswer,
    WhichActor,
)
from digest.store.memory import MemoryStore
from tests.building import START, Said, keep, made, person
from tests.samples import filled

NOW = datetime(2025, 5, 9, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def context() -> CommandContext:
    """The samples, grouped, on the evening of their last day. Commands only read, so all tests share it."""
    store = filled(MemoryStore())
    group(store)
    return CommandContext(store, NOW, compile=partial(compile_digest, store))


def actor(context: CommandContext, arguments: str) -> ActorAnswer:
    answer = answer_actor(context, arguments)
    assert isinstance(answer, ActorAnswer)
    return answer


def names(statements: tuple[Statement, ...]) -> set[str]:
    return {one.name for statement in statements for one in statement.speakers}


@pytest.mark.parametrize("asked", ["Putin", "putin", "PUTIN", "Wladimir Putin", "Putins", "  Putin  ", "Putin,"])
def test_actor_by_any_form_of_the_name(context, asked):
    """Surname, full name, genitive, any case: the same actor."""
    assert actor(context, asked).actor.name == "Wladimir Putin"


def test_an_actor_can_be_followed_by_button(context):
    """One is followed by its name, and let go by what it is followed by, which the button says where that is not the
    name; where nothing can be, no button offers it.
    """

    def offered(follows):
        answer = render_answer(actor(replace(context, follows=follows), "Orlow"), "de", "Europe/Berlin")
        rows = (block.buttons for block in answer.blocks if isinstance(block, Buttons))
        return [(one.label, one.action) for row in rows for one in row if "follow " in one.action]

    assert offered(None) == []
    assert offered(("Rente", "Orl")) == [("folgen", "/follow Hanna Orlow")]
    assert offered(("Rente", "orlow")) == [("„orlow“ nicht mehr folgen", "/unfollow orlow")]
    assert offered(("orlow", "hanna ORLOW")) == [("nicht mehr folgen", "/unfollow hanna ORLOW")]


@pytest.mark.parametrize("name", ["Hanna Orlow-Meier", "Eva-Hanna Orlow", "Hanna Orlowa"])
def test_who_is_called_longer_is_not_followed_along(context, name):
    """By a full name only those are followed who bear it, not others of a double name that it is half of."""
    store = MemoryStore()
    keep(store, made("A", Said(person(name), "„Wir bauen diese Talsperre für das ganze Land“"), title="Talsperre"))
    answer = actor(replace(context, store=store, now=START + timedelta(hours=1), follows=("Hanna Orlow",)), name)
    assert (answer.actor.name, answer.followed, answer.to_follow) == (name, "", name)


def test_who_was_followed_by_a_former_name_can_be_let_go(context):
    """After a renaming the button names what is followed, and offers to end it."""
    store = MemoryStore()
    orlow = person("Hanna Orlow")
    keep(store, made("A", Said(orlow, "„Wir bauen diese Talsperre für das ganze Land“"), title="Talsperre"))
    store._actors[orlow.id] = replace(orlow, name="Hanna Korte")
    answer = actor(replace(context, store=store, now=START + timedelta(hours=1), follows=("Hanna Orlow",)), "Orlow")
    assert (answer.actor.name, answer.followed) == ("Hanna Korte", "Hanna Orlow")


def test_umlauts_may_be_typed_as_two_letters(context):
    """Who has no umlauts on the keyboard finds the same namesakes."""
    typed, spelt = answer_actor(context, "Mueller"), answer_actor(context, "Müller")
    assert [one.actor.name for one in typed.candidates] == [one.actor.name for one in spelt.candidates]
    assert len(typed.candidates) > 1


def test_actor_answer_counts_and_shows(context):
    """Figures, newest statements, what others said, company: as the store has them."""
    answer = actor(context, "Putin")
    assert answer.counts.total == len(answer.newest) == 2
    assert answer.counts.outlets == 2
    assert sum(answer.by_day) == 2
    assert len(answer.by_day) == answer.days == 7
    assert (answer.about_count, names(answer.about)) == (1, {"Donald Trump"})
    assert [one.name for one, _ in answer.company] == ["Xi Jinping"]
    assert answer.aliases == ("Putin",)
    assert answer.last_said is None


def test_topic_narrows_statements_and_figures(context):
    """Words after the name are a topic, matched by stem and inside compounds, and hold for all figures."""
    answer = actor(context, "Orlow Genehmigung 30d")
    assert answer.days == 30
    assert answer.topic == "Genehmigung"
    assert answer.counts.total == len(answer.newest) == 1
    assert "Genehmigungsverfahren" in answer.newest[0].text
    assert actor(context, "Orlow Raumfahrt").counts.total == 0


@pytest.mark.parametrize(("asked", "days"), [("Putin", 7), ("Putin 30d", 30), ("Putin 2w", 14), ("Putin 3 Wochen", 21),
                                             ("Putin 0d", 1), ("Putin 9999d", 3650), ("Putin 1Tag", 1)])  # fmt: skip
def test_window(context, asked, days):
    """How far back is a number with d, t or w; nonsense is brought into bounds."""
    assert actor(context, asked).days == days


def test_two_of_a_name_are_asked_for(context):
    """Two people of one surname are both offered, with commands that then work and keep topic and window."""
    answer = answer_actor(context, "Müller Streik 30d")
    assert isinstance(answer, WhichActor)
    assert {one.actor.name for one in answer.candidates} == {"Stefan Müller", "Katrin Müller"}
    for candidate in answer.candidates:
        found = actor(context, candidate.command.removeprefix("/actor "))
        assert (found.actor, found.topic, found.days) == (candidate.actor, "Streik", 30)


def test_namesakes_are_told_apart_by_id():
    """Two people with the same full name are offered by id."""
    store = MemoryStore()
    one, other = person("Jan Weber"), replace(person("Jan Weber"), id="other-weber")
    keep(
        store,
        made("A", Said(one, "„Das ist die erste Aussage dazu“")),
        made("B", Said(other, "„Das ist die andere Aussage dazu“")),
    )
    answer = answer_actor(CommandContext(store, NOW), "Jan Weber")
    assert isinstance(answer, WhichActor)
    assert {one.command for one in answer.candidates} == {f"/actor {one.id}", "/actor other-weber"}
    assert actor(CommandContext(store, NOW), "other-weber").actor == other


def test_mistyped_name_gets_the_nearest(context):
    """A slip in a name is answered with the names like it."""
    answer = answer_actor(context, "Selenski")
    assert isinstance(answer, NoActor)
    assert answer.nearest[0].actor.name == "Wolodymyr Selenskyj"


def test_silent_actor_is_mentioned(context):
    """Who was named but said nothing is answered with the number of articles."""
    answer = actor(context, "Reuters")
    assert (answer.counts.total, answer.mentions, answer.last_said) == (0, 2, None)


def test_last_statement_before_the_window():
    """Who spoke before the window only is shown with the last statement."""
    store = MemoryStore()
    speaker = person("Hanna Orlow")
    keep(store, made("A", Said(speaker, "„Wir bauen die Talsperre ganz bestimmt“")))
    group(store)
    answer = actor(CommandContext(store, START + timedelta(days=60)), "Orlow")
    assert answer.counts.total == 0
    assert answer.last_said is not None


def test_unsure_statements_are_apart():
    """What is not surely somebody's is shown apart and not counted."""
    store = MemoryStore()
    speaker = person("Hanna Orlow")
    keep(store, made("A", Said(speaker, "„Wir bauen die Talsperre ganz bestimmt“", certain=False)))
    group(store)
    answer = actor(CommandContext(store, START + timedelta(hours=2)), "Orlow")
    assert (answer.counts.total, answer.unsure_count, answer.company) == (0, 1, ())


def test_actor_without_a_name(context):
    """An empty question gets an example."""
    assert answer_actor(context, "  ") == Notice("actor.empty")


def test_quote_with_context(context):
    """A statement is found by id, with or without #, and shown between the words around it."""
    statement = context.store.statements(StatementQuery(modes=frozenset({Mode.DIRECT})))[0]
    for asked in (statement.id, f"#{statement.id}", statement.id.upper()):
        answer = answer_quote(context, asked)
        assert isinstance(answer, QuoteAnswer)
        article = context.store.article(statement.reports[0].article)
        assert article is not None
        flat = " ".join(article.text.split())
        assert answer.before in flat
        assert answer.after in flat
        assert answer.title == article.title


@pytest.mark.parametrize(("access", "is_told"), [(Access.FREE, False), (Access.UNKNOWN, False), (Access.PARTLY, True)])
def test_a_quote_says_what_is_not_free(access, is_told):
    """Whoever follows the link of a report is told before that its page wants to be paid."""
    store = MemoryStore()
    reading = made("A", Said(person("Hanna Orlow"), "„Wir bauen die Talsperre ganz bestimmt“"))
    keep(store, replace(reading, article=replace(reading.article, access=access)))
    group(store)
    (statement,) = store.statements(StatementQuery())
    answer = answer_quote(CommandContext(store, START + timedelta(hours=2)), statement.id)
    assert ("nur teilweise frei lesbar" in str(render_answer(answer, "de", "Europe/Berlin"))) is is_told


def test_quote_unknown_or_empty(context):
    """An id that does not exist, or none, is answered in words."""
    assert answer_quote(context, "nope") == Notice("quote.unknown", {"asked": "nope"})
    assert answer_quote(context, "") == Notice("quote.empty")


@pytest.mark.parametrize(
    ("asked", "day", "more"),
    [("", date(2025, 5, 9), False), ("mehr", date(2025, 5, 9), True), ("2025-05-08", date(2025, 5, 8), False),
     ("8.5.2025", date(2025, 5, 8), False), ("8.5.", date(2025, 5, 8), False), ("gestern", date(2025, 5, 8), False),
     ("yesterday more", date(2025, 5, 8), True)],
)  # fmt: skip
def test_digest_of_a_day(context, asked, day, more):
    """Days are understood as people write them, in either language."""
    answer = answer_digest(context, asked)
    assert isinstance(answer, DigestAnswer)
    assert (answer.edition.request.date, answer.more) == (day, more)


@pytest.mark.parametrize("asked", ["übermorgen", "32.13.2025", "0001-01-01", "9999-12-31", "2025-99-99"])
def test_digest_of_no_day(context, asked):
    """What is no day within reach is answered with examples."""
    assert answer_digest(context, asked) == Notice("digest.unknown_day", {"asked": asked})


def test_day_is_the_reader_s(context):
    """The window of a day runs from midnight to midnight where the reader lives, over a change of the clock too."""
    there = replace(context, zone="Europe/Berlin")
    answer = answer_digest(there, "2025-03-30")
    assert isinstance(answer, DigestAnswer)
    assert answer.edition.request.since == datetime(2025, 3, 29, 23, tzinfo=UTC)
    assert answer.edition.request.until == datetime(2025, 3, 30, 22, tzinfo=UTC)


def test_help_lists_every_command(context):
    """Help names all commands of the table."""
    answer = answer_help(context, "anything")
    assert isinstance(answer, HelpAnswer)
    assert [row.name for row in answer.rows] == [command.name for command in COMMANDS]


def test_sources_and_status(context):
    """The outlets read and the size of the store are told."""
    sources, status = answer_sources(context, ""), answer_status(context, "")
    assert isinstance(sources, SourcesAnswer)
    assert sum(number for _, number in sources.heard) == 18
    assert isinstance(status, StatusAnswer)
    assert (status.articles, status.statements > 150) == (18, True)


def test_unknown_command_is_helped(context):
    """A mistyped command gets the nearest, nonsense gets the list."""
    assert unknown_command(context, "akter") == Notice("command.nearest", {"asked": "akter", "nearest": "actor"})
    assert unknown_command(context, "xyzzy").key == "command.unknown"


def test_cleaning_removes_what_is_not_seen():
    """Direction marks, controls and zero-width characters never reach a name or a screen."""
    assert clean("\u202ePu\u00adtin\u200b\x1b[31m\n x") == "Putin [31m x"


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60)
    | st.sampled_from(
        ["Putin " * 2000, "💥" * 6000, "<b>Putin</b> & *x* _y_ `z`", "\u202e\u202d", "((((" * 1500, "{0} %s"]
    )
)
def test_any_arguments_are_text(context, arguments):
    """Whatever is typed, every command answers, and the answer can be shown in every language."""
    for command in COMMANDS:
        answer = command.answer(context, arguments)
        for language in ("de", "en"):
            assert render_answer(answer, language, "Europe/Berlin").blocks
    assert render_answer(unknown_command(context, arguments), "de", "UTC").blocks
