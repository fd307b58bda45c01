"""Writes the golden digests anew, as text and as pictures; `make golden`. Read the difference before keeping it."""

from __future__ import annotations

import json
import shutil
import sys

from PIL import Image

from bot.editions import chat_limits
from bot.platforms.console import picture
from bot.platforms.slack import render as slack
from bot.platforms.telegram import render as telegram
from digest.edition import Limits
from docs.chat_pictures import page, photograph, slack_post, telegram_post
from tests.golden.golden import FOLDER, LANGUAGES, PLATFORMS, digest, file_of, told

COLOURS = 32
"""Of a picture that is kept: a quarter of the bytes, and letters as clear."""


def main() -> int:
    """Write every text; the pictures of the chats where there is a browser to draw them."""
    for language in LANGUAGES:
        for platform in PLATFORMS:
            file_of(platform, language).write_text(told(platform, language), "utf-8")
        shown = picture(digest(language, Limits()), f"The digest of the samples ({language})")
        (FOLDER / f"digest.terminal.{language}.svg").write_text(shown, "utf-8")
        if shutil.which("chromium") is None:
            print("without Chromium the pictures of the chats stay as they are")
            continue
        posts = digest(language, chat_limits(7))
        drawn = {
            "telegram": [telegram_post(json.loads(part.payload)) for part in telegram.render(posts)],
            "slack": [slack_post(json.loads(part.payload)) for part in slack.render(posts)],
        }
        for platform, shown_posts in drawn.items():
            file = FOLDER / f"digest.{platform}.{language}.png"
            photograph(page(platform, shown_posts), file)
            Image.open(file).quantize(COLOURS).save(file, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
