"""What offices and roles are called in English, by their German titles, under which the gazetteer lists them."""

from __future__ import annotations

from digest.model import Kind

TITLES = {
    "präsident": "president",
    "bundespräsident": "federal president",
    "staatspräsident": "president",
    "vizepräsident": "vice president",
    "ratspräsident": "council president",
    "ministerpräsident": "prime minister",
    "premierminister": "prime minister",
    "premier": "prime minister",
    "regierungschef": "head of government",
    "bundeskanzler": "chancellor",
    "kanzler": "chancellor",
    "vizekanzler": "vice chancellor",
    "bundesrat": "federal councillor",
    "staatsoberhaupt": "head of state",
    "staatschef": "head of state",
    "machthaber": "ruler",
    "religionsführer": "supreme leader",
    "könig": "king",
    "königin": "queen",
    "kaiser": "emperor",
    "kronprinz": "crown prince",
    "fürst": "prince",
    "emir": "emir",
    "sultan": "sultan",
    "papst": "pope",
    "minister": "minister",
    "außenminister": "foreign minister",
    "bundesaußenminister": "foreign minister",
    "verteidigungsminister": "defence minister",
    "innenminister": "interior minister",
    "bundesinnenminister": "interior minister",
    "finanzminister": "finance minister",
    "bundesfinanzminister": "finance minister",
    "wirtschaftsminister": "economy minister",
    "justizminister": "justice minister",
    "gesundheitsminister": "health minister",
    "arbeitsminister": "labour minister",
    "verkehrsminister": "transport minister",
    "familienminister": "family minister",
    "umweltminister": "environment minister",
    "bildungsminister": "education minister",
    "kultusminister": "education minister",
    "landwirtschaftsminister": "agriculture minister",
    "agrarminister": "agriculture minister",
    "forschungsminister": "research minister",
    "entwicklungsminister": "development minister",
    "bauminister": "construction minister",
    "digitalminister": "digital minister",
    "handelsminister": "trade minister",
    "energieminister": "energy minister",
    "heimatschutzminister": "homeland security secretary",
    "verbraucherschutzminister": "consumer protection minister",
    "kulturstaatsminister": "minister of state for culture",
    "kanzleramtschef": "head of the chancellery",
    "innensenator": "interior senator",
    "finanzsenator": "finance senator",
    "staatssekretär": "state secretary",
    "senator": "senator",
    "gouverneur": "governor",
    "bürgermeister": "mayor",
    "oberbürgermeister": "mayor",
    "landrat": "district administrator",
    "vorsitzender": "leader",
    "parteivorsitzender": "party leader",
    "parteichef": "party leader",
    "fraktionsvorsitzender": "parliamentary leader",
    "fraktionschef": "parliamentary leader",
    "gewerkschaftschef": "union leader",
    "chef": "head",
    "vizechef": "deputy head",
    "konzernchef": "chief executive",
    "vorstandschef": "chief executive",
    "vorstandsvorsitzender": "chief executive",
    "geschäftsführer": "managing director",
    "direktor": "director",
    "generaldirektor": "director general",
    "generalsekretär": "secretary general",
    "sekretär": "secretary",
    "sprecher": "spokesperson",
    "regierungssprecher": "government spokesperson",
    "pressesprecher": "spokesperson",
    "polizeisprecher": "police spokesperson",
    "kremlsprecher": "Kremlin spokesperson",
    "berater": "adviser",
    "sicherheitsberater": "national security adviser",
    "sondergesandter": "special envoy",
    "botschafter": "ambassador",
    "außenbeauftragter": "foreign policy chief",
    "wehrbeauftragter": "commissioner for the armed forces",
    "kommissar": "commissioner",
    "innenkommissar": "home affairs commissioner",
    "handelskommissar": "trade commissioner",
    "wirtschaftskommissar": "economy commissioner",
    "flüchtlingskommissar": "high commissioner for refugees",
    "nothilfekoordinator": "emergency relief coordinator",
    "chefankläger": "chief prosecutor",
    "generalbundesanwalt": "federal prosecutor general",
    "staatsanwalt": "prosecutor",
    "armeechef": "army chief",
    "militärchef": "military chief",
    "polizeiminister": "police minister",
    "polizeichef": "police chief",
    "polizeipräsident": "police chief",
    "bundestrainer": "national coach",
    "trainer": "coach",
    "abgeordneter": "member of parliament",
    "anwalt": "lawyer",
    "rechtsanwalt": "lawyer",
    "richter": "judge",
    "professor": "professor",
    "forscher": "researcher",
    "wissenschaftler": "scientist",
    "historiker": "historian",
    "experte": "expert",
    "arzt": "doctor",
    "autor": "author",
    "schriftsteller": "writer",
    "journalist": "journalist",
    "schauspieler": "actor",
    "sänger": "singer",
    "unternehmer": "entrepreneur",
    "bischof": "bishop",
    "us-präsident": "US president",
    "us-vizepräsident": "US vice president",
    "us-außenminister": "US secretary of state",
    "us-verteidigungsminister": "US defence secretary",
    "nato-generalsekretär": "NATO secretary general",
    "un-generalsekretär": "UN secretary general",
    "ezb-präsident": "ECB president",
    "eu-kommissionspräsident": "president of the European Commission",
    "kommissionspräsident": "president of the Commission",
}

_WOMEN = {"king": "queen", "emperor": "empress", "prince": "princess", "crown prince": "crown princess",
          "actor": "actress"}  # fmt: skip

_WITH_ARTICLE = (
    "United", "Netherlands", "Philippines", "Czech Republic", "Central African", "Democratic Republic", "Republic of",
    "Dominican Republic", "Bahamas", "Maldives", "Gambia", "Ivory Coast", "Comoros", "Seychelles", "Vatican",
    "European", "International", "World", "Council", "Marshall Islands", "Solomon Islands", "US ", "UN ", "African",
    "Federal", "House", "Kremlin", "White House", "German ", "Russian ", "Chinese ", "Conservative", "Liberal",
    "Republican", "Democratic", "Bundes",
)  # fmt: skip
"""Beginnings of names that take an article after "of"."""

_WORDLIKE = frozenset({"NATO", "UNESCO", "UNICEF", "FIFA", "UEFA", "OPEC", "NASA", "USAID", "ASEAN", "SAP", "BMW"})
"""Acronyms that are said as names; all others take an article."""


def translated_role(title: str, sex: str) -> str:
    """A role by its German title in the basic form ("außenminister"), in English; empty where there is no word."""
    english = TITLES.get(title.lower(), "")
    return _WOMEN.get(english, english) if sex == "f" else english


def office_title(title: str, sex: str, of: str, kind: Kind) -> str:
    """An office of the gazetteer in words: "president of Russia", "leader of the CSU", "premier of Hesse"."""
    is_acronym = " " not in of and sum(map(str.isupper, of)) > 1 and of not in _WORDLIKE
    article = "the " if of.startswith(_WITH_ARTICLE) or (kind is Kind.ORGANISATION and is_acronym) else ""
    if kind is Kind.PLACE and title == "Ministerpräsident":
        return f"premier of {of}"
    if title == "Papst":
        return "pope"
    return f"{translated_role(title, sex) or title} of {article}{of}"


def owned_role(role: str, owner: str) -> str:
    """As in "union’s leader", "France’s president"."""
    return f"{owner}’s {role}"
