"""Forms of German names, titles and adjectives: genitives, nominatives, words that only look like names."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.lang.naming import RoleNoun


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ADJECTIVE_END = re.compile(r"(?:em|en|er|es|e)$")


@lru_cache(maxsize=16384)
def adjective_stem(word: str) -> str:
    """A lower-case adjective without its ending ("russischen": "russisch")."""
    return _ADJECTIVE_END.sub("", word) if len(word) > 4 else word


_NAME_ADJECTIVES = _set(
    """
    deutsch international national europäisch bayerisch bayrisch sächsisch hessisch niedersächsisch bremisch hamburgisch
russisch amerikanisch britisch französisch italienisch österreichisch schweizerisch chinesisch japanisch israelisch
palästinensisch türkisch kurdisch iranisch islamisch arabisch afrikanisch asiatisch evangelisch katholisch
sozialdemokratisch christlich christdemokratisch demokratisch kommunistisch sozialistisch liberal republikanisch
vereinigt freiheitlich grün rot schwarz blau weiß neu groß klein hoh ober unter alt jung heilig nah mittler fern
stille tot kaspisch königlich kaiserlich staatlich technisch statistisch auswärtig oberst höchst sozial freiwillig
bundesdeutsch nordatlantisch wissenschaftlich süddeutsch norddeutsch westdeutsch ostdeutsch mitteldeutsch allgemein
erst zweit dritt wirtschaftlich zoologisch botanisch humboldt lettisch polnisch ukrainisch syrisch irakisch
thailändisch südafrikanisch indisch brasilianisch kanadisch griechisch spanisch serbisch"""
)


def is_aged(word: str) -> bool:
    """Whether a word tells somebody's age ("54-Jährige", "dreißigjähriger")."""
    return "jährige" in word.lower()


@lru_cache(maxsize=16384)
def is_name_adjective(word: str) -> bool:
    """Whether a capitalised word is a declined adjective that names are built with ("Deutsche", "Internationalen")."""
    lowered = word.lower()
    return lowered.endswith(("e", "er", "en", "es", "em")) and (
        adjective_stem(lowered) in _NAME_ADJECTIVES or (len(lowered) > 6 and adjective_stem(lowered).endswith("isch"))
    )


_PLURAL_ENDS = (
    "ern",
    "eren",
    "ten",
    "gen",
    "den",
    "sen",
    "len",
    "ren",
    "nen",
    "ken",
    "innen",
    "isten",
    "heit",
    "keit",
    "eit",
    "haft",
    "lich",
    "zeit",
    "end",
    "zug",
    "ruf",
    "gang",
    "ation",
    "schaft",
    "ung",
    "nis",
    "sal",
    "tum",
    "ie",
    "ik",
    "enz",
    "anz",
    "ität",
    "sion",
    "ismus",
    "kraft",
    "form",
    "stand",
    "weise",
    "fall",
    "satz",
    "lage",
    "wert",
    "teil",
)
_PLACE_ENDS = (
    "ingen",
    "hausen",
    "kirchen",
    "hofen",
    "leben",
    "wangen",
    "münchen",
    "bergen",
    "stetten",
    "linden",
    "istan",
    "ien",
    "eden",
    "leiden",
    "weiden",
    "minden",
    "dresden",
    "baden",
    "bremen",
    "sachsen",
    "schweden",
    "aachen",
    "essen",
    "polen",
    "jemen",
    "norwegen",
    "verden",
    "emden",
    "rügen",
    "siegen",
    "solingen",
    "göttingen",
)


@lru_cache(maxsize=16384)
def is_person_plural(word: str) -> bool:
    """Whether a capitalised word looks like an ordinary noun or people ("in Gesprächen"), not like a place."""
    lowered = word.lower()
    return lowered.endswith(_PLURAL_ENDS) and not lowered.endswith(_PLACE_ENDS)


SMALL_WORDS = _set(
    """der die das den dem des ein eine einen einem einer eines kein keine keinen er sie es ich wir ihr man sein
    seine seinen ihre ihren dieser diese dieses diesen diesem jener jene jedes jeder jede jeden alle allen aller
    viele vielen einige einigen mehrere manche beide beiden andere anderen weitere weiteren solche solchen welche
    welcher in im an am auf bei beim mit nach von vom zu zum zur für gegen über unter vor hinter neben zwischen
    durch um ohne aus seit während wegen trotz laut gemäß gegenüber bis ab außer und oder aber doch denn sondern
    sowie wenn weil dass ob als wie da damit nachdem bevor obwohl falls auch nur noch schon bereits erst so dort
    hier dann danach daher deshalb dabei dafür dagegen darum zudem außerdem allerdings jedoch dennoch trotzdem
    inzwischen nun jetzt heute gestern morgen zuvor zuletzt zunächst schließlich später früher bald immer wieder
    nicht nie mehr sehr etwa rund fast mindestens ferner insgesamt offenbar derzeit bislang bisher wer was wo wann
    warum hat haben ist sind war waren wird werden kann können soll sollen muss müssen will wollen darf dürfen
    mein unser unsere ja nein bitte zwei drei vier fünf sechs sieben acht neun zehn ins ans beim übers fürs erste
    ersten zweite zweiten letzte letzten neue neuen neuer neues große großen alte alten"""
)
FUNCTION_WORDS = _set(
    """eine einen einer eines einem keine keinen keiner diese diesen dieser dieses diesem jene jenen jener seine
    seinen seiner seines seinem ihre ihren ihrer ihres ihrem unsere unserer alle allen aller viele vielen einige
    einigen mehrere mehreren andere der sagte sagten erklärte erklärten wurde wurden werde werden worden habe
    haben hatte hatten wäre wären könnte könnten sollte sollten müsste müssten wollte wollten durfte seien ohne
    heute gestern morgen gerne über unter hinter oder aber wegen gegen neben zwischen während unter außer mehr
    sehr seit später früher weiter wieder immer nicht hier wie sie die eher je gegenüber eben denen deren
    kritisierte forderte betonte warnte meinte sehe gebe gehe stehe komme teilte lobte nannte bezeichnete
    berichtete kündigte äußerte bestätigte äußerten hätte hätten würde würden geworden einander daher sogar zwar
    kaum als"""
)


def role_words(adjectives: str, noun: RoleNoun, sex: str) -> str:
    """The role as a nominative without article: "russischer Präsident", "deutsche Außenministerin"."""
    feminine = (noun.sex or sex) == "f"
    word = noun.word
    if not feminine and noun.sex == "m":
        word = _nominative(noun)
    elif not noun.sex:
        word = word.rstrip("nr") if word.endswith(("en", "er")) else word
        word += "" if feminine or not word.endswith("e") else "r"
    ending = "e" if feminine else "er"
    declined = [
        f"{adjective_stem(item)}{ending}" if item[-1:] in "enrms" and item.islower() else item
        for item in adjectives.split()
    ]
    return " ".join([*declined, word])


def _nominative(noun: RoleNoun) -> str:
    """The masculine word as written, without a case ending."""
    length = len(noun.title)
    return noun.word[:length] if noun.word.lower().startswith(noun.title) else noun.word


@lru_cache(maxsize=32768)
def genitive_bases(name: str) -> tuple[str, ...]:
    """The name itself, then without a genitive ending ("Putins": "Putin"; "Pass’": "Pass")."""
    found = [name]
    if name.endswith(("’", "'")):
        found.append(name[:-1])
    elif name.endswith(("’s", "'s")):
        found.append(name[:-2])
    elif len(name) > 2 and name.endswith("s") and not name.endswith("ss"):
        found.append(name[:-1])
        if name.endswith("es") and len(name) > 4:
            found.append(name[:-2])
    return tuple(found)
