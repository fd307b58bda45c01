"""Whom the words for a speaker mean: lists, appositions, bodies, groups, origins, and what is left unsure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.model import Mode, Party, Span
from tests.unit.analysis.test_actors import article, linked, quotation, speaker


def names_of(text: str, phrase: str, near: str = "", published: datetime | None = None) -> tuple[set[str], Party]:
    """The names behind the phrase, and the party."""
    item = article(text) if published is None else article(text, published)
    doc = linked(item, quotation(text, phrase, near or phrase))
    known = {actor.id: actor.name for actor in doc._.actors}
    party = doc._.quotations[0].speaker
    return {known[actor] for actor in party.actors}, party


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("China, Indien, Brasilien und Russland", {"China", "Indien", "Brasilien", "Russland"}),
        ("Sowohl die SPD als auch die Grünen", {"SPD", "Bündnis 90/Die Grünen"}),
        ("Weder Hanna Orlow noch Bert Sommer", {"Hanna Orlow", "Bert Sommer"}),
        ("Die Führungen von SPD und CSU", {"SPD", "CSU"}),
        ("Die Regierungen von Deutschland und Frankreich", {"Deutschland", "Frankreich"}),
        ("Der Autor und Regisseur Bert Sommer", {"Bert Sommer"}),
        ("Minister Bert Sommer, Chef der CSU, und Hanna Orlow", {"Bert Sommer", "Hanna Orlow"}),
        ("Der Leiter der Behörde, Bert Sommer,", {"Bert Sommer"}),
        ("Sonia und Willy Bogner", {"Sonia Bogner", "Willy Bogner"}),
    ],
)
def test_lists_are_told_from_appositions(phrase: str, names: set[str]):
    """Everybody joined counts; what only tells more about somebody adds nobody."""
    assert names_of(f"{phrase} sagten, es gehe.", phrase)[0] == names


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Phil Sommer kam. Sommers Verteidiger sagte, es gehe.", "Sommers Verteidiger"),
        ("Phil Sommer kam. Einige Anhänger Phil Sommers riefen, es gehe.", "Einige Anhänger Phil Sommers"),
        ("Phil Sommer kam. Ein Sprecher Sommers sagte, es gehe.", "Ein Sprecher Sommers"),
    ],
)
def test_whoever_belongs_to_somebody_is_not_he(text: str, phrase: str):
    """A name in the genitive only tells whose defender, follower or spokesman speaks."""
    assert names_of(text, phrase)[0] == set()


def test_the_name_behind_what_somebody_owns_counts():
    """The defender is named, the owner is not the speaker."""
    text = "Phil Sommer kam. Sommers Verteidiger Bruce Winter sagte, es gehe."
    assert names_of(text, "Sommers Verteidiger Bruce Winter")[0] == {"Bruce Winter"}


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Die Bochumer Polizei", "Polizei Bochum"),
        ("Das iranische Außenministerium", "Iranisches Außenministerium"),
        ("Das Bundesinnenministerium", "Bundesinnenministerium"),
        ("Die israelische Regierung", "Israel"),
        ("Die Regierung in Kiew", "Ukraine"),
        ("Ein Sprecher des niederländischen Innenministeriums", "Niederländisches Innenministerium"),
        ("Die Stadt Den Haag", "Den Haag"),
        ("Die Staatsanwaltschaft Köln", "Staatsanwaltschaft Köln"),
        ("Die Hafenbehörde Köln", "Hafenbehörde Köln"),
        ("Angaben der Hafenbehörde Köln", "Hafenbehörde Köln"),
        ("Die Deutsche Bahn AG", "Deutsche Bahn"),
        ("Der Kreml", "Russland"),
        ("Das Weiße Haus", "USA"),
    ],
)
def test_bodies_without_a_name_of_their_own_are_named_by_town_or_state(phrase: str, name: str):
    """Offices of towns, bodies and governments of states, and seats of government."""
    assert names_of(f"{phrase} teilte mit, es gehe.", phrase)[0] == {name}


@pytest.mark.parametrize(
    ("text", "phrase", "names"),
    [
        ("Der Imkerbund Nord und der Jagdverband Nord klagen. Beide Verbände sagten, es reiche.", "Beide Verbände",
         {"Imkerbund Nord", "Jagdverband Nord"}),
        ("Namibia und Angola sind einig. Beide Länder sagten, es gehe.", "Beide Länder", {"Namibia", "Angola"}),
        ("Hanna Orlow, Bert Sommer und Karl Winter kamen. Die drei Politiker sagten, es gehe.", "Die drei Politiker",
         {"Hanna Orlow", "Bert Sommer", "Karl Winter"}),
        ("Hanna Orlow und Bert Sommer forschen. Orlow und ihr Kollege sagten, es gehe.", "Orlow und ihr Kollege",
         {"Hanna Orlow", "Bert Sommer"}),
    ],
)  # fmt: skip
def test_groups_are_counted_out(text: str, phrase: str, names: set[str]):
    """Words for several mean as many of that kind as were told before."""
    assert names_of(text, phrase)[0] == names


@pytest.mark.parametrize(
    ("text", "phrase", "names"),
    [
        ("Der Maschinenbauer Lindwerk AG klagt. Der Konzern sagte, es reiche.", "Der Konzern", {"Lindwerk AG"}),
        ("Das Landgericht Neustadt tagte. Das Gericht sagte, es reiche.", "Das Gericht", {"Landgericht Neustadt"}),
        ("Hanna Orlow kam. Die Schwedin sagte, es gehe.", "Die Schwedin", {"Hanna Orlow"}),
        ("Bert Sommer kam. Der Hamburger sagte, es gehe.", "Der Hamburger", {"Bert Sommer"}),
        ("Sigmar Gabriel kam. Der frühere Außenminister sagte, es gehe.", "Der frühere Außenminister",
         {"Sigmar Gabriel"}),
        ("Der Deutsche Imkerbund klagt. Er sagte, es reiche.", "Er sagte", {"Deutscher Imkerbund"}),
        ("Die Landwirtschaftskammer Niedersachsen klagt. Das reiche nicht, sagte sie.", "sie.",
         {"Landwirtschaftskammer Niedersachsen"}),
    ],
)  # fmt: skip
def test_nouns_and_pronouns_stand_for_who_was_told(text: str, phrase: str, names: set[str]):
    """Class nouns, origins, former offices and pronouns lead back to people and bodies named before."""
    assert names_of(text, phrase)[0] == names


@pytest.mark.parametrize(
    "phrase", ["Forscher der Universität Tübingen", "Ein Manager der Deutschen Bank", "Die Schwedin"]
)
def test_what_is_only_likely_is_not_certain(phrase: str):
    """Members of a body and origins give somebody, marked as not certain."""
    text = f"Minister Hanna Orlow und Politiker Bert Sommer kamen. {phrase} sagte, es gehe."
    names, party = names_of(text, phrase)
    assert names
    assert not party.certain


def test_a_cut_name_is_made_whole():
    """A phrase that cuts a name in two means whom the name names, one that runs on after a pronoun the pronoun."""
    assert names_of("Ewald Nowotny sagte, es gehe.", "Nowotny")[0] == {"Ewald Nowotny"}
    text = "Bert Sommer kam. Er wirft der SPD vor, sie schlafe."
    assert names_of(text, "Er wirft der SPD")[0] == {"Bert Sommer"}


def test_a_role_told_in_the_article_is_whoever_has_it():
    """A compound title that the article gives somebody means him, whatever the table of offices says."""
    text = "Bundestagspräsident Karl Winter kam. Der Bundestagspräsident sagte, es gehe."
    found, _ = names_of(
        text, "Der Bundestagspräsident", "Der Bundestagspräsident sagte", datetime(2005, 3, 1, tzinfo=UTC)
    )
    assert found == {"Karl Winter"}


def test_the_minister_of_another_state_is_no_german_one():
    """Where the article is about another state a bare title is not certain to be of the reader's own."""
    text = "Serbien trauert. Serbien wählt. In Serbien gilt Ruhe. Der Innenminister sagte, es gehe."
    party = speaker(text, "Der Innenminister")
    assert not party.certain


@pytest.mark.parametrize(
    ("text", "surface", "actor"),
    [
        ("Moskau wies die Vorwürfe zurück.", "Moskau", "russland"),
        ("Moskaus Kurs ist hart.", "Moskaus", "russland"),
        ("Zwischen Moskau und Warschau ist es kalt.", "Moskau", "russland"),
        ("In Moskau schneit es.", "Moskau", "moskau"),
        ("Moskaus Parks sind voll.", "Moskaus", "moskau"),
        ("Die Oper von Moskau schwieg.", "Moskau", "moskau"),
        ("Moskau feierte die ganze Nacht.", "Moskau", "moskau"),
        ("Vor dem Weißen Haus standen Leute.", "Weißen Haus", "weisses-haus"),
        ("Das Weiße Haus lehnte ab.", "Weiße Haus", "usa"),
    ],
)
def test_seats_of_government_are_towns_unless_a_government_acts(text: str, surface: str, actor: str):
    """Verbs and nouns of politics make a capital its state; places, people and buildings stay where they are."""
    mentions = {mention.span.of(text): mention.actor for mention in linked(article(text))._.mentions}
    assert mentions[surface] == actor


def test_an_everyday_name_is_the_listed_person_only_with_support():
    """A bicycle dealer of a mayor's name is somebody else; with title or party it is the mayor."""
    dealer = linked(article("Der Fahrradhändler Michael Müller freute sich."))
    assert [mention.actor for mention in dealer._.mentions] == ["person:michael-muller"]
    mayor = linked(article("Bürgermeister Michael Müller (SPD) freute sich."))
    assert "michael-mueller" in {mention.actor for mention in mayor._.mentions}


def test_a_bare_surname_is_a_listed_official_only_where_his_office_is_at_hand():
    """Without title, party or the body of his office in the article a bare surname is somebody new."""
    stranger = linked(article("Herr Brunner freute sich über das Fest."))
    assert [mention.actor for mention in stranger._.mentions] == ["person:brunner"]
    official = linked(article("Die Europäische Kommission beriet. Herr Brunner freute sich."))
    assert "magnus-brunner" in {mention.actor for mention in official._.mentions}


@pytest.mark.parametrize(
    ("text", "near", "names"),
    [
        ("Hanna Orlow sprach über Vera Winter. Sie sagte, es gehe.", "Sie sagte", {"Hanna Orlow"}),
        ("Karl Winter fuhr Bert Sommer an. Dieser sagte, es gehe.", "Dieser sagte", {"Bert Sommer"}),
        ("Bert Sommer kam. Ein Arzt wartete schon. Er sagte, es gehe.", "Er sagte", set()),
        ("Bert Sommer kam. Die Verteidigung schwieg.", "Die Verteidigung schwieg", set()),
    ],
)
def test_a_pronoun_goes_on_with_who_acted_or_was_told_last(text: str, near: str, names: set[str]):
    """It means the subject rather than who hangs on a preposition; "dieser" the last; a role told since is nobody."""
    assert names_of(text, near.rpartition(" ")[0], near)[0] == names


def test_whoever_was_meant_last_is_meant_again():
    """A pronoun goes on with whom a pronoun meant just before, though somebody else is named more often."""
    text = "Karl Winter sah Karl Winter. Der Bundeskanzler kam. Er sagte, es gehe. Er ging und sagte, er komme wieder."
    first, second = (
        replace(quotation(text, "Er", near, number), content=(Span(text.index(near) + 3, text.index(near) + 6),))
        for number, near in enumerate(("Er sagte", "Er ging"))
    )
    spoken = linked(article(text), first, second)._.quotations
    assert spoken[0].speaker.actors == spoken[1].speaker.actors == ("friedrich-merz",)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Hanna Orlow kam. Er sagte, es gehe.", "Er sagte"),
        ("Es regnete. Er sagte, es gehe.", "Er sagte"),
        ("Hanna Orlow sprach. Die Schule schwieg. Er sagte, es gehe.", "Er sagte"),
    ],
)
def test_he_without_a_man_is_nobody(text: str, phrase: str):
    """Where nobody told can be meant by "er", nobody is guessed."""
    found, party = names_of(text, phrase)
    assert found == set()
    assert not party.certain
    assert party.confidence == 0.0


@pytest.mark.parametrize(
    ("text", "phrase", "names"),
    [
        ("Die ukrainische Armee rückt vor. Eine Armeesprecherin sagte, es gehe.", "Eine Armeesprecherin",
         {"Ukrainische Streitkräfte"}),
        ("Polen wählt. Polen streitet. Ein Regierungssprecher sagte, es gehe.", "Ein Regierungssprecher", {"Polen"}),
        ("Thailand wählt. Peru schwieg, Polen nicht. Ein Regierungssprecher sagte, es gehe.", "Ein Regierungssprecher",
         {"Polen"}),
        ("Es regnet. Ein Regierungssprecher sagte, es gehe.", "Ein Regierungssprecher", {"Bundesregierung"}),
        ("Thailand wählt. In Thailand gilt Ruhe. Das Verfassungsgericht lehnte ab.", "Das Verfassungsgericht",
         {"Thailändisches Verfassungsgericht"}),
    ],
)  # fmt: skip
def test_bodies_without_their_state_are_those_told_or_of_the_topic_and_unsure(text: str, phrase: str, names: set[str]):
    """An army, a court or a government's spokesman belongs to the state told with it or that the article is about."""
    found, party = names_of(text, phrase)
    assert found == names
    assert not party.certain


@pytest.mark.parametrize(
    ("text", "phrase", "names"),
    [
        ("Die SPD Bremen klagt. Der italienischen Polizei reicht es.", "Der italienischen Polizei", set()),
        ("Bert Sommer kam. Die Anwältin Sommers sagte, es gehe.", "Die Anwältin Sommers", set()),
        ("Bert Sommer kam. Der behandelnde Arzt sagte, es gehe.", "Der behandelnde Arzt", set()),
        ("Die in Oberösterreich erscheinende „Zeit“ klagt.", "Die in Oberösterreich erscheinende „Zeit“", {"Die Zeit"}),
        ("Die Bau- und Sozialminister klagen.", "Die Bau- und Sozialminister", set()),
    ],
)  # fmt: skip
def test_what_only_tells_more_about_somebody_names_nobody_else(text: str, phrase: str, names: set[str]):
    """Attributes, owners and adjectives of states do not speak, and a halved word is no member of a list."""
    assert names_of(text, phrase)[0] == names


def test_the_holders_of_one_office_in_several_states():
    """A plural office of two states is both who held it on that day; one rule names them."""
    text = "Die Präsidenten Frankreichs und Polens sagten, es gehe."
    found, party = names_of(text, "Die Präsidenten Frankreichs und Polens", published=datetime(2024, 5, 1, tzinfo=UTC))
    assert found == {"Emmanuel Macron", "Andrzej Duda"}
    assert party.rule == "office-several"


@pytest.mark.parametrize(
    ("phrase", "name"), [("die 54-Jährige", "Hanna Orlow"), ("der 38-Jährige", "Bert Sommer"),
                         ("der 54-Jährigen", "Hanna Orlow"), ("des 38-Jährigen", "Bert Sommer"),
                         ("des 71-Jährigen", "Karl Winter")]
)  # fmt: skip
def test_an_age_means_who_has_it_or_the_last_of_that_sex(phrase: str, name: str):
    """The article's form tells the sex, a number behind a name the person."""
    text = f"Karl Winter (71) fragte. Hanna Orlow kam mit Bert Sommer. Nach Worten von {phrase} geht es."
    assert names_of(text, phrase)[0] == {name}


def test_an_office_tagged_as_a_body_is_its_holder():
    """A title or a text with a body before it is no body ("UN-Generalsekretär", "OSZE-Bericht")."""
    doc = linked(article("Die OSZE kam. Der OSZE-Bericht lag vor. Der UN-Generalsekretär schwieg."))
    assert {actor.name for actor in doc._.actors} == {"OSZE"}


def test_a_surname_with_its_title_is_the_listed_person_who_held_it():
    """With the title he held a bare surname, otherwise everyday, means the listed person."""
    doc = linked(article("Der SPD-Vorsitzende Gabriel sprach in Celle.", datetime(2010, 9, 7, tzinfo=UTC)))
    assert "sigmar-gabriel" in {actor.id for actor in doc._.actors}
    doc = linked(article("Der Gärtner Gabriel sprach in Celle.", datetime(2010, 9, 7, tzinfo=UTC)))
    assert "sigmar-gabriel" not in {actor.id for actor in doc._.actors}


def test_possessives_of_english_names_own_what_follows():
    """In "Trump's spokeswoman" the spokeswoman speaks, in "Germany's chancellor" the chancellor."""
    text = "Germany's chancellor said it was late."
    item = article(text, datetime(2018, 5, 1, tzinfo=UTC), language="en")
    party = linked(item, quotation(text, "Germany's chancellor"))._.quotations[0].speaker
    assert party.actors == ("angela-merkel",)


def test_who_says_i_inside_words_is_their_speaker():
    """The first person in a direct quotation is whoever is quoted, though another man is named nearer."""
    text = "„Ich habe Karl Winter gesagt, es reiche“, erzählte Bert Sommer."
    outer = replace(quotation(text, "Bert Sommer"), mode=Mode.DIRECT, content=(Span(0, text.index("“") + 1),))
    inner = replace(
        quotation(text, "Ich", number=1), content=(Span(text.index("es reiche"), text.index("es reiche") + 9),)
    )
    spoken = linked(article(text), outer, inner)._.quotations
    assert [one.speaker.actors for one in spoken] == [("person:bert-sommer",)] * 2
    assert spoken[1].speaker.rule == "first-person"


def test_offices_known_from_general_knowledge_alone_are_unsure_together_too():
    """One unverified office among several makes the whole link not certain."""
    text = "Die Außenminister Irlands und Griechenlands sagten, es gehe."
    phrase = "Die Außenminister Irlands und Griechenlands"
    found, party = names_of(text, phrase, published=datetime(2024, 5, 1, tzinfo=UTC))
    assert found == {"Micheál Martin", "Giorgos Gerapetritis"}
    assert not party.certain
