"""Which language a text is in: what the page claims, checked against the text."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LOOKED_AT = 1000
"""Characters that are enough: a thousand tell the same as three thousand, in half the time (measured on real pages)."""
_SURE = 0.9
_LONG_ENOUGH = 120


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, claimed: str = "") -> str:
    """The ISO 639-1 code of the text's language. The page's claim holds unless the text clearly says otherwise."""
    base = claimed.replace("_", "-").partition("-")[0].strip().lower()
    found, probability = _identifier().classify(text[:_LOOKED_AT])
    if base and (found == base or len(text) < _LONG_ENOUGH or probability < _SURE):
        return base
    return str(found)
