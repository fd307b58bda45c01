r"""From the bytes of a page, or a text file, to an article.

    bytes -> decode, parse -> what the page says of itself (JSON-LD, meta) ----\
                           -> trafilatura's text -> repaired text -> language --+-> Article, or the reason why none
                                                                                 `-> posts of a live blog

The library was chosen by measurement on real pages; what is repaired, and why, stands in `digest.extract.body`.
"""

from digest.extract.article import DirectReader, PageReader, Reading, extract, read_any_page, read_page
from digest.extract.files import PAGE_ENDINGS, page_bytes, read_file, read_text_file
from digest.extract.given import GivenText, given_article
from digest.extract.language import language_of
from digest.extract.repeats import counted, repeated, without
from digest.extract.urls import canonical, clean, registrable

__all__ = [
    "PAGE_ENDINGS",
    "DirectReader",
    "GivenText",
    "PageReader",
    "Reading",
    "canonical",
    "clean",
    "counted",
    "extract",
    "given_article",
    "language_of",
    "page_bytes",
    "read_any_page",
    "read_file",
    "read_page",
    "read_text_file",
    "registrable",
    "repeated",
    "without",
]
