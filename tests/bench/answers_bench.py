"""How quickly questions about actors are answered: `python -m tests.bench.answers_bench [STATEMENTS] [FILE]`.

On a store of generated statements (store_bench.fill), through the program's own context: who is meant, figures, newest
statements, words. Speakers are drawn as often as they speak, the most quoted one stands for the worst case; names are
typed in full, as a surname, mistyped, by an office and as nobody's. Prints p50 and p95 by the clock and of the
processor alone, which a busy machine does not change. A file that is there is used as it is.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable

from bot import commands
from bot.app import App
from digest.render import render_answer
from tests.bench import store_bench
from tests.bench.chat_bench import LAST, filled_app

ROUNDS = 100
TOPIC = "Haushalt"


def questions(dice: random.Random) -> dict[str, Callable[[], str]]:
    """What is asked, by name."""

    def somebody() -> str:
        return "Oft Zitiert" if dice.random() < 0.05 else store_bench.pick(dice).name

    return {
        "/actor, as they speak": lambda: f"/actor {somebody()}",
        "/actor, the most quoted": lambda: "/actor Oft Zitiert",
        "/actor, the most quoted, 30 days": lambda: "/actor Oft Zitiert 30d",
        "/actor, the most quoted, a year": lambda: "/actor Oft Zitiert 365d",
        "/actor, the most quoted, a topic": lambda: f"/actor Oft Zitiert {TOPIC} 30d",
        "/actor, a surname": lambda: f"/actor {store_bench.pick(dice).name.split()[1]}",
        "/actor, mistyped": lambda: "/actor Oft Zittiert",
        "/actor, an office": lambda: "/actor Bundeskanzler",
        "/actor, nobody": lambda: f"/actor Xq{dice.randrange(10**6)}zyw",
        "/said, as they speak": lambda: f"/said {somebody()} {TOPIC}",
        "/said, the most quoted": lambda: f"/said Oft Zitiert {TOPIC}",
        "/said, the most quoted, a year": lambda: f"/said Oft Zitiert {TOPIC} 365d",
        "/compare, as they speak": lambda: f"/compare {somebody()} {somebody()}",
        "/compare, with the most quoted": lambda: f"/compare Oft Zitiert {somebody()} {TOPIC}",
        "/timeline, as they speak": lambda: f"/timeline {somebody()}",
        "/timeline, the most quoted, a year": lambda: "/timeline Oft Zitiert 365d",
    }


def measure(app: App, rounds: int) -> None:
    """Print the figures of each question, from its words to the message's blocks."""
    for name, line in questions(random.Random(7)).items():

        def ask(line: Callable[[], str] = line) -> None:
            channel = app.terminal
            answer = commands.answer(app.context(channel, LAST), line())
            render_answer(answer, channel.language, channel.zone)

        store_bench.show(name, ask, rounds)


def main() -> None:
    """Fill, unless the file is there, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        app, total = filled_app(folder)
        print(f"{store_bench.cpu()}; {total} statements, {app.store.report(thorough=False).engine}")
        measure(app, ROUNDS)
        app.close()


if __name__ == "__main__":
    main()
