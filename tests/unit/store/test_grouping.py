"""What is left of groups when some of their articles are grouped anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.model import wording
from digest.store.grouping import remaining_statements, remaining_stories
from tests.contract.store.values import DAY, NOON, a_report, a_statement, a_story, an_article

ARTICLES = {article.id: article for article in (an_article(number, NOON + number * DAY) for number in range(5))}
subsets = st.sets(st.sampled_from(sorted(ARTICLES)))
groups = st.lists(st.lists(st.sampled_from(list(ARTICLES.values())), min_size=1, max_size=5, unique=True), max_size=4)


@given(groups, subsets)
def test_what_remains_holds_no_named_article_and_shows_its_own_words(held, named):
    """Reports of named articles go, the others stay in order, and id, time and words are those of the first one."""
    statements = [
        a_statement(*map(a_report, members), text=wording(members[0].text, a_report(members[0]).content))
        for members in held
    ]
    remaining = remaining_statements(statements, named, ARTICLES)
    expected = {tuple(report for report in each.reports if report.article not in named) for each in statements} - {()}
    assert {each.reports for each in remaining.values()} <= expected
    assert remaining.keys() == {reports[0].quotation for reports in expected}
    for id_, statement in remaining.items():
        first = statement.reports[0]
        assert (id_, statement.first_at) == (statement.id, first.published_at) == (first.quotation, first.published_at)
        assert statement.text == wording(ARTICLES[first.article].text, first.content)


@given(groups, subsets)
def test_a_story_keeps_a_title_and_times_of_its_own(held, named):
    """The title is the headline of one of the articles that remain, and the times are theirs."""
    stories = [a_story(f"s{place}", *members) for place, members in enumerate(held)]
    remaining = remaining_stories(stories, named, ARTICLES)
    for former in stories:
        left = [ARTICLES[article] for article in former.articles if article not in named]
        story = remaining.get(former.id)
        assert (story is None) == (not left)
        if story is not None:
            assert story.articles == tuple(article.id for article in left)
            assert story.title in {article.title for article in left}
            assert (story.first_at, story.last_at) == (
                min(a.published_at for a in left),
                max(a.published_at for a in left),
            )
            assert story.title == former.title or former.title not in {article.title for article in left}
