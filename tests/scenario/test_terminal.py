"""The program from outside, as a person starts it: real processes in an empty folder, no token, no network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "bot"]
SEEDS = Path(__file__).parents[2] / "seeds" / "articles"


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("WORTLAUT_")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which the samples have been read once, as by the first `make run`."""
    place = tmp_path_factory.mktemp("fresh")
    run(place, "run", stdin="/actor Putin\n/digest\n")
    return place


def run(place, *arguments, stdin="", status=0, **environment):
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=place,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=clean_environment() | environment,
        timeout=100,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


def test_first_run_shows_a_digest_and_answers(tmp_path):
    """With an empty store the samples are read, their date is said, the digest and the answer are printed, status 0."""
    done = run(tmp_path, "run", stdin="/actor Putin\n/digest\n")
    assert "Beispieldaten vom 9. Mai 2025" in done.stdout
    for name in ("Wladimir Putin", "Xi Jinping", "Selenskyj", "Donald Trump", "JD Vance", "Peskow", "NATO"):
        assert name in done.stdout
    assert "wörtlich · " in done.stdout
    assert done.stdout.count("Wortlaut · ") == 2
    assert "Präsident Russlands" in done.stdout
    assert "Traceback" not in done.stderr


def test_second_run_reads_nothing_twice(folder):
    """Another start finds the same samples and shows the same digest."""
    first = run(folder, "digest", "--json").stdout
    again = run(folder, "run", stdin="")
    assert "Reading the sample articles" not in again.stderr
    assert run(folder, "digest", "--json").stdout == first


def test_every_shown_statement_is_literal(folder):
    """What the digest shows are spans of the stored texts at the offsets it names."""
    lines = [json.loads(line) for line in run(folder, "export", "--what", "articles").stdout.splitlines()]
    texts = {line["article"]: line["text"] for line in lines if line["kind"] == "page"}
    edition = json.loads(run(folder, "digest", "--json").stdout)
    shown = [statement for story in edition["stories"] for statement in story["statements"]]
    assert len(shown) > 20
    for statement in shown:
        report = statement["reports"][0]
        pieces = [" ".join(texts[report["article"]][start:end].split()) for start, end in report["content"]]
        assert [piece for piece in pieces if piece not in statement["text"]] == []


def test_digest_in_english_keeps_the_quotes(folder):
    """A reader of another language gets the interface in it; the quotes stay as they were written."""
    german, english = (run(folder, "digest", "--language", code).stdout for code in ("de", "en"))
    assert "wörtlich" in german
    assert "wörtlich" not in english
    quote = "China und Russland sind bereit"
    assert quote in german
    assert quote in english


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/actor Puttin", "Putin"),
        ("/actor Müller", "Stefan Müller"),
        ("/actor Müller", "Katrin Müller"),
        ("/actor Yıldız", "Lale Yıldız"),
        ("/actor yildiz", "Lale Yıldız"),
        ("/actor Xis", "Xi Jinping"),
        ("/akteur Wladimir Putin 30d", "30 Tage"),
        ("/actr Putin", "/actor"),
        ("/actor", "/actor"),
        ("/actor <script>*_'; DROP TABLE x;--", "niemand"),
        ("/status", "Artikel"),
        ("/hilfe", "/quote"),
        ("/digest 2025-05-08", "8. Mai 2025"),
        ("/digest 31.2.2025", "31.2.2025"),
        ("/quote nix", "nix"),
    ],
)
def test_commands_as_people_type_them(folder, command, says):
    """Typos, namesakes, umlauts, inflection, wrong commands and rubbish all get an answer that helps on."""
    assert says in run(folder, "ask", command).stdout


def test_long_arguments_are_text(folder):
    """An argument of 5,000 characters is answered like any other, and is not printed back in full."""
    answer = run(folder, "ask", "/actor " + "ä" * 5000).stdout
    assert "ä" * 200 not in answer
    assert answer.strip()


def test_help_lists_every_command(folder):
    """/help names every command that is answered here."""
    from digest.answers import COMMANDS

    shown = run(folder, "ask", "/help").stdout
    assert [command.name for command in COMMANDS if f"/{command.name}" not in shown] == []


def test_help_needs_no_spacy(folder):
    """Answering /help loads neither spaCy nor the extractor."""
    code = (
        "import sys\nfrom bot.__main__ import _status\nassert _status(['ask', '/help']) == 0\n"
        "assert not {'spacy', 'trafilatura', 'telegram', 'aiohttp'} & set(sys.modules), 'slow modules were loaded'"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        env=clean_environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_analyze_lines(tmp_path):
    """JSON lines come back in order with the text unchanged; a broken line gives an error and the rest goes on."""
    text = "„Wir haben Platz für 40 Prozent“, sagte Bürgermeisterin Ida Berg 🙂 am Mittwoch."
    lines = [
        json.dumps({"id": 7, "text": text, "language": "de", "published_at": "2025-05-09"}),
        "{broken",
        json.dumps({"id": "fr", "text": "Bonjour.", "language": "fr"}),
        json.dumps({"id": "long", "text": "x" * 200_001}),
        json.dumps({"id": "half", "text": "A \ud800 B.", "language": "de"}),
        json.dumps({"id": "empty", "text": "", "language": "de"}),
    ]
    out = [json.loads(line) for line in run(tmp_path, "analyze", "--jsonl", stdin="\n".join(lines)).stdout.splitlines()]
    assert [line["id"] for line in out] == [7, None, "fr", "long", "half", "empty"]
    assert [bool(line.get("error")) for line in out] == [False, True, True, True, False, False]
    (statement,) = out[0]["statements"]
    assert out[0]["text"] == text
    assert text[slice(*statement["content"][0])] == "„Wir haben Platz für 40 Prozent“"
    assert statement["mode"] == "direct"
    assert statement["speaker"]["actors"][0]["name"] == "Ida Berg"
    assert statement["said_on"] == "2025-05-07"
    assert not (tmp_path / "wortlaut.db").exists()


def test_ingest_says_what_became_of_each(tmp_path):
    """Every file ends in a stated outcome, a bad one does not stop the rest, and a second pass finds nothing new."""
    (tmp_path / "in").mkdir()
    sample = SEEDS / "de" / "moskau-besuch.txt"
    (tmp_path / "in" / "a.txt").write_bytes(sample.read_bytes())
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    (tmp_path / "in" / "c.txt").write_text("Title: X\nDate: gestern\n\nText.", encoding="utf-8")
    first = run(tmp_path, "ingest", "in", "--json").stdout.splitlines()
    events = [json.loads(line) for line in first]
    assert events[-1]["event"] == "summary"
    assert events[-1]["counts"]["new"] == 1
    assert len([one for one in events if one["event"] in ("page", "failed") and one.get("outcome") != "new"]) == 2
    again = json.loads(run(tmp_path, "ingest", "in/a.txt", "--json").stdout.splitlines()[-1])
    assert again["counts"] == {"new": 0, "update": 0, "wire copy": 0, "known": 1, "rejected": 0}


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "says"),
    [
        (["ingst"], {}, 2, "ingest"),
        (["digest", "--date", "neulich"], {}, 2, "2025-05-09"),
        (["export", "--what", "nothing"], {}, 2, "articles"),
        (["digest", "--language", "fr"], {}, 2, "de, en"),
        (["ask", "/help", "--language", "fr"], {}, 2, "de, en"),
        (["digest", "--since", "2025-05-09", "--until", "2025-05-08"], {}, 2, "before"),
        (["analyze"], {}, 2, "--jsonl"),
        (["analyze", "nowhere.txt"], {}, 1, "nowhere.txt"),
        (["ingest", "nowhere"], {}, 1, ""),
        (["status"], {"WORTLAUT_DEFAULTS__LANGAUGE": "de"}, 2, ""),
        (["ask", "/help"], {"WORTLAUT_DEFAULTS__LANGAUGE": "de"}, 2, "defaults.language"),
        (["ask", "/help"], {"WORTLAUT_DEFAULTS__TIMEZONE": "Europe/Berln"}, 2, "Europe/Berlin"),
        (["--config", "nowhere.toml", "ask", "/help"], {}, 2, "nowhere.toml"),
        (["run", "--roles", "chat"], {}, 1, "SQLite"),
        (["run", "--roles", "chta"], {}, 2, "chta"),
        (["digest", "--channel", "telegram:1"], {}, 1, "telegram:1"),
        (["subscribe", "telegramm:1"], {}, 1, "telegramm:1"),
        (["restore", "nowhere.db"], {}, 1, "nowhere.db"),
    ],
)
def test_errors_are_one_line_in_words(tmp_path, arguments, environment, status, says):
    """A wrong word, setting, file or date is one line on stderr that names it, with the status that fits."""
    done = run(tmp_path, *arguments, status=status, **environment)
    complaints = [line for line in done.stderr.splitlines() if line.startswith("wortlaut: ")]
    assert "Traceback" not in done.stderr
    assert says in done.stderr + done.stdout
    if status == 2:
        assert len(complaints) == 1


def test_a_database_that_is_none(tmp_path):
    """A file that is no database is named as such; nothing is written to it."""
    (tmp_path / "wortlaut.db").write_bytes(b"no database at all\n" * 100)
    done = run(tmp_path, "ask", "/status", status=1)
    assert done.stderr.count("\n") == 1
    assert "wortlaut.db" in done.stderr
    assert (tmp_path / "wortlaut.db").read_bytes().startswith(b"no database at all")


def test_the_locale_does_not_matter(folder):
    """Under a locale that knows only ASCII the same UTF-8 is written, and stray bytes on stdin are no crash."""
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run(folder, "ask", "/actor Müller", **ascii_only).stdout == run(folder, "ask", "/actor Müller").stdout


def test_analyze_reads_saved_pages(tmp_path):
    """A saved page is read as a page: its markup is in no statement."""
    told = "<p>Bürgermeister Karl Weber warnte am Freitag vor Hochwasser. „Wir müssen die Dämme sichern“, sagte er.</p>"
    more = "<p>Die Feuerwehr hat nach Angaben der Stadt in der Nacht zweihundert Helfer an den Fluss geschickt.</p>"
    page = (
        f"<html lang=de><meta charset=utf-8><title>Wasser</title><body><article><h1>Wasser</h1>{told}{more}</article>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    shown = run(tmp_path, "analyze", "page.html").stdout
    assert "„Wir müssen die Dämme sichern“" in shown
    assert "<" not in shown


def test_doctor(folder):
    """Doctor looks at settings, database, analysis and sources, and says that all is well."""
    done = run(folder, "doctor")
    assert "BAD" not in done.stdout
    for name in ("wortlaut", "database", "analysis", "sources", "sqlite"):
        assert f"ok   {name}" in done.stdout


def test_doctor_warns_of_a_test_clock(folder, tmp_path):
    """While test.clock is set doctor and log say so, and status is 1."""
    clock = tmp_path / "clock"
    clock.write_text("2025-05-09T09:00:00+02:00 1", encoding="ascii")
    done = run(folder, "doctor", status=1, WORTLAUT_TEST__CLOCK=str(clock))
    assert "BAD  clock" in done.stdout
    assert "test.clock" in done.stderr


def test_sources(tmp_path):
    """The shipped list has 25 outlets or more; a list of one's own can be named and shortened."""
    rows = [json.loads(line) for line in run(tmp_path, "sources", "list", "--json").stdout.splitlines()]
    assert len({row["outlet"] for row in rows}) >= 25
    own = tmp_path / "own.toml"
    own.write_text(
        '# mine\n[[outlet]]\nid = "a"\nname = "A"\nlanguage = "de"\n[[outlet.feed]]\nurl = "https://a.example/1"\n'
        '[[outlet.feed]]\nurl = "https://a.example/2"\n',
        encoding="utf-8",
    )
    run(tmp_path, "sources", "remove", "https://a.example/2", WORTLAUT_SOURCES=str(own))
    assert own.read_text(encoding="utf-8").startswith("# mine")
    left = run(tmp_path, "sources", "list", WORTLAUT_SOURCES=str(own)).stdout
    assert "https://a.example/1" in left
    assert "https://a.example/2" not in left
    run(tmp_path, "sources", "remove", "https://a.example/2", status=1, WORTLAUT_SOURCES=str(own))


def test_export_has_every_kind(folder):
    """Articles, statements, stories and actors are exported as JSON lines that say their kind."""
    out = run(folder, "export", "--what", "articles,entries,statements,stories,actors").stdout
    kinds = [json.loads(line)["kind"] for line in out.splitlines()]
    assert {"page", "statement", "story", "actor"} <= set(kinds)
    assert kinds.count("page") == len(list(SEEDS.glob("*/*.txt")))


def test_backup_and_restore(folder, tmp_path):
    """A copy of the database, put into an empty folder, answers the same."""
    run(folder, "backup", str(tmp_path / "copy.db"))
    (tmp_path / "new").mkdir()
    run(tmp_path / "new", "restore", str(tmp_path / "copy.db"))
    assert run(tmp_path / "new", "ask", "/actor Xi").stdout == run(folder, "ask", "/actor Xi").stdout


def test_subscriptions_from_the_command_line(tmp_path):
    """A chat is subscribed, shown with its next digest, changed and unsubscribed from the command line."""
    address = "telegram:-100123:7"
    said = run(tmp_path, "subscribe", address, "--time", "9:00,18:00", "--weekdays", "mon-fri", "--language", "de")
    assert "09:00, 18:00" in said.stdout
    (row,) = [json.loads(line) for line in run(tmp_path, "channels", "--json").stdout.splitlines()]
    assert (row["address"], row["state"], row["times"]) == (address, "active", ["09:00", "18:00"])
    wrong = run(tmp_path, "subscribe", address, "--timezone", "Europe/Berln", status=1)
    assert "Europe/Berlin" in wrong.stderr
    run(tmp_path, "unsubscribe", address)
    (row,) = [json.loads(line) for line in run(tmp_path, "channels", "--json").stdout.splitlines()]
    assert row["state"] == "stopped"
