"""The part of the SQL store that keeps pages, articles and what the analyser found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    tuple_,
    update,
)

from digest.model import Alias, Analysis, Article, Mode, PageRecord, Sketch, require_aware
from digest.ports import Kept
from digest.registry import OPERATOR, Identity
from digest.store.checks import actors_named, checked_kept, refuse_missing, storable, updated_actor
from digest.store.connections import Database, batches, inserting, replacing
from digest.store.crediting import Resolution, settled_by
from digest.store.encoding import analysis_of, analysis_text, hashes_bytes, hashes_of, modes_of
from digest.store.lookups import (
    IS_CURRENT,
    known_actors,
    missing_actors,
    missing_articles,
    outlets_of,
    own_meanings,
    published_in,
    resolution,
)
from digest.store.rows import (
    actor_row,
    alias_of,
    alias_row,
    article_of,
    article_row,
    identity_row,
    mention_rows,
    outlet_row,
    page_of,
    page_row,
    role_rows,
    withdrawn_row,
)
from digest.store.tables import (
    actor,
    alias,
    alias_use,
    analysis,
    article,
    identity,
    mention,
    naming,
    outlet,
    page,
    role,
    sketch,
    to_group,
    withdrawn,
)

_PORTION = 200
"""Pages that one step of an iteration reads: with their texts about 1 MB."""

_IS_WHOLE = article.c.length.is_(None)
_OLDEST_FIRST = (article.c.published_at, article.c.id)

# Asked for every page that is read; building a statement takes twice as long as running it.
_BY_ID = select(article).where(article.c.id == bindparam("id"))
_CURRENT_AT = (
    select(article)
    .where(article.c.url == bindparam("url"), IS_CURRENT)
    .order_by(article.c.fetched_at.desc(), article.c.id.desc())
    .limit(1)
)
_PAGE_AT = select(page).where(page.c.url == bindparam("url"))


class ArticlePart:
    """Pages, articles, analyses; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, kept: Kept) -> None:
        checked = checked_kept(kept)
        with self._database.writing() as connection:
            refuse_missing("the page names actors that are", missing_actors(connection, actors_named(checked)))
            if checked.article:
                _keep_article(connection, checked.article)
            elif checked.record.article:
                unknown = missing_articles(connection, {checked.record.article})
                refuse_missing("the page names an article that is", unknown)
            if checked.sketch:
                values = {"article": checked.sketch.article, "hashes": hashes_bytes(checked.sketch.hashes)}
                connection.execute(replacing(sketch), values)
            _keep_analysis(connection, checked)
            _keep_record(connection, checked.record)
            _insert(connection, replacing(withdrawn), list(map(withdrawn_row, checked.withdrawn)))

    def article(self, article_id: str) -> Article | None:
        return self._one(_BY_ID, id=article_id) if storable(article_id) else None

    def current_version(self, url: str) -> Article | None:
        return self._one(_CURRENT_AT, url=url) if storable(url) else None

    def page(self, url: str) -> PageRecord | None:
        if not storable(url):
            return None
        with self._database.reading() as connection:
            row = connection.execute(_PAGE_AT, {"url": url}).first()
            return page_of(row) if row else None

    def pages(self) -> Iterator[tuple[PageRecord, Article | None]]:
        last = 0
        while True:
            following = select(page).where(page.c.number > last).order_by(page.c.number).limit(_PORTION)
            with self._database.reading() as connection:
                rows = connection.execute(following).all()
                named = [row.article for row in rows if row.article]
                articles = {
                    found.id: found
                    for batch in batches(named)
                    for found in _articles(connection, select(article).where(article.c.id.in_(batch)))
                }
            if not rows:
                return
            yield from ((page_of(row), articles.get(row.article)) for row in rows)
            last = rows[-1].number

    def articles(self, since: datetime, until: datetime) -> Sequence[Article]:
        first, end = require_aware(since, "since"), require_aware(until, "until")
        return self._all(select(article).where(*published_in(first, end)))

    def newest_article_at(self) -> datetime | None:
        with self._database.reading() as connection:
            newest: datetime | None = connection.scalar(select(func.max(article.c.published_at)).where(IS_CURRENT))
            return newest

    def analyses(self, article_ids: Iterable[str]) -> Mapping[str, Analysis]:
        found = {
            row.article: analysis_of(row.article, row.version, row.language, row.body)
            for row in self._latest_analyses(article_ids, IS_CURRENT)
        }
        with self._database.reading() as connection:
            means = resolution(connection, found.keys())
            meant = {(one.id, means(id_, one.id)) for id_, each in found.items() for one in each.actors}
            actors = known_actors(connection, {actor_id for found_id, actor_id in meant if actor_id != found_id})
        return {id_: settled_by(each, means, actors) for id_, each in found.items()}

    def modes(self, article_ids: Iterable[str]) -> Mapping[str, Mode]:
        return {id_: mode for row in self._latest_analyses(article_ids) for id_, mode in modes_of(row.body)}

    def _latest_analyses(self, article_ids: Iterable[str], *limits: ColumnElement[bool]) -> Sequence[Row[Any]]:
        later = analysis.alias()
        latest = select(func.max(later.c.number)).where(later.c.article == analysis.c.article).scalar_subquery()
        return self._for_articles(
            select(analysis).join(article).where(analysis.c.number == latest, *limits), article_ids
        )

    def unanalysed(self, version: str) -> Sequence[Article]:
        if not storable(version):
            return self._all(select(article).where(IS_CURRENT, _IS_WHOLE))
        done = exists().where(analysis.c.article == article.c.id, analysis.c.version == version)
        return self._all(select(article).where(IS_CURRENT, _IS_WHOLE, ~done))

    def ungrouped(self) -> Sequence[Article]:
        return self._all(select(article).join(to_group, to_group.c.article == article.c.id).where(IS_CURRENT))

    def sketches(self, since: datetime) -> Sequence[Sketch]:
        first = require_aware(since, "since")
        wanted = select(sketch).join(article).where(IS_CURRENT, article.c.published_at >= first)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(*_OLDEST_FIRST)).all()
            return [Sketch(row.article, hashes_of(row.hashes)) for row in rows]

    def copies(self, article_ids: Iterable[str]) -> Mapping[str, str]:
        wanted = select(article.c.id, article.c.copy_of).where(IS_CURRENT, article.c.copy_of.is_not(None))
        return {row.id: row.copy_of for row in self._for_articles(wanted, article_ids)}

    def _delete_articles(self, article_ids: Iterable[str]) -> None:
        """Delete articles that no story and no statement holds any more."""
        with self._database.writing() as connection:
            for one in filter(storable, article_ids):
                if connection.scalar(select(IS_CURRENT).where(article.c.id == one)):
                    count_names(connection, one, -1)
                for table in (page, mention, role, alias_use, identity, analysis, sketch, withdrawn, to_group):
                    connection.execute(delete(table).where(table.c.article == one))
                connection.execute(delete(article).where(article.c.id == one))

    def _for_articles(self, wanted: Select[Any], article_ids: Iterable[str]) -> Sequence[Row[Any]]:
        """The rows of a query over articles, for these articles only."""
        ids = list(filter(storable, dict.fromkeys(article_ids)))
        with self._database.reading() as connection:
            return [row for batch in batches(ids) for row in connection.execute(wanted.where(article.c.id.in_(batch)))]

    def _one(self, wanted: Select[Any], **values: str) -> Article | None:
        with self._database.reading() as connection:
            return next(iter(_articles(connection, wanted, values)), None)

    def _all(self, wanted: Select[Any]) -> Sequence[Article]:
        with self._database.reading() as connection:
            return _articles(connection, wanted.order_by(*_OLDEST_FIRST))


def _articles(
    connection: Connection, wanted: Select[Any], values: Mapping[str, str] | None = None
) -> Sequence[Article]:
    rows = connection.execute(wanted, values).all()
    if not rows:
        return []
    outlets = outlets_of(connection, {row.outlet for row in rows})
    return [article_of(row, outlets) for row in rows]


def _keep_article(connection: Connection, given: Article) -> None:
    """Store the article unless it is there; a new one also says what is now known of its outlet."""
    if missing_articles(connection, {given.id}):
        connection.execute(replacing(outlet), outlet_row(given.outlet))
        connection.execute(inserting(article), article_row(given))
        connection.execute(inserting(to_group), {"article": given.id})


def _keep_analysis(connection: Connection, kept: Kept) -> None:
    """Store the analysis unless this version is there, and let its names take the place of the former version's."""
    if kept.record.article is None or (kept.analysis is None and not kept.aliases):
        return
    if kept.analysis and not _is_new(connection, kept.analysis):
        return
    found = connection.execute(
        select(article.c.published_at, IS_CURRENT.label("current")).where(article.c.id == kept.record.article)
    ).one()
    seen = {"article": kept.record.article, "published_at": found.published_at, "current": found.current}
    if found.current:
        count_names(connection, kept.record.article, -1)
    if kept.analysis:
        _keep_found(connection, kept.analysis)
        _keep_identities(connection, kept.record.article, kept.identities)
    means = own_meanings(connection, [kept.record.article])
    if kept.analysis:
        _replace_seen(connection, kept.analysis, seen, means)
    meant = [replace(one, actor=means.base(kept.record.article, one.actor)) for one in kept.aliases]
    _add_aliases(connection, kept.record.article, meant)
    if found.current:
        count_names(connection, kept.record.article, +1)


def _is_new(connection: Connection, given: Analysis) -> bool:
    same = select(analysis.c.number).where(analysis.c.article == given.article, analysis.c.version == given.version)
    return connection.execute(same).first() is None


def _keep_found(connection: Connection, given: Analysis) -> None:
    """Store an analysis and its actors."""
    values = {"article": given.article, "version": given.version, "language": given.language}
    connection.execute(inserting(analysis), {**values, "body": analysis_text(given)})
    connection.execute(inserting(to_group), {"article": given.article})
    known = known_actors(connection, {found.id for found in given.actors})
    for found in given.actors:
        known[found.id] = updated_actor(known.get(found.id), found)
    _insert(connection, replacing(actor), [actor_row(known[id_]) for id_ in dict.fromkeys(a.id for a in given.actors)])


def _keep_identities(connection: Connection, decided_for: str, identities: Sequence[Identity]) -> None:
    """Let these take the place of what rules decided for the article before; what the operator decided stands."""
    connection.execute(delete(identity).where(identity.c.article == decided_for, identity.c.rule != OPERATOR))
    _insert(connection, inserting(actor), [actor_row(one.actor) for one in identities])
    _insert(connection, inserting(identity), [identity_row(one) for one in identities])


def _replace_seen(connection: Connection, given: Analysis, seen: dict[str, Any], means: Resolution) -> None:
    """Replace the mentions, roles and names known of the article by those of this analysis."""
    for table in (mention, role, alias_use):
        connection.execute(delete(table).where(table.c.article == given.article))
    _insert(connection, inserting(mention), mention_rows(given, seen, means))
    _insert(connection, inserting(role), role_rows(given, seen, means))


def _add_aliases(connection: Connection, used_in: str, aliases: Sequence[Alias]) -> None:
    values = [alias_row(given) for given in aliases]
    _insert(connection, inserting(alias), values)
    _insert(
        connection,
        inserting(naming),
        [{"folded": row["folded"], "actor": row["actor"], "articles": 0} for row in values],
    )
    key = ("actor", "surface", "language", "kind", "valid_from", "valid_until")
    number = select(literal(used_in), alias.c.number).where(*(alias.c[name] == bindparam(f"a_{name}") for name in key))
    uses = inserting(alias_use).from_select(["article", "alias"], number)
    _insert(connection, uses, [{f"a_{name}": row[name] for name in key} for row in values])


def move_names(connection: Connection, used_in: str, old: str, new: str) -> None:
    """Make the names that an article uses for one actor those of another; what they count is left as it was."""
    used = select(alias).join_from(alias_use, alias).where(alias_use.c.article == used_in, alias.c.actor == old)
    rows = connection.execute(used).all()
    gone = alias_use.c.alias.in_([row.number for row in rows])
    connection.execute(delete(alias_use).where(alias_use.c.article == used_in, gone))
    _add_aliases(connection, used_in, [replace(alias_of(row), actor=new) for row in rows])


def count_names(connection: Connection, used_in: str, step: int) -> None:
    """Add `step` to the counters of all names that the article uses."""
    used = select(alias_use.c.alias).where(alias_use.c.article == used_in)
    forms = select(alias.c.folded, alias.c.actor).where(alias.c.number.in_(used))
    connection.execute(update(alias).where(alias.c.number.in_(used)).values(articles=alias.c.articles + step))
    connection.execute(
        update(naming)
        .where(tuple_(naming.c.folded, naming.c.actor).in_(forms))
        .values(articles=naming.c.articles + step)
    )


def _keep_record(connection: Connection, record: PageRecord) -> None:
    """Store the record unless a later one of the page is there; an update takes the place of what it replaces."""
    if record.article and record.copy_of:
        without = article.c.id == record.article, article.c.copy_of.is_(None)
        connection.execute(update(article).where(*without).values(copy_of=record.copy_of))
    row = connection.execute(select(page).where(page.c.url == record.url)).first()
    known = page_of(row) if row else None
    if known == record or (known and known.seen_at > record.seen_at):
        return
    connection.execute(replacing(page, "url"), page_row(record))
    if record.article and record.replaces and record.article != record.replaces:
        _supersede(connection, record.article, None)
        _supersede(connection, record.replaces, record.article)


def _supersede(connection: Connection, old: str, new: str | None) -> None:
    """Note that `new` takes the place of the article `old`; None makes `old` the current one again."""
    was_current = connection.scalar(select(IS_CURRENT).where(article.c.id == old))
    if was_current is None or (was_current and new is None):
        return
    connection.execute(update(article).where(article.c.id == old).values(superseded_by=new))
    current = new is None
    if current != was_current:
        for table in (mention, role):
            connection.execute(update(table).where(table.c.article == old).values(current=current))
        count_names(connection, old, +1 if current else -1)


def _insert(connection: Connection, statement: Any, values: Sequence[dict[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)
