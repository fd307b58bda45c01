"""Service: feeds, pages, files and folders into the store. Order only; what is decided is decided in pure steps.

    feed   -> fetch (only if changed) -> parse -> keep entries -> plan a look at those pages nobody has looked at --.
    due pages (of this pass, left over, to be looked at again) <----------------------------------------------------'
    page   -> fetch (only if changed) -> extract --.
    file   -> read --------------------------------+-> same, update, wire copy or new? -> analyse -> keep (at once)
    folder -> every txt and html file -------------'
    archive -> see digest.ingest.backfill
    before a pass: analyse what was kept unanalysed; after it: group stories where anything came

When what is fetched is decided in `feed_health` and `page_looks`, and stored: a pass that is broken off loses nothing.

Hosts are fetched side by side (FetchPool); all else happens in the calling thread. A broken feed, file or page is one
event and never stops the rest; only a store that cannot be used ends the pass, by its StoreError.
"""

from digest.ingest.aliases import aliases_of
from digest.ingest.events import (
    ArchiveDone,
    ArchiveProgress,
    Event,
    FeedDied,
    FeedDone,
    PageDone,
    RecordSkipped,
    StepSeconds,
    Summary,
    TargetFailed,
)
from digest.ingest.service import Ingest

__all__ = [
    "ArchiveDone",
    "ArchiveProgress",
    "Event",
    "FeedDied",
    "FeedDone",
    "Ingest",
    "PageDone",
    "RecordSkipped",
    "StepSeconds",
    "Summary",
    "TargetFailed",
    "aliases_of",
]
