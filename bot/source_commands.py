"""Commands that change what a channel reads: addsource, removesource. An answer, and the choice noted.

    addsource    -> a number or word of the choice given last, the name of a listed source that was left out, an address
                 -> read here already? -> limits -> look (bot.source_check) -> noted, or a choice, or why not
    removesource -> a number, word, address or name among what is read here -> noted, or a choice

What others added cannot be found by its name: who wants it has to know its address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channel_commands import LONGEST_ECHO, Change, ChannelCommand
from bot.source_address import NoAddress, Typed, read_address
from bot.source_look import Look, Readable, Several, Unusable
from digest.choices import Choices, Offer, channel_feeds, feed_id
from digest.model import Feed, Outlet
from digest.names import fold
from digest.outbox import Channel, Outbox
from digest.phrases import phrases
from digest.render.answer import Answer, CommandRow, Notice
from digest.render.source_answer import SourceAdded, SourceChoice, SourceChoices
from digest.render.source_answers import language_name, source_name

MOST_OWN = 30
"""Feeds that a channel may add to the shared list."""

MOST_TRIES = 20
"""Addresses that a channel may have looked at in a day: each makes up to a dozen requests to strangers."""

SILENT_AFTER_DAYS = 14
"""Days without anything new from which that is mentioned."""

MOST_LISTED = 12
"""Sources offered for a choice at once."""

SOURCE_ROWS = (
    CommandRow("addsource", ("neuequelle",), "arguments.addsource", "purpose.addsource"),
    CommandRow("removesource", ("quelleweg",), "arguments.removesource", "purpose.removesource"),
)
"""How help shows them."""


REFUSALS = {
    "long": "source.no.long",
    "scheme": "source.no.scheme",
    "credentials": "source.no.credentials",
    "words": "source.no.words",
    "forbidden": "source.no.forbidden",
    "dns": "source.no.dns",
    "silent": "source.no.silent",
    "tls": "source.no.tls",
    "too_large": "source.no.too_large",
    "redirects": "source.no.redirects",
    "gone": "source.no.gone",
    "closed": "source.no.closed",
    "later": "source.no.later",
    "server_error": "source.no.server_error",
    "broken": "source.no.broken",
    "no_feed": "source.no.no_feed",
    "empty": "source.no.empty",
    "language": "source.no.language",
}
"""Why an address is no source that can be read, by the reasons of bot.source_address and bot.source_check."""


@dataclass(frozen=True, slots=True)
class SourceDesk:
    """What these commands work with.

    `listed` are the feeds of the sources file, `languages` those analysed; `look` asks the network; `publisher` says
    whose a feed is that was found, by the feeds known already.
    """

    outbox: Outbox
    choices: Choices
    listed: Callable[[], Sequence[Feed]]
    look: Callable[[Typed], Look]
    publisher: Callable[[Readable, Sequence[Feed]], Outlet]
    languages: Sequence[str]

    def commands(self) -> tuple[ChannelCommand, ...]:
        """The commands, ready for use."""
        add, remove = SOURCE_ROWS
        return ChannelCommand(add, self.add, is_slow=True), ChannelCommand(remove, self.remove)

    # adding

    def add(self, channel: Channel, arguments: str, now: datetime) -> Change:
        """Read one more source: a number, a name, an address of a feed or a site."""
        if not arguments.strip():
            return _said(Notice("source.which"))
        self._save(channel)
        offers, word = self.choices.offers(channel.id), arguments.split(maxsplit=1)[0]
        chosen = _chosen(word, offers)
        if chosen is None and word.isascii() and word.isdecimal():
            return _said(Notice("source.no_choice"))
        if left_out := self._left_out(channel, arguments) if chosen is None else ():
            return self._take_back(channel, left_out, now)
        try:
            typed = read_address(chosen.url if chosen else arguments)
        except NoAddress as error:
            return _said(Notice(REFUSALS[error.reason], {"asked": _echo(arguments)}))
        return self._add_at(channel, typed, now)

    def _add_at(self, channel: Channel, typed: Typed, now: datetime) -> Change:
        if answer := self._known(channel, typed.url, now):
            return _said(answer)
        if len(self._own(channel)) >= MOST_OWN:
            return _said(Notice("source.most", {"most": str(MOST_OWN)}))
        if self.choices.count_try(channel.id, now.date()) > MOST_TRIES:
            return _said(Notice("source.tries", {"most": str(MOST_TRIES)}))
        match self.look(typed):
            case Readable() as found:
                return _said(self._known(channel, found.url, now) or self._added(channel, found, now))
            case Several(site, offers):
                self.choices.offer(channel.id, offers)
                given = tuple(SourceChoice(one.title or site, one.url, one.id) for one in offers)
                return _said(SourceChoices("source.which_feed", site, SOURCE_ROWS[0].name, given))
            case Unusable() as found:
                return _said(self._refused(channel, typed, found))

    def _known(self, channel: Channel, url: str, now: datetime) -> Answer | None:
        """What there is to say of a feed of the shared list; one that was left out is taken back. Else None."""
        listed = next((feed for feed in self.listed() if same_place(feed.url, url)), None)
        here = next((feed for feed in self._read(channel) if same_place(feed.url, url)), None)
        if here is not None:
            return Notice("source.here", {"name": source_name(here)})
        if listed is None:
            return None
        self.choices.choose(channel.id, listed.url, now, wanted=True)
        return Notice("source.back", {"name": source_name(listed)})

    def _added(self, channel: Channel, found: Readable, now: datetime) -> Answer:
        known = next((feed for feed in self.choices.added() if same_place(feed.url, found.url)), None)
        feed = known or Feed(found.url, self.publisher(found, (*self.listed(), *self.choices.added())))
        self.choices.add(channel.id, feed, now)
        silent = (now - found.newest_at).days if found.newest_at is not None else 0
        return SourceAdded(
            feed,
            found.language,
            found.per_day,
            found.newest_at,
            silent_days=silent if silent >= SILENT_AFTER_DAYS else 0,
            trial=found.trial,
        )

    def _refused(self, channel: Channel, typed: Typed, found: Unusable) -> Notice:
        texts = phrases(channel.language)
        values = {"site": typed.site, "detail": found.detail, "asked": _echo(typed.url)}
        if found.reason == "language":
            values["language"] = language_name(found.detail, texts)
            values["known"] = texts.listed([language_name(one, texts) for one in self.languages])
        return Notice(REFUSALS[found.reason], values)

    def _left_out(self, channel: Channel, arguments: str) -> tuple[Feed, ...]:
        """Listed feeds of this name that the channel does not read."""
        read = {feed.url for feed in self._read(channel)}
        return _named([feed for feed in self.listed() if feed.url not in read], arguments)

    def _take_back(self, channel: Channel, feeds: Sequence[Feed], now: datetime) -> Change:
        for feed in feeds:
            self.choices.choose(channel.id, feed.url, now, wanted=True)
        return _said(Notice("source.back", {"name": _together(feeds)}))

    # removing

    def remove(self, channel: Channel, arguments: str, now: datetime) -> Change:
        """Leave a source out: one of the channel's own, or one of the shared list."""
        own, read = self._own(channel), self._read(channel)
        asked = arguments.strip()
        if not asked:
            return _said(_to_choose(own) if own else Notice("source.no_own"))
        found = self._meant(own, read, asked)
        if not found:
            return _said(Notice("source.not_here", {"asked": _echo(asked)}))
        if len({feed.outlet.name for feed in found}) > 1:
            return _said(_to_choose(found))
        self._save(channel)
        for feed in found:
            self.choices.choose(channel.id, feed.url, now, wanted=False)
        listed = {feed.url for feed in self.listed()}
        again = found[0].outlet.name if all(feed.url in listed for feed in found) else found[0].url
        return _said(Notice("source.removed", {"name": _together(found), "again": again}))

    def _meant(self, own: Sequence[Feed], read: Sequence[Feed], asked: str) -> tuple[Feed, ...]:
        """The feeds meant: by number or word, by address, by name, by a part of the name."""
        if asked.isascii() and asked.isdecimal():
            return tuple(own[int(asked) - 1 : int(asked)]) if len(asked) < 4 and int(asked) else ()
        if by_word := tuple(feed for feed in read if feed_id(feed.url) == asked):
            return by_word
        if by_name := _named(read, asked):
            return by_name
        try:
            url = read_address(asked).url
        except NoAddress:
            url = ""
        if by_url := tuple(feed for feed in read if url and same_place(feed.url, url)):
            return by_url
        wanted = fold(asked)
        return tuple(feed for feed in read if len(wanted) > 2 and wanted in fold(source_name(feed)))

    # the channel

    def _read(self, channel: Channel) -> tuple[Feed, ...]:
        return channel_feeds(channel.id, self.listed(), self.choices)

    def _own(self, channel: Channel) -> tuple[Feed, ...]:
        return own_feeds(self._read(channel), self.listed())

    def _save(self, channel: Channel) -> None:
        """Have the channel stored: it may never have been subscribed."""
        if self.outbox.channel(channel.id) is None:
            self.outbox.save_channel(channel)


def own_feeds(read: Sequence[Feed], listed: Sequence[Feed]) -> tuple[Feed, ...]:
    """Those of the feeds a channel reads that it added, by name."""
    known = {feed.url for feed in listed}
    own = (feed for feed in read if feed.url not in known)
    return tuple(sorted(own, key=lambda feed: (fold(source_name(feed)), feed.url)))


def address_key(url: str) -> str:
    """What is one for two addresses of the same place: without scheme, and without a slash at the end.

    >>> address_key("http://a.example/rss/") == address_key("https://a.example/rss")
    True
    """
    return url.partition("://")[2].rstrip("/")


def same_place(one: str, other: str) -> bool:
    """Whether two addresses are one but for http or https and a slash at the end."""
    return address_key(one) == address_key(other)


def _chosen(word: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer that a number or the word of a button means."""
    for number, offer in enumerate(offers, 1):
        if word in {str(number), offer.id}:
            return offer
    return None


def _named(feeds: Sequence[Feed], asked: str) -> tuple[Feed, ...]:
    """The feeds of the outlet called so, or the one called so with its section."""
    wanted = fold(asked)
    by_outlet = tuple(feed for feed in feeds if wanted in {fold(feed.outlet.name), fold(feed.outlet.id)})
    return by_outlet or tuple(feed for feed in feeds if wanted == fold(source_name(feed)))


def _to_choose(feeds: Sequence[Feed]) -> Answer:
    given = tuple(SourceChoice(source_name(feed), feed.url, feed_id(feed.url)) for feed in feeds[:MOST_LISTED])
    return SourceChoices("source.which_remove", "", SOURCE_ROWS[1].name, given)


def _together(feeds: Sequence[Feed]) -> str:
    """What several feeds of one outlet are called together."""
    return source_name(feeds[0]) if len(feeds) == 1 else f"{feeds[0].outlet.name} ({len(feeds)})"


def _echo(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= LONGEST_ECHO else shown[: LONGEST_ECHO - 1] + "…"


def _said(answer: Answer) -> Change:
    return Change(None, answer)
