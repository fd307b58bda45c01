"""What holds for every implementation of the channels' choices: what it refuses. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.choices import Offer
from digest.errors import BadInput
from digest.model import Feed
from digest.store.checks import refuse_unstorable


def checked_feed(feed: Feed) -> Feed:
    """The feed. Raises BadInput for text that cannot be stored."""
    refuse_unstorable(feed, f"feed {feed.url!a}")
    return feed


def checked_offers(offers: Sequence[Offer]) -> list[Offer]:
    """The offers, each address once. Raises BadInput for text that cannot be stored."""
    once: dict[str, Offer] = {}
    for offer in offers:
        refuse_unstorable(offer, f"the offer of {offer.url!a}")
        once.setdefault(offer.url, offer)
    return list(once.values())


def refuse_stranger(channel_id: str) -> BadInput:
    """The error for a choice of a channel that is not saved."""
    return BadInput(f"channel {channel_id!a} is not stored: save it before it chooses feeds")
