"""Extraction is at least as good as it was on the real pages kept outside the project."""

from __future__ import annotations

import pytest

from tests.eval.extraction_table import PAGES, expected_pages, ours, page_bytes, plain, score, summary

FLOORS = {
    "de": {
        "body F": 0.985,
        "pages >= .9": 0.97,
        "lead": 0.97,
        "quotes": 0.998,
        "title": 0.97,
        "minute": 0.97,
        "authors F": 0.92,
    },
    "en": {
        "body F": 0.955,
        "pages >= .9": 0.95,
        "lead": 0.94,
        "quotes": 0.998,
        "title": 0.95,
        "minute": 0.97,
        "authors F": 0.97,
    },
}
"""What was reached, less a page's worth. `title` counts one exact wording of the several each page gives itself; it holds
for these outlets, whose habits stand in headlines.toml, and is .90 and .86 without that."""
MOST_FOREIGN = 0.03


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_floors_hold(language: str) -> None:
    """No figure falls below its floor, and the text is better than the bare library's."""
    pages = [page for page in expected_pages() if page.language == language]
    if not pages:
        pytest.skip(f"no pages in {PAGES}: set SHARED_DATA to the folder that holds data/pages-dev")
    figures = summary([score(page, page_bytes(page.name), ours) for page in pages])
    bare = summary([score(page, page_bytes(page.name), plain) for page in pages])
    assert {name: figures[name] for name, floor in FLOORS[language].items() if figures[name] < floor} == {}
    assert figures["foreign"] <= MOST_FOREIGN
    assert figures["body F"] > bare["body F"]
    assert figures["lead"] > bare["lead"]
