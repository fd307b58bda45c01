"""Every error the engine raises on purpose, one tree.

    WortlautError
    ├── BadInput            what somebody gave us cannot be used (file, page, feed, argument)
    │   ├── UnreadableFile
    │   ├── UnusablePage    fetched, but no article: consent wall, paywall, no text, unknown language …
    │   │   └── PageNotRead the system ended the process that read it
    │   ├── UnusableText    an article on which the analysis hangs, runs out of memory or trips
    │   └── BrokenFeed
    ├── FetchFailed         nothing usable came over the network
    │   └── AddressRefused  the guard against private addresses, ports or schemes said no
    ├── ReaderFailed        the process that reads pages cannot be had
    ├── AnalyserFailed      the process that analyses texts cannot be had
    ├── NotAnalysed         the machine failed at a text: files, memory
    ├── StoreError          the database cannot be used
    │   ├── StoreLocked
    │   ├── StoreCorrupt
    │   └── StoreTooNew     written by a later version of the program
    └── WeightsError        analysis data (gazetteer, weights) missing or altered

The message of each is one sentence for the operator that says what is wrong and what to do.
"""

from __future__ import annotations


class WortlautError(Exception):
    """Base of all errors raised on purpose; `str(error)` is one sentence for a person."""


class BadInput(WortlautError):
    """Something given to the program cannot be used."""


class UnreadableFile(BadInput):
    """A file is missing, not readable, or not text."""


class UnusablePage(BadInput):
    """A page was fetched but holds no article. `reason` is one of the stable words shown by `ingest`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class PageNotRead(UnusablePage):
    """The system ended the process that read a page, as where memory is short; the page may be read another time."""


class UnusableText(BadInput):
    """The analysis does not get through an article. `reason`: how its process ended ("too slow", "too large" …), or the
    name of an error.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class BrokenFeed(BadInput):
    """Bytes that were to be a feed hold no entry that can be read."""


class FetchFailed(WortlautError):
    """A request brought nothing usable. `reason` is a stable word: dns, refused, timeout, too_large, http_404 …

    `retry_after` are the seconds the host asked to be left alone, None where it asked nothing.
    """

    def __init__(self, url: str, reason: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{url}: {reason}" + (f" ({detail})" if detail else ""))
        self.url = url
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after


class AddressRefused(FetchFailed):
    """The address, port or scheme is one the program does not talk to (see fetch.allow_networks, fetch.allow_ports)."""


class ReaderFailed(WortlautError):
    """The process in which pages are read does not start. No page is to blame; the pass ends and is tried again."""


class AnalyserFailed(WortlautError):
    """The process in which texts are analysed does not start. No text is to blame; the next pass tries again."""


class NotAnalysed(WortlautError):
    """The machine failed at a text, which need not be to blame: it is tried again by the next pass, others in this."""


class StoreError(WortlautError):
    """The database cannot be used."""


class StoreLocked(StoreError):
    """Another process held the database for longer than the busy time-out."""


class StoreCorrupt(StoreError):
    """The file is no database, or its check failed."""


class StoreTooNew(StoreError):
    """The database was written by a later version of the program."""


class WeightsError(WortlautError):
    """Data of the analysis (gazetteer, weights) is missing or altered."""
