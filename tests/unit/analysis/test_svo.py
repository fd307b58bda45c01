"""The shapes of English."""

from __future__ import annotations

import pytest

from tests.unit.analysis.reading import find, only


@pytest.mark.parametrize(
    ("text", "mode", "content", "speaker", "cue"),
    [
        ("The minister said that taxes would rise.", "indirect", ["that taxes would rise"], "The minister", ["said"]),
        ("He said taxes would rise.", "indirect", ["taxes would rise"], "He", ["said"]),
        ("Taxes would rise by a fifth, he said.", "indirect", ["Taxes would rise by a fifth"], "he", ["said"]),
        (
            "“Taxes will rise,” said Ann Lee, the minister.",
            "direct",
            ["“Taxes will rise,”"],
            "Ann Lee, the minister",
            ["said"],
        ),
        ("“Taxes will rise,” Ann Lee said.", "direct", ["“Taxes will rise,”"], "Ann Lee", ["said"]),
        ("He replied: “Taxes will rise.”", "direct", ["“Taxes will rise.”"], "He", ["replied"]),
        (
            "According to the port, ships are waiting.",
            "indirect",
            ["ships are waiting"],
            "the port",
            ["According", "to"],
        ),
        (
            "Ships are waiting outside, according to the port.",
            "indirect",
            ["Ships are waiting outside"],
            "the port",
            ["according", "to"],
        ),
        ("Norkai rejected the criticism.", "reported", ["Norkai rejected the criticism."], "Norkai", ["rejected"]),
        (
            "Ann Lee, who leads the party, warned that it was late.",
            "indirect",
            ["that it was late"],
            "Ann Lee, who leads the party",
            ["warned"],
        ),
        (
            "His patients, he said, had been ringing all morning.",
            "indirect",
            ["His patients", "had been ringing all morning"],
            "he",
            ["said"],
        ),
        (
            "The posts had been moved, it said in a statement, and would be put back.",
            "indirect",
            ["The posts had been moved", "and would be put back"],
            "it",
            ["said"],
        ),
        (
            "Hugo Brandt, who was not involved, said the result was clear.",
            "indirect",
            ["the result was clear"],
            "Hugo Brandt, who was not involved",
            ["said"],
        ),
        (
            "The board of the airline on Tuesday recommended that shareholders accept it.",
            "indirect",
            ["that shareholders accept it"],
            "The board of the airline",
            ["recommended"],
        ),
        (
            "Four leaders travelled to Kyiv and called on Russia to accept a truce.",
            "indirect",
            ["to accept a truce"],
            "Four leaders",
            ["called", "on"],
        ),
        ("She called the timing “a joke”.", "direct", ["“a joke”"], "She", ["called"]),
        (
            "The union called the compromise reasonable.",
            "reported",
            ["The union called the compromise reasonable."],
            "The union",
            ["called"],
        ),
        ("Tranter denies having given a promise.", "indirect", ["having given a promise"], "Tranter", ["denies"]),
        ("He expects profit to shrink.", "indirect", ["profit to shrink"], "He", ["expects"]),
        (
            "The union, by contrast, condemned it.",
            "reported",
            ["The union, by contrast, condemned it."],
            "The union",
            ["condemned"],
        ),
        (
            "The ministry does not believe the dam will hold.",
            "indirect",
            ["the dam will hold"],
            "The ministry",
            ["does", "believe"],
        ),
        (
            "The agency quoted her as saying that growth would slow.",
            "indirect",
            ["that growth would slow"],
            "her",
            ["quoted", "as", "saying"],
        ),
        (
            "“Two tired horses are slow,” he was quoted as saying.",
            "direct",
            ["“Two tired horses are slow,”"],
            "he",
            ["was", "quoted", "as", "saying"],
        ),
        (
            "“This is bigger than us,” said Omar Siddiqui, president of the union.",
            "direct",
            ["“This is bigger than us,”"],
            "Omar Siddiqui, president of the union",
            ["said"],
        ),
        (
            'The price is "full and fair," Ann Lee wrote.',
            "indirect",
            ['The price is "full and fair,"'],
            "Ann Lee",
            ["wrote"],
        ),
        (
            "The trust had announced that it would leave.",
            "indirect",
            ["that it would leave"],
            "The trust",
            ["had", "announced"],
        ),
    ],
)
def test_the_shapes(text, mode, content, speaker, cue):
    """Mode, content, speaker and cue of every shape."""
    found = only(text, "en")
    assert (found.mode, found.content, found.speaker, found.cue) == (mode, content, speaker, cue)


@pytest.mark.parametrize(
    ("text", "hearer"),
    [
        ("She accused the council of rushing it.", "the council"),
        ("He told reporters that it was over.", "reporters"),
        ("“It is over,” he told the Observer.", "the Observer"),
        ("He has urged both sides to return.", "both sides"),
        ("She told parents in a letter that it was over.", "parents"),
        ("She told the court she had been at home.", "the court"),
        ("He appealed to all parties to calm down.", "all parties"),
        ("He called on the operator, NorthLink, to come back.", "the operator, NorthLink"),
        ("He apologised to the teachers.", "the teachers"),
    ],
)
def test_the_person_spoken_to(text, hearer):
    """Who stands between cue and content is spoken to."""
    assert only(text, "en").addressee == hearer


def test_a_second_quotation_goes_on():
    """Direct speech that goes on after the frame is one quotation."""
    assert only("“We can,” she said. “We will do it today.”", "en").content == ["“We can,”", "“We will do it today.”"]


@pytest.mark.parametrize(
    "text",
    [
        "The talks ended on Friday.",
        "He was told to leave.",
        "The station stays open.",
        "The film “Alien” is back.",
        "The study does not say that all of them will melt.",
        "A spokesman declined to comment.",
        "The claims of the council are old.",
        "The latest estimates for the city are lower.",
    ],
)
def test_no_speech(text):
    """Narration and passives say nothing."""
    assert find(text, "en") == []


def test_two_cues_of_one_speaker():
    """With "and said" a cue has the speaker of the cue before it, and ends what that one introduces."""
    first, second = find("Keir Starmer spoke of “a historic day” and said thousands of jobs had been saved.", "en")
    assert (first.mode, first.content, second.content) == (
        "direct",
        ["“a historic day”"],
        ["thousands of jobs had been saved"],
    )
    assert first.speaker == second.speaker == "Keir Starmer"
    first, second = find("He accused the Guild of bullying, adding that talks would not resume.", "en")
    assert (first.content, second.content, second.speaker) == (["of bullying"], ["that talks would not resume"], "He")


def test_a_quotation_inside_another():
    """What somebody is said to have said is told twice: the outer content holds the inner one."""
    outer, inner = find("She said Radley had assured her in March that no closures were planned.", "en")
    assert outer.content == ["Radley had assured her in March that no closures were planned"]
    assert (inner.speaker, inner.addressee, inner.content) == ("Radley", "her", ["that no closures were planned"])
    assert inner.quotation.nested_in == outer.quotation.id


def test_speech_over_paragraphs_is_one_quotation():
    """Paragraphs that each open with a mark, the last one closed, belong together and to the speaker before."""
    text = "“Nobody knows,” she argues.\n\n“When I was twelve, I saw a play.\n\n“I can still recite that play.”"
    first, second = find(text, "en")
    assert (first.speaker, second.speaker) == ("she", "she")
    assert second.content == ["“When I was twelve, I saw a play.", "“I can still recite that play.”"]


def test_who_has_a_report_is_how_it_is_known():
    """The newspaper that has seen a report is the way by which it is known."""
    found = only("An internal report, seen by the Ledger, concludes that staff were tired.", "en")
    assert (found.speaker, found.via) == ("An internal report, seen by the Ledger", "the Ledger")


@pytest.mark.parametrize("text", ["told told it reporters and", "She told reporters told it and"])
def test_a_text_that_ends_with_and_is_answered(text):
    """Words without grammar break nothing: behind the last "and" of a text no word is looked for."""
    assert [found.content for found in find(text, "en") if not found.content] == []


def test_nothing_before_a_frame_is_no_content():
    """Right behind a colon a frame has no content before it; what follows is all that is told."""
    found = only("Taxes rise: , Ann Lee said, and wages fall.", "en")
    assert (found.content, found.speaker) == (["and wages fall"], "Ann Lee")
