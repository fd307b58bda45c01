"""Makes the pictures of the README from the sample articles: `make pictures`.

Everything shown is what the program prints; only the frame is drawn here.
"""

from __future__ import annotations

from pathlib import Path

from bot.app import App
from bot.platforms.console import picture
from config.settings import Settings, load

FOLDER = Path(__file__).with_name("pictures")

SHOWN = (
    ("digest.svg", "/digest", "A digest: who said what, per story, with label and outlets"),
    ("actor.svg", "/actor Putin", "The answer to /actor Putin"),
)


def main() -> None:
    """Read the samples into a store that is thrown away and draw what is shown."""
    app = App(Settings(**load().model_dump() | {"database_url": "memory://"}))
    app.read_samples()
    FOLDER.mkdir(exist_ok=True)
    for name, line, title in SHOWN:
        _, message = app.ask(line)
        (FOLDER / name).write_text(picture(message, title, unfold=False), encoding="utf-8")
    app.close()


if __name__ == "__main__":
    main()
