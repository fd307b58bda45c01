"""The digest of the samples reads as it did when somebody last looked at it."""

from __future__ import annotations

import pytest

from tests.golden.golden import LANGUAGES, PLATFORMS, file_of, told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_digest_reads_as_it_was_looked_at(platform, language):
    """Where a change is meant: `make golden`, read what changed, look at the pictures, keep both."""
    assert told(platform, language) == file_of(platform, language).read_text("utf-8")
