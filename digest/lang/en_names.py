"""English names, titles, role nouns and pronouns."""

from __future__ import annotations

from functools import lru_cache

from digest.lang.en_offices import office_title, owned_role, translated_role
from digest.lang.naming import Naming, Pronoun, RoleNoun


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ROLES = _set(
    """
    minister president chancellor chief spokesman spokeswoman spokesperson director chairman chairwoman chair
    chairperson secretary mayor governor senator congressman congresswoman representative lawmaker king queen prince
    princess emperor pope bishop archbishop cardinal priest general admiral colonel commander officer captain
    politician premier leader dictator ambassador envoy consul commissioner adviser advisor manager founder
    entrepreneur owner billionaire investor banker economist analyst expert researcher scientist professor historian
    philosopher physicist chemist biologist doctor surgeon lawyer attorney judge prosecutor police sheriff detective
    teacher student journalist editor reporter correspondent author writer poet director actor actress singer musician
    composer artist photographer architect designer producer coach player striker goalkeeper driver councillor
    spokesperson activist farmer pilot astronaut soldier veteran suspect witness victim widow father mother son
    daughter brother sister husband wife partner successor predecessor deputy candidate nominee vice-president
    treasurer diplomat negotiator ceo cfo executive official aide press-secretary prime
    """
)
_FEMALE = _set(
    """
    spokeswoman chairwoman congresswoman queen princess actress widow mother daughter sister wife
    """
)
_MALE = _set("spokesman chairman congressman king prince pope father son brother husband")
_ORDINARY = _set(
    """
    The A An In On At By For From With Without After Before During Since Until While When Where Why How What Who Which
    This That These Those There Here It He She They We You I His Her Their Our Its And But Or So If As Of To Not No
    Yes One Two Three Four Five Six Seven Eight Nine Ten First Second Third Last Next New Old Many Most Some All Both
    Each Every Several Few More Other Another According Also Although Because However Meanwhile Moreover Still Then
    Thus Yet Now Today Yesterday Tomorrow Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
    March April May June July August September October November December Police Officials People Government Minister
    President Prime Foreign Defence Defense Interior Finance Chief Secretary Spokesman Spokeswoman Spokesperson
    Speaking Asked About Over Under Between Among Earlier Later Only Even Just Critics Experts Analysts Researchers
    Scientists Authorities Lawmakers Voters Protesters Residents Reports Sources Despite Following Amid Though Such
    Like
    """
)


@lru_cache(maxsize=8192)
def read_role(word: str) -> RoleNoun | None:
    """Read a word as a role noun ("spokesman"), or return None."""
    lowered = word.lower()
    for basic, plural in ((lowered, False), (lowered.removesuffix("s"), True), (lowered.replace("men", "man"), True)):
        if basic in _ROLES:
            sex = "f" if basic in _FEMALE else "m" if basic in _MALE else ""
            return RoleNoun(word, basic, basic, "", sex, plural and basic != lowered)
    return None


@lru_cache(maxsize=8192)
def is_ordinary(word: str) -> bool:
    """Whether a capitalised word opens a sentence or is a title, rather than a name."""
    return word in _ORDINARY


def adjective_stem(word: str) -> str:
    """English adjectives have no endings."""
    return word


def role_words(adjectives: str, noun: RoleNoun, sex: str) -> str:
    """The role as it stands."""
    del sex
    return f"{adjectives} {noun.word}".strip()


@lru_cache(maxsize=8192)
def genitive_bases(name: str) -> tuple[str, ...]:
    """The name itself, then without a possessive ending ("Putin's": "Putin")."""
    for ending in ("’s", "'s", "’", "'"):
        if name.endswith(ending):
            return (name, name[: -len(ending)])
    return (name,)


def never(word: str) -> bool:
    """No word is of the kind asked for."""
    del word
    return False


def is_aged(word: str) -> bool:
    """Whether a word tells somebody's age ("54-year-old")."""
    return word.lower().endswith("-year-old")


_PRONOUNS = {
    "he": Pronoun("m", plural=False),
    "him": Pronoun("m", plural=False),
    "his": Pronoun("m", plural=False),
    "she": Pronoun("f", plural=False),
    "her": Pronoun("f", plural=False),
    "they": Pronoun("", plural=True),
    "them": Pronoun("", plural=True),
    "their": Pronoun("", plural=True),
    "i": Pronoun("", plural=False),
    "we": Pronoun("", plural=True),
}

_ANY: frozenset[str] = frozenset()
_ORGANS = {
    "party": frozenset({"party"}),
    "company": frozenset({"company"}),
    "firm": frozenset({"company"}),
    "newspaper": frozenset({"media"}),
    "agency": frozenset({"agency", "authority", "body"}),
    "union": frozenset({"union", "body"}),
    "group": frozenset({"ngo", "armed", "body"}),
    "organisation": frozenset({"ngo", "body"}),
    "organization": frozenset({"ngo", "body"}),
    "court": frozenset({"court"}),
    "ministry": frozenset({"government"}),
    "bank": frozenset({"company", "authority"}),
    "broadcaster": frozenset({"media"}),
    "club": frozenset({"sport"}),
    "city": frozenset({"place"}),
}
_LEADER = ("vorsitzender", "präsident", "chef", "generaldirektor", "direktor")
_HEAD_OF_GOVERNMENT = ("ministerpräsident", "premierminister", "bundeskanzler", "regierungschef")
_SYNONYMS = {
    "president": ("präsident", "bundespräsident"),
    "prime minister": _HEAD_OF_GOVERNMENT,
    "premier": _HEAD_OF_GOVERNMENT,
    "chancellor": ("bundeskanzler",),
    "federal chancellor": ("bundeskanzler",),
    "federal president": ("bundespräsident",),
    "foreign minister": ("außenminister",),
    "defence minister": ("verteidigungsminister",),
    "defense minister": ("verteidigungsminister",),
    "defense secretary": ("verteidigungsminister",),
    "foreign secretary": ("außenminister",),
    "interior minister": ("innenminister",),
    "finance minister": ("finanzminister",),
    "secretary of state": ("außenminister",),
    "vice president": ("vizepräsident",),
    "secretary general": ("generalsekretär",),
    "chairman": _LEADER,
    "chief": _LEADER,
    "leader": _LEADER,
    "head": _LEADER,
    "chair": _LEADER,
    "chairwoman": _LEADER,
    "director": _LEADER,
    "spokesman": ("sprecher", "regierungssprecher"),
    "spokeswoman": ("sprecher", "regierungssprecher"),
    "spokesperson": ("sprecher", "regierungssprecher"),
    "press secretary": ("sprecher",),
    "home secretary": ("innenminister",),
    "attorney general": ("justizminister",),
    "justice minister": ("justizminister",),
    "health minister": ("gesundheitsminister",),
    "economy minister": ("wirtschaftsminister",),
    "environment minister": ("umweltminister",),
    "transport minister": ("verkehrsminister",),
    "treasury secretary": ("finanzminister",),
    "defence secretary": ("verteidigungsminister",),
    "governor": ("gouverneur",),
    "supreme leader": ("religionsführer",),
    "crown prince": ("kronprinz",),
    "king": ("könig",),
    "queen": ("königin",),
    "pope": ("papst",),
    "mayor": ("bürgermeister",),
}


def _as_it_stands(name: str, before: str) -> str:
    del before
    return name


def _no_gender(word: str) -> str:
    del word
    return ""


def _is_plural(noun: str) -> bool:
    return noun.endswith("s")


def _singular_of(noun: str) -> str:
    lowered = noun.lower()
    return f"{lowered[:-3]}y" if lowered.endswith("ies") else lowered.removesuffix("s") if lowered.endswith("s") else ""


def _no_town(adjective: str) -> tuple[str, ...]:
    del adjective
    return ()


def _national_body(stem: str, noun: str) -> str:
    return f"{stem.capitalize()} {noun}"


NAMING = Naming(
    code="en",
    particles=_set("von van de der den del della di da dos du la le al bin ibn ter of the el"),
    joining_particles=_set("y e de da dos do del bin ibn al"),
    self_words=_set("himself herself themselves"),
    common_surnames=_set(
        """
        Smith Johnson Brown Jones Williams Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris
        Thompson Clark Lewis Walker Hall Young King Wright Scott Green Baker Adams Nelson Carter Mitchell Roberts
        Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy
        Bailey Cooper Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray James Hughes Price Myers Long
        Foster Sanders Ross Khan Kim Lee Park Martin Müller Schmidt Weber Fischer
        """
    ),
    courtesies={
        "Mr": "m",
        "Mr.": "m",
        "Mrs": "f",
        "Mrs.": "f",
        "Ms": "f",
        "Ms.": "f",
        "Miss": "f",
        "Sir": "m",
        "Lord": "m",
        "Lady": "f",
        "Dame": "f",
        "King": "m",
        "Queen": "f",
        "Prince": "m",
        "Princess": "f",
        "Pope": "m",
        "Gen.": "",
        "Sen.": "",
        "Rep.": "",
        "President": "",
        "Minister": "",
        "Chancellor": "",
        "Senator": "",
        "Governor": "",
    },
    degrees=_set("Dr Prof Professor"),
    read_role=read_role,
    is_ordinary=is_ordinary,
    small_words=frozenset(word.lower() for word in _ORDINARY),
    everyday=_ORDINARY,
    adjective_stem=adjective_stem,
    spokespeople=_set("spokesman spokeswoman spokesperson representative official"),
    officials={},
    outsiders=_set("victim witness suspect candidate founder owner lawyer attorney student"),
    documents=_set(
        """
        report statement study letter document paper poll survey analysis ruling decision data figures website post
        tweet
        """
    ),
    organs=_ORGANS,
    local_offices=_ANY,
    pronouns=_PRONOUNS,
    first_person=_set("i we"),
    sure_pronouns=_set("he she they i we"),
    demonstratives=_ANY,
    possessives=_set("his her their its our"),
    numbers={"two": 2, "three": 3, "four": 4, "five": 5},
    rulings=("ruling", "verdict", "judgment"),
    both=_set("both"),
    indefinite=_set("a an some several many two three four five other another no"),
    article_sex={},
    oblique_sex={},
    subject_articles={},
    plural_articles=_set("these those"),
    definite=_set("the this that these those"),
    former=_set("former ex late then outgoing incoming deputy vice acting"),
    possessive_marks=_set("' ’ 's ’s"),
    genitive_articles=_set("of"),
    place_prepositions=_set("in at near from"),
    of_prepositions=_set("of for from"),
    agent_prepositions=_set("by"),
    with_prepositions=_set("with about against over on in at after before"),
    coordinators=_set("and or"),
    paired=_set("nor"),
    list_openers=_set("both neither either not only"),
    quoted_classes=_set("newspaper magazine daily tabloid broadcaster agency"),
    name_classes=_ANY,
    name_openers=_ANY,
    organisation_heads=_set(
        """
        ministry university court institute union party foundation bank commission parliament senate council
        """
    ),
    organisation_marks=_set(
        """
        Inc Inc. Ltd Ltd. Corp Corp. Co. plc LLC Group Company Corporation Bank Airlines University College Foundation
        Association Institute Council Committee Agency Party Police Department Office Times Post News Journal Network
        Trust Observer Line Ministry Court Union Party Commission Parliament Authority Service
        """
    ),
    company_word="company",
    appended_classes=_ANY,
    legal_forms=_set("AG GmbH KG SE KGaA e.V eV Inc Ltd Corp Co plc LLC SA NV SpA ag gmbh Limited Group"),
    organisation_openers=_set("FC AC University Ministry Department Bank Institute"),
    body_links=_set("of for"),
    strong_body_heads=_set("ministry department university institute bank court"),
    town_heads=_ANY,
    compound_bodies=_ANY,
    nouns_capitalised=False,
    directions=_set("North South East West"),
    club_words=_set("FC"),
    opening_heads=_ANY,
    body_prefixes=(" ",),
    street_words=(" Street",),
    plain_streets=_ANY,
    street_ends=(" Street",),
    districts=_ANY,
    place_name_starts=_set("Mount Lake Cape San Santa Saint St. Los Las New Port Fort North South"),
    is_aged=is_aged,
    is_name_adjective=never,
    is_person_plural=never,
    place_heads=_set("street river lake airport station stadium island mountain sea ocean"),
    place_openers=_set("Mount Lake Cape San Santa Saint St. Los Las New Port Fort"),
    event_heads=_set("war cup prize festival games act treaty agreement"),
    office_synonyms=_SYNONYMS,
    national_prefixes=_ANY,
    bare_national_titles=_ANY,
    home="",
    town_words=_set("city capital town"),
    town_nouns=_set("city town"),
    building_prepositions=_set("outside inside near at in to from behind around before"),
    between_prepositions=_set("between"),
    state_verbs=(
        "said",
        "says",
        "criticised",
        "criticized",
        "rejected",
        "accused",
        "demanded",
        "warned",
        "announced",
        "denied",
        "insisted",
        "argued",
        "agreed",
        "refused",
        "called",
        "welcomed",
        "condemned",
        "urged",
        "hopes",
        "wants",
    ),
    state_nouns=(
        "policy",
        "position",
        "threats",
        "demands",
        "response",
        "sanctions",
        "accusations",
        "allies",
        "ambassador",
        "strategy",
        "interests",
        "stance",
        "proposal",
        "plan",
        "support",
        "troops",
        "conditions",
    ),
    auxiliaries=_set("has have had is was"),
    state_predicates=_set("ready willing prepared concerned rejected accused warned agreed"),
    of_endings=("of", "from", "about", "around", "over"),
    verb_ends=("s", "ed", "will", "has", "said"),
    function_words=_ANY,
    adjective_ends=("",),
    oblique_adjective_ends=(),
    attribute_openers=_ANY,
    complement_openers=_set("of for from at"),
    complement_words=_set("of the for and at"),
    title_adjectives=_ANY,
    fillers=_ANY,
    basic_body=_as_it_stands,
    noun_gender=_no_gender,
    read_plural=_is_plural,
    singular_of=_singular_of,
    town_of=_no_town,
    national_body=_national_body,
    sure_genders={},
    nominative_articles={},
    generic_bodies=_set("ministry army military police court embassy parliament navy government"),
    plural_verb_ends=(),
    singular_verbs=_ANY,
    state_bodies=("ministry",),
    boards=(),
    government_words=_set("government administration"),
    countries_words=_set("sides countries states governments nations"),
    person_words=_set("man woman politician"),
    office_title=office_title,
    owned_role=owned_role,
    translated_role=translated_role,
    role_words=role_words,
    genitive_bases=genitive_bases,
)


def naming() -> Naming:
    """The record for English."""
    return NAMING
