"""German words for offices: with their holder's sex and what they are of; roles told in English words."""

from __future__ import annotations

from digest.model import Kind

_WITH_ARTICLE = {
    "USA": "der USA",
    "Ukraine": "der Ukraine",
    "Türkei": "der Türkei",
    "Schweiz": "der Schweiz",
    "Slowakei": "der Slowakei",
    "Mongolei": "der Mongolei",
    "Niederlande": "der Niederlande",
    "Philippinen": "der Philippinen",
    "Iran": "des Iran",
    "Irak": "des Irak",
    "Libanon": "des Libanon",
    "Sudan": "des Sudan",
    "Südsudan": "des Südsudan",
    "Kosovo": "des Kosovo",
    "Vatikan": "des Vatikans",
    "Jemen": "des Jemen",
    "Niger": "des Niger",
    "Tschad": "des Tschad",
    "Senegal": "des Senegal",
    "Vereinigte Arabische Emirate": "der Vereinigten Arabischen Emirate",
    "Dominikanische Republik": "der Dominikanischen Republik",
    "Demokratische Republik Kongo": "der Demokratischen Republik Kongo",
    "Zentralafrikanische Republik": "der Zentralafrikanischen Republik",
    "Elfenbeinküste": "der Elfenbeinküste",
    "Moldau": "der Republik Moldau",
    "Vereinte Nationen": "der Vereinten Nationen",
    "Europäische Union": "der EU",
    "Europäische Kommission": "der EU-Kommission",
    "Europäisches Parlament": "des EU-Parlaments",
    "Europäische Zentralbank": "der EZB",
    "NATO": "der NATO",
    "Deutscher Bundestag": "des Bundestags",
    "Weltbank": "der Weltbank",
    "Weißes Haus": "des Weißen Hauses",
    "Internationaler Währungsfonds": "des IWF",
    "Kreml": "des Kreml",
    "CDU": "der CDU",
    "CSU": "der CSU",
    "SPD": "der SPD",
    "FDP": "der FDP",
    "AfD": "der AfD",
    "BSW": "des BSW",
    "Die Linke": "der Linken",
    "Bündnis 90/Die Grünen": "der Grünen",
    "FIFA": "der FIFA",
    "UEFA": "der UEFA",
    "IOC": "des IOC",
    "IAEA": "der IAEA",
    "Weltgesundheitsorganisation": "der WHO",
    "Bundesverfassungsgericht": "des Bundesverfassungsgerichts",
    "Federal Reserve": "der Federal Reserve",
    "FBI": "des FBI",
    "CIA": "der CIA",
    "ÖVP": "der ÖVP",
    "SPÖ": "der SPÖ",
    "FPÖ": "der FPÖ",
    "NEOS": "der NEOS",
    "Bundesagentur für Arbeit": "der Bundesagentur für Arbeit",
    "Saarland": "des Saarlands",
    "Komoren": "der Komoren",
    "Seychellen": "der Seychellen",
    "Bahamas": "der Bahamas",
    "Malediven": "der Malediven",
    "Salomonen": "der Salomonen",
    "Marshallinseln": "der Marshallinseln",
    "Kongo": "der Republik Kongo",
    "Färöer": "der Färöer",
    "St. Vincent und die Grenadinen": "von St. Vincent und den Grenadinen",
    "New York City": "von New York",
    "Deutsche Bahn": "der Deutschen Bahn",
    "Deutsche Bank": "der Deutschen Bank",
    "Deutsche Bundesbank": "der Bundesbank",
    "Bundeskriminalamt": "des Bundeskriminalamts",
    "Bundesnachrichtendienst": "des Bundesnachrichtendienstes",
    "Zentralrat der Juden": "des Zentralrats der Juden",
    "Deutscher Gewerkschaftsbund": "des DGB",
    "IG Metall": "der IG Metall",
    "ver.di": "von ver.di",
    "Internationaler Strafgerichtshof": "des Internationalen Strafgerichtshofs",
    "Welternährungsprogramm": "des Welternährungsprogramms",
    "Welthandelsorganisation": "der Welthandelsorganisation",
    "UNESCO": "der UNESCO",
    "UNICEF": "von UNICEF",
    "OECD": "der OECD",
    "OSZE": "der OSZE",
    "FAO": "der FAO",
    "ILO": "der ILO",
    "Europarat": "des Europarats",
    "Russischer Sicherheitsrat": "des russischen Sicherheitsrats",
    "Russisches Außenministerium": "des russischen Außenministeriums",
    "Repräsentantenhaus": "des Repräsentantenhauses",
    "CDU/CSU-Bundestagsfraktion": "der CDU/CSU-Bundestagsfraktion",
    "BDI": "des BDI",
    "BDA": "der BDA",
    "Deutscher Bauernverband": "des Deutschen Bauernverbands",
    "Deutscher Fußball-Bund": "des DFB",
    "Deutsche Bischofskonferenz": "der Deutschen Bischofskonferenz",
    "Commerzbank": "der Commerzbank",
    "Lufthansa": "der Lufthansa",
    "PiS": "der PiS",
}


def role_genitive(name: str) -> str:
    """The name as a genitive after a title: "Russlands", "der Ukraine", "von Laos"."""
    article = _WITH_ARTICLE.get(name)
    if article:
        return article
    return f"von {name}" if name[-1:] in "sßxz" or " und " in name or "." in name else f"{name}s"


_FEMININE_ENDS = {
    "vorsitzender": "vorsitzende",
    "beauftragter": "beauftragte",
    "gesandter": "gesandte",
    "rat": "rätin",
    "anwalt": "anwältin",
    "königin": "königin",
    "oberhaupt": "oberhaupt",
    "papst": "papst",
}
"""Ends of titles whose feminine form is not made with "in"."""


def _feminine(title: str) -> str:
    """The title of a woman: "Landrätin", "Wehrbeauftragte", "Präsidentin"."""
    for end, feminine in _FEMININE_ENDS.items():
        for old, new in ((end, feminine), (end.capitalize(), feminine.capitalize())):
            if title.endswith(old):
                return title.removesuffix(old) + new
    return f"{title}in"


_FROM_ENGLISH = {
    "president": "Präsident", "vice-president": "Vizepräsident", "chancellor": "Kanzler", "premier": "Premierminister",
    "minister": "Minister", "governor": "Gouverneur", "senator": "Senator", "mayor": "Bürgermeister", "king": "König",
    "queen": "Königin", "pope": "Papst", "bishop": "Bischof", "judge": "Richter", "prosecutor": "Staatsanwalt",
    "lawyer": "Anwalt", "ambassador": "Botschafter", "spokesman": "Sprecher", "spokeswoman": "Sprecherin",
    "spokesperson": "Sprecher", "chairman": "Vorsitzender", "chairwoman": "Vorsitzende", "director": "Direktor",
    "commissioner": "Kommissar", "councillor": "Ratsmitglied", "professor": "Professor", "historian": "Historiker",
    "economist": "Ökonom", "scientist": "Wissenschaftler", "researcher": "Forscher", "author": "Autor",
    "writer": "Schriftsteller", "journalist": "Journalist", "actor": "Schauspieler", "actress": "Schauspielerin",
    "singer": "Sänger", "coach": "Trainer", "doctor": "Arzt", "farmer": "Landwirt", "captain": "Kapitän",
    "engineer": "Ingenieur", "founder": "Gründer", "manager": "Manager", "adviser": "Berater", "advisor": "Berater",
}  # fmt: skip
_OF_BOTH = frozenset({"Ratsmitglied", "Papst", "König", "Königin", "Sprecherin", "Vorsitzende", "Schauspielerin"})
_WOMEN = {"Arzt": "Ärztin", "Landwirt": "Landwirtin"}


def translated_role(title: str, sex: str) -> str:
    """A role by its English word ("mayor"), in German; empty where there is no word."""
    german = _FROM_ENGLISH.get(title.lower(), "")
    if not german or sex != "f" or german in _OF_BOTH:
        return german
    return _WOMEN.get(german) or _feminine(german)


def office_title(title: str, sex: str, of: str, kind: Kind) -> str:
    """An office in words: "Präsidentin der Schweiz", "Chefin der Commerzbank", "Chef von Apple",
    "Vorsitzender (Reform UK)".

    Federal offices of Germany need no "Deutschlands". Names of organisations are declined where they are known to be.
    """
    worded = _feminine(title) if sex == "f" else title
    if title.startswith("Bundes") or title == "Papst":
        return worded
    if kind is Kind.ORGANISATION and of not in _WITH_ARTICLE:
        return f"{worded} ({of})" if " " in of else f"{worded} von {of}"
    return f"{worded} {role_genitive(of)}"


def owned_role(role: str, owner: str) -> str:
    """As in "Präsident Frankreichs"."""
    return f"{role} {owner}"
