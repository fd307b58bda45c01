"""What the analysis components hand to one another on a spaCy `Doc`, declared in this one place.

| attribute | type | set by |
|---|---|---|
| `doc._.article` | `digest.model.Article` or None | the pipeline, before the first component |
| `doc._.quotations` | `tuple[digest.model.Quotation, ...]`, in text order | `wortlaut_quotations` (parties without
actors), `wortlaut_actors` |
| `doc._.mentions` | `tuple[digest.model.Mention, ...]`, in text order | `wortlaut_actors` |
| `doc._.actors` | `tuple[digest.model.Actor, ...]` | `wortlaut_actors` |
| `doc._.roles` | `tuple[digest.model.Roles, ...]` | `wortlaut_actors` |

`doc.ents` is set by `wortlaut_entities`, sentence starts by `wortlaut_sentences`. Importing this module declares them.
"""

from __future__ import annotations

from spacy.tokens import Doc

TUPLES = ("quotations", "mentions", "actors", "roles")
"""Attributes that hold a tuple and are empty until their component has run."""


def declare() -> None:
    """Declare the attributes; doing it again changes nothing."""
    if not Doc.has_extension("article"):
        Doc.set_extension("article", default=None)
    for name in TUPLES:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())


declare()
