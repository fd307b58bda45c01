"""Whatever is done to them, the stores give equal answers: the twin in memory is the yardstick of the database."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from digest.errors import BadInput
from digest.looks import FeedState
from digest.model import Alias, AliasKind, Entry, PageOutcome
from digest.ports import Kept, StatementQuery
from digest.registry import Act, Decision, Identity
from digest.store import open_store
from tests.contract.store.values import (
    ACTORS,
    DAY,
    NOON,
    PUTIN,
    XI,
    a_record,
    a_report,
    a_statement,
    a_story,
    an_analysis,
    articles,
    instants,
    people,
    periods,
    queries,
    surfaces,
)

URLS = [f"https://{outlet}.example/{page}" for outlet in ("abendblatt", "morgenpost") for page in range(1, 5)]
NAMESAKE = replace(PUTIN, id="putin~2")
ALWAYS = (NOON - 30 * DAY, NOON + 60 * DAY)


class Stores(RuleBasedStateMachine):
    """Two stores that are told the same things."""

    template: Path

    def __init__(self) -> None:
        """Begin with empty ones."""
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = shutil.copy(self.template, Path(self.folder.name, "w.db"))
        self.stores = open_store("memory://"), open_store(f"sqlite:///{path}")
        self.known = {}
        self.pages = []

    def teardown(self) -> None:
        """Close them."""
        for store in self.stores:
            store.close()
        self.folder.cleanup()

    def both(self, do):
        """The answer to `do` on both, which must be one answer."""
        first, second = (self.answer(do, store) for store in self.stores)
        assert first == second
        return first

    @staticmethod
    def answer(do, store) -> object:
        """What the store answers, refusals included."""
        try:
            return do(store)
        except BadInput as refusal:
            return str(refusal)

    @rule(article=articles, named=people, version=st.sampled_from("123"), data=st.data(), at=instants)
    def keep(self, article, named, version, data, at):
        """Keep a page, perhaps as an update, a copy, or without its analysis."""
        others = st.none() | st.sampled_from(sorted(self.known) or ["nichts"])
        record = a_record(
            article, outcome=data.draw(st.sampled_from(list(PageOutcome))), seen_at=at,
            replaces=data.draw(others), copy_of=data.draw(others),
        )  # fmt: skip
        titles = data.draw(st.lists(st.sampled_from(["Präsident", "Premier", "Chef"]), max_size=3)) if named else ()
        aliases = [
            Alias(data.draw(st.sampled_from(ACTORS)).id, data.draw(surfaces), "de", kind, data.draw(periods))
            for kind in data.draw(st.lists(st.sampled_from(list(AliasKind)), max_size=3))
        ]
        analysis = an_analysis(article, *named, version=version, titles=tuple(titles))
        page = Kept(
            record, article if data.draw(st.booleans()) or article.id not in self.known else None,
            analysis=analysis if data.draw(st.integers(0, 3)) else None, aliases=tuple(aliases),
            identities=tuple(
                Identity(article.id, "putin", one, "rule", data.draw(st.sampled_from([0.5, 0.9])))
                for one in data.draw(st.lists(st.sampled_from([XI, NAMESAKE]), max_size=1))
            ),
        )  # fmt: skip
        self.pages.append(page)
        if self.both(lambda store: store.keep(page)) is None:
            self.known.setdefault(article.id, article)

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def keep_again(self, data):
        """Keep a page that was kept before, perhaps long ago."""
        page = data.draw(st.sampled_from(self.pages))
        self.both(lambda store: store.keep(page))

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def regroup(self, data):
        """Replace groups over some of the articles by others, over these and more."""
        some = st.lists(st.sampled_from(list(self.known.values())), min_size=1, max_size=3, unique=True)
        named = [article.id for article in data.draw(some)]
        stories = [
            a_story(id_, *data.draw(some)) for id_ in data.draw(st.lists(st.sampled_from(["s1", "s2"]), max_size=2))
        ]
        statements = [
            a_statement(
                *(a_report(article, start, independent=data.draw(st.booleans())) for article in data.draw(some)),
                speakers=data.draw(people), about=data.draw(people), certain=data.draw(st.booleans()),
                story=data.draw(st.sampled_from([None, None, "s1", "s2"])),
            )
            for start in data.draw(st.lists(st.sampled_from([0, 11]), max_size=3))
        ]  # fmt: skip
        self.both(lambda store: store.replace_groups(named, stories, statements))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), at=instants)
    def decide(self, data, at):
        """Decide that two actors are one, that an article means another one, or that a decision no longer holds."""
        one, other = (data.draw(st.sampled_from([*(actor.id for actor in ACTORS), "apart1"])) for _ in range(2))
        articles = data.draw(st.lists(st.sampled_from([*self.known, "nichts"]), max_size=3))
        apart = replace(PUTIN, id=data.draw(st.sampled_from(["apart1", "apart2"])))
        said = Decision(Act.MERGE, one, other, "test", at)
        number = data.draw(st.integers(1, 4))
        ways = {
            "merge": lambda store: store.merge(said),
            "split": lambda store: store.split(replace(said, act=Act.SPLIT), articles, apart),
            "namesake": lambda store: store.open_namesake(replace(said, act=Act.NAMESAKE, other=apart.id), apart),
            "name": lambda store: store.add_name(replace(said, act=Act.NAME, other="Straße!")),
            "undo": lambda store: store.undo(number, "test", at),
        }
        self.both(ways[data.draw(st.sampled_from(sorted(ways)))])

    @rule(feed=st.sampled_from("ab"), guids=st.lists(st.sampled_from("1234"), max_size=4), at=instants)
    def read_feed(self, feed, guids, at):
        """Keep entries and the state of a feed."""
        self.both(lambda store: store.keep_entries([Entry(feed, guid, guid, "", at) for guid in guids], at))
        self.both(lambda store: store.save_feed_state(FeedState(feed, fetched_at=at, failures=len(guids))))

    @rule(query=queries, limit=st.integers(0, 4), offset=st.integers(0, 3), since=instants, span=st.integers(0, 72))
    def ask(self, query, limit, offset, since, span):
        """Ask for statements, stories and articles of a window."""
        until = since + timedelta(hours=span)
        self.both(lambda store: store.statements(query, limit, offset))
        self.both(lambda store: store.count_statements(query))
        self.both(lambda store: (store.stories(since, until), store.articles(since, until), store.sketches(since)))
        self.both(lambda store: [store.mention_count(actor.id, since, until) for actor in ACTORS])
        edges = [since + timedelta(hours=hours) for hours in (0, 5, 24, 25, span + 25)]
        self.both(lambda store: store.count_between(query, edges))
        self.both(lambda store: store.how_many(query))
        self.both(lambda store: store.company(query, limit, 3))
        self.both(lambda store: [store.recent_roles(actor.id, until, limit) for actor in ACTORS])

    @rule(query=queries, words=st.lists(st.sampled_from(["strass", "sperrt", "zz", "s"]), max_size=2))
    def ask_for_a_topic(self, query, words):
        """Ask for what an actor said, or what was said about it, on a topic."""
        asked = replace(query, speaker=query.speaker or "putin", topic=tuple(frozenset({word, "xx"}) for word in words))
        self.both(lambda store: (store.statements(asked), store.count_statements(asked), store.how_many(asked)))
        self.both(lambda store: store.frequent_stems(asked, 3, 2))

    @invariant()
    def all_answers_are_equal(self):
        """Everything that can be asked without a window."""
        ids = sorted(self.known)
        self.both(lambda store: (list(store.pages()), list(store.entries()), store.feed_states()))
        self.both(lambda store: [store.article(id_) for id_ in ids])
        self.both(lambda store: [(store.page(url), store.current_version(url)) for url in URLS])
        self.both(lambda store: (store.analyses(ids), store.copies(ids), store.unanalysed("1"), store.unanalysed("2")))
        self.both(lambda store: (store.articles(*ALWAYS), store.stories(*ALWAYS), store.newest_article_at()))
        self.both(lambda store: (list(store.all_actors()), list(store.folded_aliases())))
        self.both(lambda store: [store.find_alias(folded) for folded in ("putin", "strasse", "xi", "")])
        self.both(lambda store: store.find_aliases(["putin", "strasse", "xi", "", "nichts"]))
        self.both(lambda store: [store.mention_count(actor.id) for actor in ACTORS])
        self.both(lambda store: [store.names_near(name, 60, 2) for name in ("putni", "strase", "xi", "")])
        self.both(lambda store: store.statements(StatementQuery()))
        self.both(lambda store: (store.events(), store.events("putin"), store.named_alike("putin")))
        whom = [*(actor.id for actor in ACTORS), "apart1", "apart2"]
        self.both(lambda store: store.actors(whom))
        self.both(lambda store: [(store.identities(one), store.other_ids(one), store.articles_of(one)) for one in whom])
        self.both(lambda store: [store.company_of(one, 2) for one in whom])
        self.both(lambda store: (store.report().articles, store.report().statements, store.report().problem))


@pytest.mark.timeout(120)
def test_random_sequences_give_equal_answers(empty_database: Path):
    """After every operation both stores answer every question alike, refusals included."""
    Stores.template = empty_database
    run_state_machine_as_test(
        Stores, settings=settings(max_examples=12, stateful_step_count=20, deadline=None, print_blob=True)
    )
