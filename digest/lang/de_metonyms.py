"""What tells that a German text means a government when it names its seat: verbs and nouns of politics."""

from __future__ import annotations


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_STEMS = _words(
    """
    kritisier verurteil begrüß forder verlang drängt drängte pocht pochte beharrt beharrte besteht bestand erklär
    betont betonte teilt teilte weist wies wirft warf droht drohte warnt warnte beschuldig bezichtig dementier
    bestreit bestritt bestätig ankündig kündigt kündigte reagier antwort lehnt lehnte verhäng verschärf
    sanktionier unterstütz einlenk lenkt lenkte verhandel vermittel appellier plädier mahnt mahnte sieht sah hofft
    hoffte setzt setzte fürchtet fürchtete befürcht rechnet rechnete erwäg erwog beruf berief verweiger
    verweigerte signalisier beantrag vertritt protestier empört empörte spricht sprach sagt sagte meint meinte
    glaubt glaubte behaupt bezeichn nennt nannte wertet wertete vermut zeigt zeigte äußer erkennt erkannte stimmt
    stimmte billigt billigte versprach verspricht zusagt bietet bot bittet bat ruft rief schweigt schwieg liefert
    lieferte stationier zieht zog will wollte werde würde soll sollte hält hielt prüft prüfte plant plante
    beschließt beschloss erwartet erwartete verteidig gibt gab hat habe hatte ist sei blockier unterzeichn kündig
    provozier entsend entsandte
    """
)


def _forms(stem: str) -> tuple[str, ...]:
    """Present and past of a weak verb stem; a form that is one already stays alone."""
    finished = stem.endswith(
        ("t", "te", "ieß", "schloss", "sah", "sprach", "wies", "warf", "rief", "bot", "bat", "gab")
    )
    return (stem,) if finished or len(stem) < 5 else (f"{stem}t", f"{stem}te", f"{stem}et", f"{stem}ete")


_WEAK = frozenset({"hat", "habe", "hatte", "ist", "sei", "zeigt", "zeigte", "liegt", "zog", "zieht", "gibt", "gab"})
STATE_VERBS = tuple(sorted({form for stem in _STEMS for form in _forms(stem)} - _WEAK))
"""Forms of the third person, as ends of words; verbs that towns do too are left out."""

STATE_NOUNS = (
    "kurs", "politik", "haltung", "vorgehen", "drohung", "drohungen", "forderung", "forderungen", "vorwurf", "vorwürfe",
    "vorwürfen", "sanktion", "sanktionen", "angebot", "reaktion", "antwort", "sicht", "führung", "diplomatie",
    "interesse", "interessen", "zustimmung", "botschafter", "botschafterin", "truppen", "armee", "krieg", "angriff",
    "angriffe", "einfluss", "strategie", "pläne", "plänen", "position", "unterstützung", "bedingung", "bedingungen",
    "verbündete", "verbündeten", "regierung", "kritik", "vorschlag", "vorschläge", "außenminister", "weigerung",
    "entscheidung", "kriegsziele", "waffenlieferungen", "machthaber", "ambitionen", "zölle", "nein", "ja", "linie",
    "gegner", "partner", "anspruch", "ansprüche", "propaganda", "bemühungen", "vermittlung", "initiative", "absage",
)  # fmt: skip
STATE_PARTICIPLES = _words(
    """
    kritisiert verurteilt gefordert zurückgewiesen gedroht gewarnt bestätigt angekündigt abgelehnt verhängt zugestimmt
    vorgeschlagen zugesagt vorgeworfen beschuldigt begrüßt erklärt reagiert dementiert bestritten mitgeteilt betont
    verlangt protestiert angeboten geliefert unterzeichnet beschlossen verteidigt gebilligt einberufen einbestellt
    """
)
STATE_ADJECTIVES = _words(
    """
    bereit entschlossen besorgt enttäuscht empört verärgert zuversichtlich einverstanden gesprächsbereit
    kompromissbereit verhandlungsbereit dagegen dafür skeptisch alarmiert
    """
)
"""What is said of a government with a form of "sein"."""
