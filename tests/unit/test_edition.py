"""Compiling an edition: cutting, choosing, weighing, counting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.edition import DigestRequest, Limits, PartOfDay, Verdict, part_of_day, shorten, voice
from digest.model import Mode, Span, wording
from digest.phrases import words
from digest.statements import Reading, merge
from digest.stories import ArticleText, cluster
from tests.building import START, Said, made, person
from tests.editing import EditionInput, compile_edition
from tests.samples import copies, readings

DAY = timedelta(days=1)
ALL_SAMPLES = DigestRequest(date(2025, 5, 9), datetime(2025, 5, 6, tzinfo=UTC), datetime(2025, 5, 10, tzinfo=UTC))
ORLOW, KORTE, VOGT = person("Hanna Orlow"), person("Matthias Korte"), person("Henning Vogt")


def request(since=START - DAY, until=START + DAY, **more: object) -> DigestRequest:
    return DigestRequest(until.date(), since, until, **more)


def given_of(*read: Reading, asked: DigestRequest | None = None, copies=None, **more: object) -> EditionInput:
    """What an edition of these articles is compiled from."""
    asked = asked or request()
    copies = copies or {}
    texts = [
        ArticleText(
            it.article.id, it.article.title, it.article.text, it.article.language, it.article.published_at,
            copy_of=copies.get(it.article.id),
        )
        for it in read
    ]  # fmt: skip
    stories = cluster(texts, {})
    statements = merge(read, {one: story.id for story in stories for one in story.articles}, copies)
    articles = {it.article.id: replace(it.article, fetched_at=it.article.published_at) for it in read}
    return EditionInput(asked, tuple(articles.values()), stories, statements, articles, copies, **more)


def whole(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text)),)


def cut(text: str, limit: int, language: str = "de", *, may_skip: bool = False) -> str | None:
    spans = shorten(text, whole(text), language, limit, may_skip=may_skip)
    return None if spans is None else wording(text, spans)


# cutting


def test_short_words_are_shown_whole():
    """What fits is not touched."""
    assert (
        cut("„Wir bauen die Talsperre, weil wir sie brauchen.“", 60)
        == "„Wir bauen die Talsperre, weil wir sie brauchen.“"
    )


def test_cut_stands_at_the_end_of_a_clause():
    """Too long a sentence ends where a clause ends that may be left out."""
    text = "„Wir bauen die Talsperre noch in diesem Jahr, weil die Sommer immer trockener werden und die Brunnen leer sind“"
    assert cut(text, 60) == "„Wir bauen die Talsperre noch in diesem Jahr"


def test_whole_sentences_may_go():
    """Sentences that do not fit are left out from the end."""
    text = "Der Bau beginnt im Herbst. Die Kosten trägt das Land. Danach kommt die Straße dran."
    assert cut(text, 60) == "Der Bau beginnt im Herbst. Die Kosten trägt das Land."


@pytest.mark.parametrize(
    "text",
    [
        "Wir bauen die Talsperre in diesem Jahr, und wir werden es nicht bereuen, so wie es viele behaupten",
        "Wir bauen die Talsperre nicht in diesem Jahr, weil das Geld für andere Dinge gebraucht wird als geplant",
        "Wir bauen die Talsperre in diesem Jahr, weil es so geplant ist, falls das Gericht es uns erlauben sollte",
        "Wir bauen die Talsperre in diesem Jahr und danach die Straße und danach die Brücke und danach die Schule",
    ],
)
def test_no_cut_inside_a_negation_or_condition(text):
    """A sentence with a negation or a condition, or without a clause to leave out, is shown whole or not at all."""
    assert cut(text, 60) is None


def test_abbreviations_and_dates_end_no_sentence():
    """A full stop after a number or a shortened word is no place to cut."""
    text = "Am 9. Mai kommt Dr. Kunz in die Stadt und spricht mit Prof. Wendt über das Wasser im Tal und die Höfe"
    assert cut(text, 60) is None


def test_no_cut_where_words_were_left_out():
    """Where content goes on after other words its first piece is no clause of its own."""
    text = "Die Talsperre wird, wie Orlow sagte, bis zum Herbst des Jahres 2027 mit vierzig Metern Höhe gebaut"
    spans = (Span(0, 18), Span(text.index("bis"), len(text)))
    assert shorten(text, spans, "de", 60) is None
    assert shorten(text, spans, "de", 120) == spans


def test_start_may_be_skipped_where_allowed():
    """Of direct speech a later sentence may stand alone when the first cannot be cut, unless it leans on it."""
    long_first = "„Nichts davon wird ohne die Zustimmung aller Gemeinden im Tal und an der Küste jemals gebaut werden. "
    assert cut(long_first + "Wir reden mit jedem Hof.“", 60, may_skip=True) == "Wir reden mit jedem Hof.“"
    assert cut(long_first + "Wir reden mit jedem Hof.“", 60) is None
    assert cut(long_first + "Das ist unser Wort an alle.“", 60, may_skip=True) is None


CLAUSES = [
    "wir bauen die Talsperre", "das Land zahlt die Hälfte", "niemand verliert seinen Hof", "die Kosten steigen nicht",
    "der Sommer war trocken", "das Wasser wird knapp", "kein Hof muss weichen", "die Brücke bleibt offen",
]  # fmt: skip
JOINTS = [", und ", ", weil ", "; ", " – ", ", aber ", ", falls ", " und ", ", dass "]


@st.composite
def speeches(draw):
    """Sentences of clauses joined in ways that may or may not be cut, as (text, sentences)."""
    sentences = []
    for _ in range(draw(st.integers(1, 5))):
        clauses = draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=5))
        joints = draw(st.lists(st.sampled_from(JOINTS), min_size=len(clauses) - 1, max_size=len(clauses) - 1))
        sentence = clauses[0] + "".join(joint + clause for joint, clause in zip(joints, clauses[1:], strict=True))
        sentences.append(sentence[0].upper() + sentence[1:] + draw(st.sampled_from([".", "!", "."])))
    return " ".join(sentences), sentences


def negations(text: str) -> int:
    return sum(word.lower() in words("de").negations for word in re.findall(r"\w+", text))


@settings(max_examples=150, deadline=None)
@given(speeches(), st.integers(40, 240), st.booleans())
def test_cut_is_short_literal_and_keeps_negations(speech, limit, may_skip):
    """Whatever is cut is within the limit, literal, and shows every negation of each sentence that it touches."""
    text, sentences = speech
    spans = shorten(text, whole(text), "de", limit, may_skip=may_skip)
    if spans is None:
        return
    assert len(wording(text, spans)) <= limit
    assert all(span.of(text) in text for span in spans)
    at = 0
    for sentence in sentences:
        start = text.index(sentence, at)
        at = start + len(sentence)
        seen = "".join(
            text[max(span.start, start) : min(span.end, at)] for span in spans if span.start < at and start < span.end
        )
        assert negations(seen) in ({negations(sentence)} if seen.strip() else {0})


# voices and stories


def test_fragments_are_no_voices():
    """Three words say nothing and are not shown."""
    (statement,) = merge([made("A", Said(ORLOW, "„Das stimmt so“", frame="{}", cue=""))], {}, {})
    assert voice(statement, None, 220) is None


def test_voice_tells_where_it_was_cut():
    """The words shown are those of the spans, and the cut is known to whoever shows them."""
    text = "„Wir bauen die Talsperre noch in diesem Jahr, weil die Sommer immer trockener werden und die Brunnen leer sind“"
    reading = made("A", Said(ORLOW, text))
    (statement,) = merge([reading], {}, {})
    shown = voice(statement, reading.article, 60)
    assert shown is not None
    assert (shown.before, shown.after) == (False, True)
    assert wording(reading.article.text, shown.spans) == shown.text


def story_of(*said: Said, title: str, outlet: str = "A", hours: float = 0) -> Reading:
    """An article whose words are about its title and nothing else."""
    return made(outlet, *said, title=title, lead=f"{title}. " * 3, hours=hours)


DAM = "Talsperre im Irntal wird gebaut"
TOLL = "Maut auf der Seestraße kommt"


def test_best_voice_of_each_speaker_comes_first():
    """Two voices of a story are two speakers, quoted rather than retold."""
    reading = story_of(
        Said(KORTE, "dass die Leitungen im Tal alle dicht seien", "{speaker} sagte, {}.", Mode.INDIRECT),
        Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“"),
        Said(ORLOW, "„Das Wasser im Tal wird in jedem Sommer knapp“"),
        title=DAM,
    )
    (story,) = compile_edition(given_of(reading)).stories
    assert [one.statement.speakers for one in story.voices] == [(ORLOW,), (KORTE,)]
    assert len(story.further) == 1


def test_nothing_is_shown_twice():
    """A piece of a longer statement is no voice beside it."""
    reading = story_of(
        Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land, und das bald“"),
        Said(KORTE, "„Wir bauen diese Talsperre für das ganze Land“"),
        title=DAM,
    )
    (story,) = compile_edition(given_of(reading)).stories
    assert [one.statement.speakers for one in story.voices + story.further] == [(ORLOW,)]
    assert story.unshown == 1


LONG = "„" + "Wir bauen die Talsperre für alle nicht ohne die Zustimmung der Gemeinden im Tal " * 4 + "und der Küste“"


@pytest.mark.parametrize("further", [0, 12])
def test_what_is_too_long_to_cut_stands_folded_in_all_its_words(further):
    """A digest of nothing but long statements without a place to cut is not empty, and cuts none of them."""
    reading = story_of(Said(ORLOW, LONG), Said(KORTE, LONG.replace("Talsperre", "Brücke")), title=DAM)
    edition = compile_edition(given_of(reading, asked=request(limits=Limits(further=further), explain=True)))
    (story,) = edition.stories
    assert story.voices == ()
    assert [one.text for one in story.further] == [LONG, LONG.replace("Talsperre", "Brücke")][: max(1, further)]
    assert story.unshown == 2 - len(story.further)
    assert [one.because for one in edition.reasons if one.verdict is Verdict.FOLDED] == (
        ["too long, and no place where it may be cut"] * len(story.further)
    )


def test_what_is_short_comes_before_what_cannot_be_cut():
    """Where a story has a statement of a good length, the long one is left to /story, and is counted."""
    reading = story_of(Said(ORLOW, LONG), Said(KORTE, "„Das Verfahren beginnt bei uns im Herbst“"), title=DAM)
    (story,) = compile_edition(given_of(reading)).stories
    assert ([one.statement.speakers for one in story.voices], story.further) == ([(KORTE,)], ())
    assert story.unshown == 1


def test_independent_texts_weigh_more_than_copies():
    """A story in two texts stands above one that two outlets copied."""
    quote = "„Die Maut hält unsere Straße frei für alle“"
    copied = [story_of(Said(VOGT, quote), title=TOLL, outlet=name) for name in "XY"]
    told = [
        story_of(Said(ORLOW, "„Wir bauen diese Talsperre für alle“"), title=DAM, outlet="A"),
        story_of(Said(KORTE, "„Das Wasser reicht sonst nicht für alle“"), title=DAM, outlet="B"),
    ]
    copies = {copied[1].article.id: copied[0].article.id}
    edition = compile_edition(given_of(*copied, *told, copies=copies))
    assert [story.title for story in edition.stories] == [DAM, TOLL]
    assert [(len(story.outlets), story.independent) for story in edition.stories] == [(2, 2), (2, 1)]
    assert (edition.counts.articles, edition.counts.independent) == (4, 3)


def test_only_new_statements_are_shown():
    """Of a story of yesterday only what was said since is shown, and a story without anything new is silent."""
    yesterday = story_of(Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“"), title=DAM)
    today = story_of(
        Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“"),
        Said(KORTE, "„Das Genehmigungsverfahren beginnt noch im Herbst“"),
        title=DAM, outlet="B", hours=24,
    )  # fmt: skip
    silent = story_of(Said(VOGT, "„Die Maut hält unsere Straße frei für alle“"), title=TOLL)
    asked = request(START + timedelta(hours=12), START + timedelta(hours=36))
    edition = compile_edition(given_of(yesterday, today, silent, asked=asked, has_history=True))
    (story,) = edition.stories
    assert [one.statement.speakers for one in story.voices + story.further] == [(KORTE,)]
    assert (story.lifetime.day, story.lifetime.is_new) == (2, False)
    assert edition.news is not None
    assert (edition.news.new, edition.news.continued, edition.news.silent) == (0, 1, 1)


def test_first_edition_has_no_news_since():
    """Where nothing older is stored nothing is called new."""
    assert (
        compile_edition(given_of(story_of(Said(ORLOW, "„Wir bauen diese Talsperre für alle“"), title=DAM))).news is None
    )


def test_newcomers_are_news_only_among_known_speakers():
    """Being heard for the first time is told where most speakers are known, and not when all are new."""
    said = [Said(actor, f"„Dazu habe ich im Tal schon {word} alles gesagt“") for actor, word in
            ((ORLOW, "gestern"), (KORTE, "heute"), (VOGT, "damals"))]  # fmt: skip
    reading = story_of(*said, title=DAM)
    voices = Limits(voices=3)
    one_new = given_of(reading, asked=request(limits=voices), has_history=True, newcomers=frozenset({VOGT.id}))
    edition = compile_edition(one_new)
    assert edition.news is not None
    assert edition.news.newcomers == (VOGT,)
    all_new = replace(one_new, newcomers=frozenset({ORLOW.id, KORTE.id, VOGT.id}))
    assert compile_edition(all_new).news == replace(edition.news, newcomers=())


def test_uncredited_and_unsure_are_not_counted_as_quoted():
    """Most quoted counts sure speakers only; statements of nobody are listed apart."""
    reading = story_of(
        Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“"),
        Said(ORLOW, "„Im Herbst beginnt bei uns das Verfahren“"),
        Said(KORTE, "„Die Leitungen im Tal sind alle dicht“", certain=False),
        Said(KORTE, "„Die Höfe bekommen einen vollen Ersatz“", certain=False),
        Said(None, "„Hier will niemand eine Talsperre haben“", frame="{}, hieß es.", cue="hieß"),
        title=DAM,
    )
    edition = compile_edition(given_of(reading))
    assert edition.most_quoted == ((ORLOW, 2),)
    assert len(edition.uncredited) == 1
    assert edition.counts.statements == 5


def test_a_headline_that_is_a_quotation_is_not_said_in_brief():
    """In the lines in brief nobody stands before the words; the story keeps its headline."""
    quoted = "„Wir bauen diese Talsperre für das ganze Land“"
    reading = story_of(Said(ORLOW, quoted), title=quoted)
    others = [
        story_of(Said(VOGT, "„Die Maut hält unsere Straße frei für alle“"), title=TOLL, outlet="B"),
        story_of(Said(KORTE, "„Das Freibad bleibt den ganzen Sommer über zu“"), title="Freibad bleibt zu", outlet="C"),
    ]
    edition = compile_edition(given_of(reading, *others))
    assert {story.title for story in edition.stories} >= {quoted, TOLL}
    assert quoted not in edition.brief
    assert TOLL in edition.brief


def test_what_leans_on_a_sentence_before_is_not_shown_of_nobody():
    """As "Davon rückte er ab" says nothing where neither the speaker nor the sentence before is told."""
    said = [
        Said(None, words, frame="{}, hieß es.", cue="hieß", mode=Mode.INDIRECT)
        for words in ("Davon rückte man im Rathaus ab", "Die Brücke im Tal bleibe gesperrt")
    ]
    edition = compile_edition(given_of(story_of(Said(ORLOW, "„Wir bauen im Tal“"), *said, title=DAM)))
    assert [voice_.statement.text for voice_ in edition.uncredited] == ["Die Brücke im Tal bleibe gesperrt, hieß"]


def test_budget_is_kept_and_nothing_gets_lost():
    """What does not fit is in the second part; every story is in one of them, once."""
    edition = compile_edition(given_of(*readings(), asked=ALL_SAMPLES, copies=copies()))
    shown = sum(len(one.text) for story in edition.stories for one in story.voices)
    assert 2 <= len(edition.stories) <= 7
    assert shown < 1800
    ids = [story.id for story in (*edition.stories, *edition.more)]
    assert len(ids) == len(set(ids)) == 13


def test_empty_window():
    """A window without articles gives an edition that says so by its counts."""
    edition = compile_edition(given_of())
    assert (edition.stories, edition.counts.articles, edition.brief) == ((), 0, ())


def test_title_is_of_the_window():
    """A story of days shows a headline of the window, not yesterday's."""
    old = story_of(Said(ORLOW, "„Wir bauen diese Talsperre für das ganze Land“"), title=DAM)
    new = made("B", Said(KORTE, "„Das Verfahren um die Talsperre beginnt im Herbst“"), hours=20,
               title="Verfahren um die Talsperre im Irntal beginnt", lead=f"{DAM}. " * 3)  # fmt: skip
    asked = request(START + timedelta(hours=12), START + timedelta(hours=36))
    (story,) = compile_edition(given_of(old, new, asked=asked)).stories
    assert story.title == new.article.title


def test_reader_s_language_comes_first():
    """Of a story told in two languages the reader sees headline and voice in the own one first."""
    lead = "Norkai Westerhafen Tessmer Reiker 1400 2300. " * 3
    german = made(
        "A",
        Said(ORLOW, "„Der Hafen in Westerhafen steht heute den ganzen Tag still“"),
        title="Norkai: Hafen Westerhafen steht still",
        lead=lead,
    )
    english = made(
        "B",
        Said(KORTE, "“The port of Westerhafen will stand still all day long today”"),
        title="Norkai: port of Westerhafen stands still",
        lead=lead,
        language="en",
    )
    for language, title in (("de", german.article.title), ("en", english.article.title)):
        (story,) = compile_edition(given_of(german, english, asked=request(language=language))).stories
        assert story.title == title
        assert story.voices[0].statement.language == language


@pytest.mark.parametrize(
    ("since", "until", "part"),
    [
        ("2025-05-08T09:00", "2025-05-09T07:00", PartOfDay.MORNING),
        ("2025-05-08T09:00", "2025-05-09T11:30", PartOfDay.MIDDAY),
        ("2025-05-08T18:00", "2025-05-09T18:00", PartOfDay.EVENING),
        ("2025-05-07T07:00", "2025-05-09T07:00", PartOfDay.SPAN),
        ("2025-05-08T22:00", "2025-05-09T22:00", PartOfDay.DAY),
    ],
)
def test_part_of_day_is_of_the_reader_s_clock(since, until, part):
    """The edition is named by the time at which its window ends where the reader lives; times are given in UTC."""
    moments = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (since, until)]
    assert part_of_day(DigestRequest(date(2025, 5, 9), *moments)) is part


def test_naive_window_is_refused():
    """A request without time zone is a mistake of the caller."""
    with pytest.raises(ValueError, match="since"):
        DigestRequest(date(2025, 5, 9), datetime(2025, 5, 8), datetime(2025, 5, 9, tzinfo=UTC))
