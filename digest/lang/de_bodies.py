"""Names of German organisations: the gender of their nouns, and the basic form of a name found in any case."""

from __future__ import annotations

from functools import lru_cache

from digest.lang.de_forms import adjective_stem


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FEMININE = _words(
    """
    ung schaft tion sion bank partei union bahn agentur post liga akademie allianz kirche armee börse luftwaffe
    polizei behörde kammer wehr regierung konferenz zentrale kasse klinik universität hochschule schule firma
    gruppe truppe miliz front garde presse rundschau marine hilfe initiative brauerei reederei werft stelle
    anstalt direktion botschaft kanzlei justiz führung leitung gemeinde airline linie kette holding group jugend
    synode diözese stiftung fraktion innung behörden charta intendanz redaktion mannschaft elf mafia guerilla
    kommune stadt
    """
)
_MASCULINE = _words(
    """
    verband verbund bund rat dienst hof konzern verein club klub fonds ausschuss landtag bundestag kreistag senat
    kongress vorstand betrieb sender rundfunk verlag hersteller betreiber versicherer kreis stab autobauer
    anbieter versorger händler ring konvent orden trust pakt gerichtshof flughafen hafen zoo schutz zirkel
    verfassungsschutz sport-club bote kurier anzeiger spiegel stern funk bundesrat beirat fernsehsender schutzbund
    landwirtschaftsverband discounter
    """
)
_NEUTER = _words(
    """
    amt gericht institut ministerium kreuz parlament komitee werk museum haus unternehmen tribunal zentrum theater
    orchester krankenhaus klinikum präsidium bündnis netzwerk forum magazin blatt portal kollegium team studio
    labor büro kabinett militär heer kommando bistum konsortium kartell archiv gymnasium fernsehen radio
    observatorium kombinat gremium sekretariat direktorium politbüro regime lager start-up geldinstitut
    kreditinstitut rathaus landratsamt
    """
)
_PLURAL = _words(
    """
    nationen werke betriebe streitkräfte philharmoniker emirate staaten kräfte dienste werken grünen piraten
    taliban
    """
)
_BY_END = sorted(
    [
        *((end, "f") for end in _FEMININE),
        *((end, "m") for end in _MASCULINE),
        *((end, "n") for end in _NEUTER),
        *((end, "p") for end in _PLURAL),
    ],
    key=lambda item: -len(item[0]),
)
_GENITIVE_BEFORE = frozenset({"des", "eines", "dieses", "seines", "ihres"})
_ADJECTIVE_ENDS = ("e", "en", "er", "es", "em")
_STRONG = {"m": "er", "f": "e", "n": "es", "p": "e"}
_TOLD_BY_ARTICLE = {
    ("das", "e"): "n", ("die", "e"): "f", ("der", "e"): "m", ("der", "en"): "f", ("zur", "en"): "f",
    ("einer", "en"): "f", ("die", "en"): "p",
}  # fmt: skip


@lru_cache(maxsize=8192)
def noun_gender(word: str) -> str:
    """The gender of a noun for an organisation: m, f, n, p where it is a plural; empty where it is not known."""
    lowered = word.lower()
    return next((gender for end, gender in _BY_END if lowered.endswith(end)), "")


def basic_body(name: str, before: str) -> str:
    """The nominative of an organisation's name as it stands in the text after the word `before`.

    "Deutschen Wetterdienstes" after "des" is "Deutscher Wetterdienst"; names without such a noun stay as they are.
    """
    words = name.split()
    count = _adjectives(words)
    at = _head(words, count)
    genitive = before.lower() in _GENITIVE_BEFORE or (count > 0 and before[:1].isupper())
    basic = _noun_base(words[at]) if genitive else words[at]
    declined = [_declined(word, words[at], basic, before.lower()) for word in words[:count]]
    return " ".join([*declined, *words[count:at], basic, *words[at + 1 :]])


def _head(words: list[str], first: int) -> int:
    """The noun a name is about: from `first` on the first that is a known one, before any small word."""
    for index in range(first, len(words)):
        if not words[index][:1].isupper():
            break
        if noun_gender(words[index]) or noun_gender(_noun_base(words[index])):
            return index
    return first


def _adjectives(words: list[str]) -> int:
    """How many words at the beginning are adjectives before a noun."""
    count = 0
    while count < len(words) - 1 and _is_adjective(words[count]) and words[count + 1][:1].isupper():
        count += 1
    return count


def _is_adjective(word: str) -> bool:
    """Whether a word looks like a declined adjective: names of towns in -er ("Berliner") do not change."""
    lowered = word.lower()
    return lowered.endswith(_ADJECTIVE_ENDS) and _stem(lowered).endswith(_ADJECTIVE_STEMS)


def _stem(word: str) -> str:
    return adjective_stem(word) if len(word) > 4 else word.removesuffix("e")


_ADJECTIVE_STEMS = (
    "isch", "sch", "lich", "ig", "deutsch", "national", "international", "sozial", "zentral", "regional",
    "liberal", "föderal", "multilateral", "vereinigt", "vereint", "evangelisch", "katholisch", "rot", "grün", "frei",
    "weiß", "schwarz", "oberst", "hoh", "allgemein", "europäisch", "unabhängig", "neu", "groß", "global", "kommunal",
    "medizinal", "palästinensisch", "autonom", "koordiniert", "bundesweit", "gemeinsam", "öffentlich", "bedroht",
)  # fmt: skip


def _noun_base(noun: str) -> str:
    """The noun without a genitive ending, as far as the rest is a known noun ("Verbandes": "Verband")."""
    for ending in ("es", "s"):
        base = noun.removesuffix(ending)
        if base != noun and noun_gender(base) in ("m", "n") and noun_gender(noun) not in ("f", "p"):
            return base
    return noun


def _declined(word: str, noun: str, basic: str, before: str) -> str:
    ending = next(end for end in sorted(_ADJECTIVE_ENDS, key=len, reverse=True) if word.lower().endswith(end))
    told = _TOLD_BY_ARTICLE.get((before, ending), "") if noun == basic else ""
    gender = told or noun_gender(basic) or ("m" if ending in ("en", "em") else "")
    stem = _stem(word.lower())
    return f"{stem.capitalize()}{_STRONG[gender]}" if gender else word


def read_plural(noun: str) -> bool:
    """Whether a noun for an organisation is surely a plural ("Regierungen", "Verbände", "Ministerien")."""
    return bool(singular_of(noun))


@lru_cache(maxsize=4096)
def singular_of(noun: str) -> str:
    """The lower-case singular of a noun for an organisation; empty for what is no such plural."""
    lowered = noun.lower()
    for plural, singular in _PLURAL_ENDS:
        base = lowered.removesuffix(plural) + singular if lowered.endswith(plural) else ""
        if base and noun_gender(base):
            return base
    return ""


_PLURAL_ENDS = (
    ("verbände", "verband"), ("verbänden", "verband"), ("räte", "rat"), ("bünde", "bund"), ("ämter", "amt"),
    ("häuser", "haus"), ("ministerien", "ministerium"), ("museen", "museum"), ("zentren", "zentrum"),
    ("ungen", "ung"), ("schaften", "schaft"), ("tionen", "tion"), ("parteien", "partei"), ("banken", "bank"),
    ("gerichte", "gericht"), ("institute", "institut"), ("konzerne", "konzern"), ("vereine", "verein"),
    ("klubs", "klub"), ("clubs", "club"), ("behörden", "behörde"), ("kammern", "kammer"), ("firmen", "firma"),
    ("gruppen", "gruppe"), ("sender", "sender"), ("universitäten", "universität"), ("hochschulen", "hochschule"),
    ("kirchen", "kirche"), ("gemeinden", "gemeinde"), ("städte", "stadt"), ("werke", "werk"), ("schulen", "schule"),
    ("agenturen", "agentur"), ("initiativen", "initiative"), ("bündnisse", "bündnis"), ("kliniken", "klinik"),
)  # fmt: skip


_TOWNS = {
    "münchner": "München", "münchener": "München", "bremer": "Bremen", "dresdner": "Dresden", "zürcher": "Zürich",
    "basler": "Basel", "hannoveraner": "Hannover", "göttinger": "Göttingen", "tübinger": "Tübingen",
    "erlanger": "Erlangen", "bozner": "Bozen", "römer": "Rom", "züricher": "Zürich", "hallenser": "Halle",
    "jenaer": "Jena", "fuldaer": "Fulda", "geraer": "Gera", "solinger": "Solingen", "siegener": "Siegen",
    "essener": "Essen", "gießener": "Gießen", "emder": "Emden", "weimarer": "Weimar", "goslarer": "Goslar",
    "badener": "Baden", "aachener": "Aachen", "wiener": "Wien", "kieler": "Kiel",
}  # fmt: skip


def town_of(adjective: str) -> tuple[str, ...]:
    """The towns that an adjective in -er can come from, the likeliest first ("Bochumer": Bochum)."""
    if not adjective.endswith("er") or len(adjective) < 5 or not adjective[:1].isupper():
        return ()
    listed = _TOWNS.get(adjective.lower())
    return (listed,) if listed else (adjective[:-2], adjective[:-1], f"{adjective[:-2]}en")


def national_body(stem: str, noun: str) -> str:
    """What an organisation is called by its state's adjective and its noun ("Russisches Außenministerium")."""
    return f"{stem.capitalize()}{_STRONG.get(noun_gender(noun), 'e')} {noun}"
