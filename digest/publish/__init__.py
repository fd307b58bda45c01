"""Services: group what was read into stories and statements, and compile the digest of a window."""

from digest.edition import DigestRequest, Edition, Limits
from digest.publish.compiling import Compiler, compile_digest, literal, shown_by
from digest.publish.grouping import Grouped, Grouper, group
from digest.publish.newsroom import Newsroom

__all__ = [
    "Compiler",
    "DigestRequest",
    "Edition",
    "Grouped",
    "Grouper",
    "Limits",
    "Newsroom",
    "compile_digest",
    "group",
    "literal",
    "shown_by",
]
