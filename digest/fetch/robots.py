"""robots.txt as RFC 9309 has it: groups by product token, the longest matching rule wins, allow wins a tie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

MOST_BYTES = 512 * 1024
"""What is read of a robots.txt; RFC 9309 asks for at least 500 KiB."""

_LINE = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_SAFE = "/?&=:;,@!$'()*+~%-._[]"


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line: the pieces between its "*", and whether "$" ties the last one to the end."""

    allow: bool
    pieces: tuple[str, ...]
    anchored: bool = False

    @property
    def length(self) -> int:
        """Octets of the pattern: the longest match decides."""
        return sum(map(len, self.pieces)) + len(self.pieces) - 1 + self.anchored

    def matches(self, path: str) -> bool:
        """Whether it matches from the start of `path`. Linear whatever the pattern: others wrote it."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        at = len(first)
        for number, piece in enumerate(rest, start=1):
            if self.anchored and number == len(rest):
                return path.endswith(piece) and len(path) - len(piece) >= at
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return not self.anchored or at == len(path)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for us on one origin."""

    rules: tuple[Rule, ...] = ()

    def allows(self, path: str) -> bool:
        """Whether `path` (with its query) may be fetched."""
        canonical = _canonical(path or "/")
        matching = [rule for rule in self.rules if rule.matches(canonical)]
        return not matching or max(matching, key=lambda rule: (rule.length, rule.allow)).allow


ALLOW_ALL = Robots()
DISALLOW_ALL = Robots((Rule(allow=False, pieces=("/",)),))


def parse_robots(text: str, product: str) -> Robots:
    """The rules for the user agent with this product token; those for "*" where no group names it."""
    groups: dict[str, list[Rule]] = {}
    agents: list[str] = []
    naming = False
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        key, value = match[1].lower(), match[2].strip()
        if key == "user-agent":
            agent = value.lower().partition("/")[0].strip()  # some add a version, which the token does not have
            agents = [*agents, agent] if naming else [agent]
            naming = True
            groups.setdefault(agent, [])
        elif key in {"allow", "disallow"}:
            naming = False
            if value:
                for agent in agents:
                    groups[agent].append(_rule(key == "allow", value))
    return Robots(tuple(groups.get(product.lower(), groups.get("*", []))))


def _rule(allow: bool, value: str) -> Rule:
    written = _canonical(value if value.startswith(("/", "*")) else "/" + value)
    pieces = re.sub(r"\*+", "*", written.rstrip("$")).split("*")
    return Rule(allow=allow, pieces=tuple(pieces), anchored=written.endswith("$"))


def _canonical(path: str) -> str:
    """Percent-encoding made the same on both sides."""
    return quote(unquote(path), safe=_SAFE)
