"""The canonical URL of a page: what tells one article from another whatever way it was reached."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from courlan import clean_url
from tld import get_fld

_TRACKING = re.compile(
    r"^(?:wt_\w+|wtmc|maca|mktcid\w*|xing_share|share\w*|cmp|utm_\w+|at_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id"
    r"|ns_\w+|xtor|ito|smid|ocid|cid|sc_channel|sara_\w+|reduced|giftlink|gift|dicbo|ref|referrer|origin|traffic_source"
    r"|rss|from_rss|seite_rss|feed|at_campaign|mbid|partner|output|amp|outputtype)$",
    re.IGNORECASE,
)
"""Parameters that say how a reader came and not what he reads; the German ones are missing in every list we know."""


def clean(url: str) -> str:
    """`url` without fragment and tracking parameters, spelled in one way; "" for what is no http or https URL.

    >>> clean("HTTPS://www.beispiel.example:443/a.html?id=7&wt_mc=rss.red.ho#ref=rss")
    'https://www.beispiel.example/a.html?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    scheme = parts.scheme.lower()
    standard = port in {None, 443 if scheme == "https" else 80}
    place = f"[{host}]" if ":" in host else host
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])]
    kept = parts.query if len(pairs) == len(parts.query.split("&")) else urlencode(pairs)
    bare = urlunsplit((scheme, place if standard else f"{place}:{port}", parts.path or "/", kept, ""))
    cleaned = clean_url(bare) or bare
    return cleaned if urlsplit(cleaned).path else cleaned + "/"


def registrable(url: str) -> str:
    """The registrable domain of a URL: "tagesschau.de"; an address as it is, "" for no URL.

    Names below no public suffix, as in tests and intranets, count with their last two labels.

    >>> registrable("https://www.zeitung.example/a")
    'zeitung.example'
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    if not host or ":" in host or host.replace(".", "").isdecimal():
        return host
    return get_fld(f"http://{host}", fail_silently=True) or ".".join(host.split(".")[-2:])


def canonical(url: str, claimed: str) -> str:
    """The canonical URL of the page fetched from `url`, which claims to be `claimed`.

    A claim counts on the same registrable domain only, and not when it is a mere front page. A page from a file is
    believed whatever it claims: there is no other address.
    """
    own = clean(url)
    wanted = clean(urljoin(url, claimed.strip())) if claimed.strip() else ""
    if not own:
        return wanted or url
    if not wanted or registrable(wanted) != registrable(own):
        return own
    return own if is_front(wanted) and not is_front(own) else wanted


def is_front(url: str) -> bool:
    """Whether the URL is that of a site, or of its front page.

    >>> is_front("https://zeitung.example/"), is_front("https://zeitung.example/?p=12")
    (True, False)
    """
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.path in {"", "/"} and not parts.query
