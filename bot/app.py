"""The composition root: settings -> clock, store, fetcher, analyser, console; and what each command does with them.

Everything is made when it is first needed, so that `wortlaut ask "/help"` loads neither spaCy nor the network. Nothing
here decides anything about news: the services of the engine are called in order.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from platform import node
from typing import TYPE_CHECKING, Any, TextIO
from zoneinfo import ZoneInfo

from bot import commands
from bot.clock import FileClock, FixedClock, SystemClock
from bot.logs import configure_logging
from bot.meters import LEFT_OUT, Counters
from bot.samples import SAMPLES, forget_samples, newest_sample, told_of_samples
from config.settings import Settings, secrets_of
from digest.errors import BadInput
from digest.occurrences import parse_time, parse_weekdays
from digest.outbox import ChannelState
from digest.outcome import Address
from digest.phrases import languages
from digest.ports import Clock, Store
from digest.visible import visible

if TYPE_CHECKING:
    from bot.actors import Actors
    from bot.analyze import Analysed
    from bot.asked import Asked
    from bot.channel_commands import Wishes
    from bot.chat import Chats
    from bot.delivery import Courier
    from bot.doctor import Check
    from bot.drawing import Drawer
    from bot.limiter import Limiter
    from bot.platforms import Platform
    from bot.reading import Reader
    from bot.service import Alarms, Service
    from bot.sources import Sources
    from digest.analysis.own_gazetteer import OwnGazetteer
    from digest.answers import CommandContext
    from digest.choices import Choices
    from digest.confine.analysing import ConfinedAnalyser
    from digest.edition import DigestRequest, Edition, Week
    from digest.fetch import HttpFetcher
    from digest.ingest import Event
    from digest.inquiry.listed import Listed
    from digest.model import Message
    from digest.outbox import Channel, Outbox
    from digest.ports import Analyser
    from digest.publish import Newsroom
    from digest.render.answer import Answer

log = logging.getLogger(__name__)

ROLES = frozenset({"chat", "schedule", "ingest", "analyse", "deliver"})

LANGUAGES = ("de", "en")
"""Languages that are read; each has a module in digest/lang."""

SHIPPED_SOURCES = files("seeds") / "sources.toml"


class App:
    """The program with its settings. Parts are opened at first use and closed by `close`."""

    def __init__(self, settings: Settings) -> None:
        configure_logging(settings.log.level, settings.log.format, secrets_of(settings))
        self.settings = settings
        self._closers: list[Callable[[], None]] = []
        if settings.test.clock:
            log.warning("time comes from the file %s (test.clock)", settings.test.clock)
        self.counters = Counters()

    def close(self) -> None:
        """Close what was opened, last first."""
        while self._closers:
            self._closers.pop()()

    # parts

    @cached_property
    def clock(self) -> Clock:
        """The machine's time, or that of the test file."""
        return FileClock(Path(self.settings.test.clock)) if self.settings.test.clock else SystemClock()

    @cached_property
    def store(self) -> Store:
        """The store at database_url. Where a bot works on it, the bot alone tidies the database's log."""
        from bot.caring import opened_store
        from bot.leadership import holder_at
        from digest.store import open_outbox

        store = opened_store(self.settings)
        self._closers.append(store.close)
        outbox = open_outbox(store)
        outbox.checkpoint_here(wanted=not holder_at(outbox, self.clock.now()))
        return store

    @cached_property
    def fetcher(self) -> HttpFetcher:
        """The one way to the network."""
        from digest.fetch import FetchLimits, HttpFetcher

        fetch = self.settings.fetch
        limits = FetchLimits(
            allow_networks=fetch.allow_networks,
            allow_ports=fetch.allow_ports,
            resolver=fetch.resolver,
            ca_file=fetch.ca_file,
            user_agent=fetch.user_agent,
            contact=fetch.contact,
            timeout_s=fetch.timeout,
            max_bytes=fetch.max_bytes,
        )
        fetcher = HttpFetcher(limits, self.clock, self.store)
        self._closers.append(fetcher.close)
        return fetcher

    @cached_property
    def analyser(self) -> Analyser:
        """The analyser for all languages that are read, in this process: for texts that somebody waits for."""
        from bot.analysing import data_of
        from digest.analysis.pipeline import load_analyser

        return load_analyser(LANGUAGES, data_of(self.settings, self._own_actors))

    @cached_property
    def confined_analyser(self) -> ConfinedAnalyser:
        """The same in a process of its own, within limits: for texts that come from anywhere."""
        from bot.analysing import data_of
        from digest.confine.analysing import ConfinedAnalyser

        return ConfinedAnalyser(LANGUAGES, data_of(self.settings, self._own_actors))

    @cached_property
    def _own_actors(self) -> OwnGazetteer:
        """Our gazetteer with the user's files."""
        from bot.analysing import own_gazetteer

        return own_gazetteer(self.settings)

    @cached_property
    def actors(self) -> Actors:
        """Who is who."""
        from bot.actors import Actors

        return Actors(lambda: self.store, self.clock)

    @cached_property
    def _listed(self) -> Listed:
        """Whom the gazetteer knows."""
        from digest.inquiry.listed import Listed

        return Listed(self._own_actors.gazetteer)

    def update_holders(self, endpoint: str = "") -> Iterator[str]:
        """Refresh who heads the states and governments, and tell it line by line. Raises BadInput."""
        from bot.actor_update import update_holders
        from bot.analysing import updated_file

        return update_holders(self.fetcher, self.clock.now().date(), updated_file(self.settings), endpoint)

    @cached_property
    def sources(self) -> Sources:
        """The feeds: those of the sources file, the setting's or the shipped one, and those that channels added."""
        from bot.sources import SourceParts, Sources

        file = Path(self.settings.sources) if self.settings.sources else Path(str(SHIPPED_SOURCES))
        parts = SourceParts(
            lambda: self.store, lambda: self.outbox, lambda: self.choices, lambda: self.fetcher, self.clock
        )
        return Sources(file, parts, LANGUAGES)

    # time

    @property
    def reader_clock(self) -> Clock:
        """The reader's time: the clock, or the newest sample's date while the store holds nothing newer."""
        newest = newest_sample(self.store)
        return self.clock if newest is None or self.settings.test.clock else FixedClock(newest)

    def moment(self, text: str) -> datetime:
        """An instant from ISO text; without an offset it is meant in the reader's zone. Raises ValueError."""
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.settings.defaults.timezone))

    # reading

    def ingest(
        self,
        targets: tuple[str, ...],
        sources: Path | None = None,
        *,
        watch: bool = False,
        analysis: bool = True,
        anew: bool = False,
        due_only: bool = False,
    ) -> Iterator[Event]:
        """Read the targets, or the feeds of the sources file; yields what happens as it happens.

        With `due_only` only feeds that are due by their own rhythm; with `watch` it goes on with those until it is
        interrupted; with `anew` archives that were read to their end are read again.
        """
        from bot.reading import ReadingParts, analysed_aside, passes
        from digest.store import open_registry

        parts = ReadingParts(
            store=self.store,
            fetcher=self.fetcher,
            clock=self.clock,
            languages=LANGUAGES,
            feeds=lambda: self.sources.to_fetch(sources),
            analyser=self.confined_analyser if analysis else None,
            group=self.newsroom.group if analysis else None,
            group_time=(lambda _first, _last: self.newsroom.group()) if analysis else None,
            every_s=self.settings.fetch.interval,
            registry=open_registry(self.store),
        )
        events = passes(parts, targets, watch=watch, due_only=due_only, anew=anew)
        return analysed_aside(events, self.confined_analyser, at_once=not due_only) if analysis else events

    @cached_property
    def newsroom(self) -> Newsroom:
        """Groups what was read, and compiles digests."""
        from digest.publish import Newsroom

        return Newsroom(self.store, partial(self.counters.count, LEFT_OUT))

    # analysing

    def analyze_files(self, paths: Iterable[Path]) -> Iterator[Analysed]:
        """The analysis of each file, or why it cannot be analysed."""
        from bot.analyze import analyze_files

        return analyze_files(paths, self.analyser, self.clock.now(), LANGUAGES)

    def analyze_lines(self, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """One object out for each JSON line in, in the same order."""
        from bot.analyze import analyze_lines

        return analyze_lines(lines, self.analyser, self.clock.now(), LANGUAGES)

    # showing

    def digest(self, request: DigestRequest, channel: Channel | None = None) -> Edition:
        """The edition of the request: as the channel reads it, or of everything."""
        hidden = self.sources.of_channel(channel.id).hidden if channel else frozenset()
        return self.newsroom.compile(request, hidden)

    def week(self, until: datetime, channel: Channel) -> Week:
        """The summary of the week before that instant, as the channel reads it."""
        hidden = self.sources.of_channel(channel.id).hidden
        week = self.newsroom.week(until, channel.language, channel.zone, hidden)
        at_home = channel.id == self.terminal.id
        return week if at_home else replace(week, pictures=channel.taste.pictures)

    def asked_digest(self, asked: Asked) -> Edition:
        """The edition as asked for on the command line. Raises BadInput for a channel that is not known."""
        from bot.asked import request_of
        from bot.subscriptions import known_channel

        channel = known_channel(self.outbox, asked.channel) if asked.channel else None
        seen = self.outbox.shown_to(channel.id) if channel else frozenset()
        return self.digest(request_of(asked, channel or self.terminal, seen, self.reader_clock.now()), channel)

    def context(self, channel: Channel, now: datetime | None = None) -> CommandContext:
        """What commands are answered with in a channel; by default at the reader's time."""
        from bot.editions import as_channel_reads, chat_limits
        from digest.answers import CommandContext
        from digest.edition import Limits

        reads = self.sources.of_channel(channel.id)
        at_home = channel.id == self.terminal.id
        limits = Limits(stories=channel.stories) if at_home else chat_limits(channel.stories)
        return CommandContext(
            store=visible(self.store, reads.hidden),
            now=now or self.reader_clock.now(),
            language=channel.language,
            zone=channel.zone,
            compile=lambda request: self.digest(as_channel_reads(request, channel, limits), channel),
            week=lambda until: self.week(until, channel),
            follows=None if at_home else channel.taste.follows,
            feeds=reads.feeds,
            own=reads.own,
            off=reads.off,
            commands=commands.TERMINAL_ROWS if at_home else commands.ROWS,
            listed=self._listed,
        )

    # the terminal as the chat

    def run(self, roles: frozenset[str]) -> int:
        """Run until the end of input or a signal; returns the exit status.

        Raises BadInput for split roles on SQLite, which has one writer.
        """
        if roles != ROLES:
            raise BadInput("Split roles need a database that several processes write to; SQLite has one writer.")
        from bot.caring import refuse_damaged
        from bot.connecting import has_token

        refuse_damaged(self.store, self.settings)
        if has_token(self.settings):
            self.outbox.checkpoint_here(wanted=False)  # who takes the lead does
            self._open_all()
            forget_samples(self.store)
            return asyncio.run(self._serve())
        return self._converse(sys.stdin, sys.stdout)

    # the chats

    def _open_all(self) -> None:
        """Make every part before threads start: two of them importing the same module can lock each other out."""
        import digest.ingest
        import digest.publish

        for part in (
            digest.ingest,
            digest.publish,
            self.outbox,
            self.fetcher,
            self.confined_analyser.version,
            self._own_actors.gazetteer(),
            self.context(self.terminal),
        ):
            log.debug("ready: %s", type(part))
        gc.collect()
        gc.freeze()  # looking through all of it again and again would stop every thread for a quarter of a second

    async def _serve(self) -> int:
        """Run the bot on its chat platforms."""
        from bot.connecting import connect_platforms, operators_of
        from bot.delivery import Courier
        from bot.editions import Editions
        from bot.health import count_outcome
        from bot.leadership import Leadership
        from bot.limiter import Limiter, Rates
        from bot.reading import LOOK_S
        from bot.schedule import Daily, Publisher, Ticker, purge
        from bot.service import Alarms, Parts, Service

        platforms = connect_platforms(self.settings, self.clock)
        settings, clock, outbox = self.settings, self.clock, self.outbox
        leadership = Leadership(outbox, clock, f"{node()} {os.getpid()} {clock.now().isoformat()}")
        alarms = Alarms(clock, platforms, operators_of(settings))
        limiter = Limiter(Rates(settings.delivery.global_rate, settings.delivery.chat_rate))
        editions = Editions(outbox, platforms, clock, self.digest, self.week, self._drawer)
        courier = Courier(
            outbox,
            platforms,
            clock,
            limiter,
            uncertain_after=timedelta(seconds=settings.delivery.uncertain_after),
            announce=editions.announce,
            alarm=alarms.alarm,
            observe=partial(count_outcome, self.counters),
            lead=lambda: leadership.lead,
        )
        late_after = timedelta(seconds=settings.delivery.late_after)
        service = Service(
            Parts(
                platforms=platforms,
                chats=self._chats(courier, limiter, alarms),
                courier=courier,
                publisher=Publisher(outbox, clock, late_after, editions.compile_slot, frozenset(platforms)),
                ticker=lambda tick: Ticker(clock, settings.schedule.tick, tick),
                read_feeds=self._reader(platforms),
                read_every_s=LOOK_S,
                clean=Daily(clock, lambda: purge(outbox, clock.now())),
                menus=tuple(commands.menu(language) for language in ("", *languages())),
                leadership=leadership,
            )
        )
        return await self._run_beside(service, courier, platforms, alarms).run()

    def _run_beside(
        self, service: Service, courier: Courier, platforms: Mapping[str, Platform], alarms: Alarms
    ) -> Service:
        """The service with what runs beside the digests: posts are corrected, the database is kept, health told."""
        from bot.caring import tasks_of
        from bot.corrections import Corrector
        from bot.health import Health, Watched
        from bot.upkeep import Caretaker
        from digest.store import open_upkeep

        settings, clock, outbox, upkeep = self.settings, self.clock, self.outbox, open_upkeep(self.store)
        service.beside(Corrector(outbox, platforms, clock, self.store.withdrawn_since).watch)
        service.beside(Caretaker(upkeep, clock, tasks_of(settings, self.store), alarms.alarm).run)
        if settings.metrics_listen:
            states = service.last_tick, outbox.tally, upkeep.state, lambda: courier.open_platforms
            watched = Watched(clock, settings.schedule.tick, *states, frozenset(platforms), self.counters)
            service.beside(lambda stop: Health(settings.metrics_listen, watched).run(stop, alarms.alarm))
        return service

    def _chats(self, courier: Courier, limiter: Limiter, alarms: Alarms) -> Chats:
        """Who answers in chats."""
        from bot.caring import copies_last_h, turnstile_of
        from bot.chat import Chats
        from bot.privacy_commands import PrivacyDesk

        privacy = PrivacyDesk(self.outbox, self.choices.of_channel, copies_last_h(self.settings))
        return Chats(
            self.outbox,
            self.clock,
            self.wishes,
            lambda channel: self.context(channel, self.clock.now()),
            alarms.alarm,
            courier.shut,
            (*self.sources.desk.commands(), *privacy.commands()),
            draw=self._drawer,
            unmute=courier.reopen,
            spoke=lambda address: limiter.answered(address, self.clock.monotonic()),
            turnstile=turnstile_of(self.settings, self.store),
        )

    @cached_property
    def _drawer(self) -> Drawer:
        """What draws the charts of answers and weeks."""
        from bot.drawing import Drawer

        drawer = Drawer()
        self._closers.append(drawer.close)
        return drawer

    @cached_property
    def outbox(self) -> Outbox:
        """Channels, slots and deliveries, in the same database as the store."""
        from digest.store import open_outbox

        return open_outbox(self.store)

    @cached_property
    def choices(self) -> Choices:
        """What channels chose to read, in the same database as the store."""
        from digest.store import open_choices

        return open_choices(self.store)

    def tidy(self) -> str:
        """Let texts expire and give back room now, as a running bot does by the hour; says what was done."""
        from bot.caring import tidied

        return tidied(self.settings, self.store, self.clock.now())

    @property
    def wishes(self) -> Wishes:
        """What a new channel starts with."""
        from bot.channel_commands import Wishes

        defaults = self.settings.defaults
        return Wishes(
            language=defaults.language,
            zone=defaults.timezone,
            times=tuple(sorted(parse_time(one) for one in defaults.times)),
            weekdays=parse_weekdays(defaults.weekdays),
            stories=defaults.stories,
        )

    def subscribe(self, name: str, wanted: Mapping[str, str]) -> str:
        """Subscribe a chat with these settings; says what it now has. Raises BadInput, changing nothing."""
        from bot.subscriptions import subscribe

        return subscribe(self.outbox, name, wanted, self.wishes, self.clock.now())

    def unsubscribe(self, name: str) -> str:
        """End the subscription of a chat. Raises BadInput when it is not known."""
        from bot.subscriptions import unsubscribe

        return unsubscribe(self.outbox, name, self.clock.now())

    def _reader(self, platforms: Mapping[str, Platform]) -> Reader:
        from bot.health import note_event
        from bot.reading import FeedNotices, Reader

        return Reader(
            self.clock,
            self.settings.fetch.interval,
            lambda: self.ingest((), due_only=True),
            lambda event: note_event(self.counters, event),
            FeedNotices(self.outbox, platforms, self.clock, self._owners),
        )

    def _owners(self, url: str) -> tuple[Channel, ...]:
        from bot.connecting import operators_of
        from bot.reading import owners

        listed, operators = self.sources.listed_as_known(), operators_of(self.settings)
        return owners(url, listed, self.choices, self.outbox, operators, self.wishes, self.clock.now())

    @property
    def terminal(self) -> Channel:
        """The terminal as a channel: never subscribed, and not stored before it chooses a source."""
        from bot.channel_commands import new_channel

        fresh = new_channel(Address("console", "terminal"), self.wishes, self.clock.now())
        return replace(fresh, state=ChannelState.STOPPED, next_due=None)

    def _converse(self, lines: TextIO, out: TextIO) -> int:
        from bot.conversation import converse

        if self.store.newest_article_at() is None:
            sys.stderr.write("Reading the sample articles ...\n")
            self.read_samples()
        newest = newest_sample(self.store)
        if newest is not None:
            out.write(
                told_of_samples(newest, self.settings.defaults.language, self.settings.defaults.timezone) + "\n\n"
            )
        converse(lines, out, lambda line: self.ask(line)[1])
        return 0

    def read_samples(self) -> None:
        """Read the articles of seeds/ into the store."""
        for event in self.ingest((str(SAMPLES),)):
            log.debug("%s", event)

    # around the store

    def doctor(self, *, sources_too: bool = False) -> Iterator[Check]:
        """Look at everything the program needs."""
        from bot import doctor
        from bot.checking import check_database, check_settings

        yield from doctor.check_versions()
        yield from check_settings(self.settings)
        yield doctor.check_store(lambda: self.store, self.settings.database_url)
        yield from check_database(self.settings, self.clock, lambda: self.store)
        yield doctor.check_analyser(lambda: self.analyser)
        yield from doctor.check_actors(self._own_actors.files(), self._own_actors.refused(), self.settings.actors)
        yield doctor.check_sources(self.sources.listed, str(self.sources.file))
        if sources_too:
            yield from self.sources.check()

    def backup(self, file: Path) -> str:
        """Copy the database while it is in use; says what was done."""
        from digest.store import backup

        return backup(self.settings.database_url, file)

    def restore(self, file: Path, *, force: bool) -> str:
        """Put a copy in the place of the database; says what was done."""
        from digest.store import restore

        return restore(self.settings.database_url, file, force=force)

    def export(self, kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        """What is stored, as JSON objects. Raises BadInput for an unknown kind."""
        from digest.export import export

        return export(self.store, self.outbox, kinds)

    def migrate(self) -> str:
        """Bring the database to the present schema; says what was done."""
        from digest.store import migrate

        return migrate(self.settings.database_url)

    def ask(self, line: str, language: str | None = None) -> tuple[Answer, Message]:
        """The answer to one command line, and the same as a message."""
        from digest.render import render_answer

        channel = self.terminal if language is None else replace(self.terminal, language=language)
        call = commands.parse(line)
        changing = commands.find_among(call.name, self.sources.desk.commands())
        if changing is not None:
            answer = changing.apply(channel, call.arguments, self.clock.now()).notice
        else:
            answer = commands.answer(self.context(channel), line)
        return answer, render_answer(answer, channel.language, channel.zone)
