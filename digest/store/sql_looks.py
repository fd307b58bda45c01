"""The part of the SQL store that remembers hosts, and when to look at which page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from digest.looks import HostState, PageState
from digest.model import require_aware
from digest.store.checks import checked_host_state, checked_page_states, storable
from digest.store.connections import Database, batches, replacing
from digest.store.rows import host_state_of, host_state_row, page_state_of, page_state_row
from digest.store.tables import host_state, page_state


class LookPart:
    """Hosts and the pages that feeds name; what is asked and promised stands at `digest.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def host_state(self, host: str) -> HostState | None:
        if not storable(host):
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(host_state).where(host_state.c.host == host)).first()
        return host_state_of(row) if row else None

    def save_host_state(self, state: HostState) -> None:
        values = host_state_row(checked_host_state(state))
        with self._database.writing() as connection:
            connection.execute(replacing(host_state), values)

    def page_states(self, urls: Iterable[str]) -> Mapping[str, PageState]:
        wanted = list(filter(storable, dict.fromkeys(urls)))
        with self._database.reading() as connection:
            return {
                row.url: page_state_of(row)
                for batch in batches(wanted)
                for row in connection.execute(select(page_state).where(page_state.c.url.in_(batch)))
            }

    def save_page_states(self, states: Iterable[PageState]) -> None:
        values = [page_state_row(state) for state in checked_page_states(states)]
        if values:
            with self._database.writing() as connection:
                connection.execute(replacing(page_state), values)

    def due_pages(self, now: datetime) -> Sequence[PageState]:
        due = page_state.c.due_at <= require_aware(now, "now")
        with self._database.reading() as connection:
            rows = connection.execute(select(page_state).where(due).order_by(page_state.c.due_at, page_state.c.url))
            return list(map(page_state_of, rows))
