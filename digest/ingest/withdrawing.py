"""Which statements an article no longer makes after it was changed. Pure.

A statement is taken back when words of it are missing from the new text, wherever they stood; one whose words stand
elsewhere now is not. Only statements that nobody else reports can be taken back by one article.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from digest.model import Article, Report, Statement, Withdrawn


def withdrawn_by(statements: Iterable[Statement], old: Article, new: Article, at: datetime) -> tuple[Withdrawn, ...]:
    """Those of the statements, reported in `old`, whose words `new` does not have any more."""
    text = _squeezed(new.text)
    return tuple(Withdrawn(one, at) for one in statements if _is_own(one, old) and not _stands(one, old, text))


def _is_own(statement: Statement, old: Article) -> bool:
    return all(report.article == old.id for report in statement.reports)


def _stands(statement: Statement, old: Article, text: str) -> bool:
    return any(all(piece in text for piece in _pieces(report, old)) for report in statement.reports)


def _pieces(report: Report, old: Article) -> list[str]:
    return [_squeezed(span.of(old.text)) for span in report.content]


def _squeezed(text: str) -> str:
    """Without what setting a text anew changes: white space, and the forms of quote marks and dashes."""
    return " ".join(text.translate(_FORMS).split())


_FORMS = str.maketrans({**dict.fromkeys("„“”«»‚‘’‹›", '"'), "'": '"', "–": "-", "—": "-", "…": "..."})
