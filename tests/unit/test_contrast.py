"""What is set side by side: figures, dates, yes and no of one actor on one matter; and what is not."""

from __future__ import annotations

import pytest

from digest.edition import DigestRequest
from digest.model import Mode, Paragraph
from digest.publish import compile_digest, group
from digest.render import render_edition
from digest.statements import Differs, claim, difference
from digest.statements.accounts import accounts
from digest.store.memory import MemoryStore
from tests.building import START, Said, keep, made, person
from tests.eval.story_set import items
from tests.unit.test_choosing import DAY, edition

ORLOW, KORTE = person("Hanna Orlow"), person("Matthias Korte")


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("Die Talsperre im Irntal kostet 400 Millionen Euro", "Die Talsperre im Irntal kostet uns 520 Millionen Euro", Differs.FIGURE),
        ("Die Preise im Handel steigen um 3 Prozent", "Die Preise im Handel werden um 4,5 Prozent steigen", Differs.FIGURE),
        ("Bei dem Angriff starben zwölf Menschen in der Stadt", "Bei dem Angriff starben 15 Menschen in der Stadt", Differs.FIGURE),
        ("Der Bau der Talsperre beginnt im Herbst im Irntal", "Der Bau der Talsperre im Irntal beginnt im Frühjahr", Differs.TIME),
        ("Der Bau der Talsperre im Irntal beginnt im Mai", "Der Bau der Talsperre im Irntal beginnt im August", Differs.TIME),
        ("Der Bau der Talsperre im Irntal endet 2027", "Der Bau der Talsperre im Irntal endet 2029", Differs.TIME),
        ("Das Urteil im Prozess um die Brücke fällt am Montag", "Das Urteil im Prozess um die Brücke fällt am Freitag", Differs.TIME),
        ("Wir werden die Maut auf der Seestraße einführen", "Wir werden die Maut auf der Seestraße nicht einführen", Differs.SENSE),
        ("Es wird Steuererhöhungen für Familien geben", "Es wird keine Steuererhöhungen für Familien geben", Differs.SENSE),
        ("Die Renten der Bergleute im Land steigen im Sommer", "Die Renten der Bergleute im Land sinken im Sommer", Differs.SENSE),
    ],
)  # fmt: skip
def test_what_differs_in_one_thing_is_told(one, other, differs):
    """The same matter, another figure, another time, or yes and no; whichever was said first."""
    assert difference(claim(one, "de"), claim(other, "de"), "de") is differs
    assert difference(claim(other, "de"), claim(one, "de"), "de") is differs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the same, written otherwise
        ("Wir haben fünf Schulen im Irntal saniert", "Wir haben 5 Schulen im Irntal saniert"),
        ("Die Talsperre im Irntal kostet 400 Mio. Euro", "Die Talsperre im Irntal kostet 400 Millionen Euro"),
        ("Wir liefern der Ukraine Waffen nicht", "Wir liefern keine Waffen an die Ukraine"),
        # another matter
        ("400 Millionen Euro fließen in die Schulen des Landes", "300 Millionen Euro fließen in die Straßen des Landes"),
        ("Die Maut auf der Seestraße kommt", "Die Abgabe auf den Strom kommt nicht"),
        ("Die Arbeitslosigkeit im Land stieg um 3 Prozent", "Die Arbeitslosigkeit im Land stieg um 3000 Menschen"),
        # figures or times of other kinds, or of another day each day
        ("Der Bau der Talsperre beginnt am Montag", "Der Bau der Talsperre beginnt im Mai"),
        ("Ich übernehme die Verantwortung und werde morgen zurücktreten", "am Montag zurücktreten und die Verantwortung übernehmen"),
        ("Das Wasser im Irntal sinkt heute weiter", "Das Wasser im Irntal sinkt morgen weiter"),
        # more than one thing differs: another day has another figure
        ("Am Montag fehlten 12 Lehrer in der Schule", "Am Dienstag fehlten 15 Lehrer in der Schule"),
        ("Der Haushalt wächst 2025 um 3 Prozent", "Der Haushalt wächst 2026 um 4 Prozent"),
        # a clause more is what is denied
        ("nannte die 50 Millionen Euro einen Anfang", "nannte die 50 Millionen Euro einen Anfang, der nicht einmal für Norderhaven reiche"),
        ("„Wir zahlen nicht“, sagte Direktorin Birgit Ostermann", "Man werde den Forderungen nicht nachgeben und nichts zahlen, stellte Klinikdirektorin Ostermann klar"),
        # nothing to compare
        ("Ja", "Nein"),
        ("", "Die Maut kommt nicht"),
    ],
)  # fmt: skip
def test_what_is_the_same_or_of_another_matter_is_no_contrast(one, other):
    """In doubt nothing is set side by side."""
    assert difference(claim(one, "de"), claim(other, "de"), "de") is None
    assert difference(claim(other, "de"), claim(one, "de"), "de") is None


@pytest.mark.parametrize("name", ["first", "second"])
def test_no_contrast_is_made_up_in_three_days_of_news(name):
    """Of all pairs of statements of one speaker in the hand-made news none says something else on one matter."""
    by_speaker: dict[str, list[str]] = {}
    for item in items(name):
        for one in accounts(item, item.cluster, item.article.id):
            if len(one.who) == 1 and one.language == "de":
                by_speaker.setdefault(one.who[0], []).append(one.text)
    claims = {who: [claim(text, "de") for text in said] for who, said in by_speaker.items()}
    assert any(len(said) > 2 for said in claims.values())
    found = [
        (one.said, other.said)
        for said in claims.values()
        for place, one in enumerate(said)
        for other in said[place + 1 :]
        if difference(one, other, "de")
    ]
    assert found == []


CHEAP = "„Die Talsperre im Irntal kostet das Land 400 Millionen Euro“"
DEAR = "„Die Talsperre im Irntal kostet das Land 520 Millionen Euro“"
TITLE = "Talsperre im Irntal wird gebaut"


def dam(*said: Said, outlet: str = "A", hours: float = 0):
    """An article about the dam."""
    return made(outlet, *said, title=TITLE, lead=f"{TITLE}. " * 3, hours=hours)


def test_both_sides_stand_in_the_digest_with_their_links():
    """Yesterday's words beside today's, each literal, dated and linked; no word of judgement."""
    store = MemoryStore()
    old, new = dam(Said(ORLOW, CHEAP)), dam(Said(ORLOW, DEAR), outlet="B", hours=24)
    keep(store, old, new)
    group(store)
    since = START + DAY / 2
    told = compile_digest(store, DigestRequest((START + DAY).date(), since, since + DAY))
    contrast = told.stories[0].contrast
    assert contrast is not None
    assert (contrast.earlier.text, contrast.later.text) == (CHEAP, DEAR)
    message = render_edition(told)
    paragraphs = [block for block in message.blocks if isinstance(block, Paragraph)]
    line = next(one for one in paragraphs if "400 Millionen" in "".join(run.text for run in one.runs))
    assert "".join(run.text for run in line.runs) == (
        f"Nebeneinander · Hanna Orlow: 8. Mai: {CHEAP} (A) – 9. Mai: {DEAR} (B)"
    )
    assert [run.url for run in line.runs if run.url] == [old.article.url, new.article.url]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (dam(Said(ORLOW, CHEAP)), dam(Said(KORTE, DEAR), outlet="B")),
        (dam(Said(ORLOW, CHEAP)), dam(Said(ORLOW, DEAR, certain=False), outlet="B")),
        (dam(Said(ORLOW, CHEAP)), dam(Said(None, DEAR, frame="{}, hieß es.", cue="hieß"), outlet="B")),
        (dam(Said(ORLOW, CHEAP)), dam(Said(ORLOW, DEAR, mode=Mode.REPORTED), outlet="B")),
        (dam(Said(ORLOW, CHEAP), Said(ORLOW, DEAR)), dam(Said(KORTE, "„Das Wasser reicht für alle Höfe“"), outlet="B")),
    ],
)
def test_only_sure_words_of_one_speaker_in_two_texts_are_set_side_by_side(one, other):
    """Not those of two people, of somebody unsure or unnamed, of mere reports, nor two figures in one text."""
    assert [story.contrast for story in edition(one, other).stories] == [None]
    assert edition(dam(Said(ORLOW, CHEAP)), dam(Said(ORLOW, DEAR), outlet="B")).stories[0].contrast is not None
