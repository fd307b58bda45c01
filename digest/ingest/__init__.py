"""Service: feeds, pages, files and folders into the store. Order only; what is decided is decided in pure steps.

    feed   -> fetch (only if changed) -> parse -> keep entries -> choose those without a page record --.
    page   -> fetch <---------------------------------------------------------------------------------'
           -> extract -----------------.
    file   -> read --------------------+-> same, update, wire copy or new? -> analyse -> keep (one transaction)
    folder -> every txt and html file -'
    archive -> see digest.ingest.backfill
    before a pass: analyse what was kept unanalysed; after it: group stories
    the state of a feed is saved when the last of its pages is done

Hosts are fetched side by side (FetchPool); all else happens in the calling thread. A broken feed, file or page is one
event and never stops the rest; only a store that cannot be used ends the pass, by its StoreError.
"""

from digest.ingest.aliases import aliases_of
from digest.ingest.events import (
    ArchiveDone,
    ArchiveProgress,
    Event,
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
    "FeedDone",
    "Ingest",
    "PageDone",
    "RecordSkipped",
    "StepSeconds",
    "Summary",
    "TargetFailed",
    "aliases_of",
]
