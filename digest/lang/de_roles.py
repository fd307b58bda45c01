"""German role nouns: reading "Bundesaußenministerin" as a minister, and titles that mean the same office."""

from __future__ import annotations

from functools import lru_cache

from digest.lang.naming import RoleNoun


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MASCULINE_ROLES = _set(
    """minister präsident kanzler chef sprecher direktor generaldirektor vorsitzender vorsitzende sekretär
    generalsekretär bürgermeister gouverneur senator abgeordneter abgeordnete könig kronprinz prinz fürst kaiser
    papst bischof kardinal erzbischof pfarrer priester rabbiner imam ajatollah scheich emir sultan general admiral
    oberst kommandeur kommandant offizier leutnant major kapitän hauptmann feldmarschall marschall politiker
    premier ministerpräsident machthaber diktator führer anführer oppositionsführer botschafter konsul gesandter
    gesandte beauftragter beauftragte kommissar berater referent leiter manager vorstand geschäftsführer gründer
    unternehmer inhaber eigentümer besitzer milliardär investor banker ökonom volkswirt analyst experte forscher
    wissenschaftler professor historiker soziologe psychologe politologe politikwissenschaftler philosoph theologe
    physiker chemiker biologe virologe epidemiologe astronom geologe meteorologe klimaforscher archäologe
    informatiker mathematiker ingenieur techniker arzt mediziner chirurg apotheker therapeut pfleger anwalt
    rechtsanwalt verteidiger richter staatsanwalt generalbundesanwalt jurist notar gutachter polizist kommissar
    ermittler beamter beamte lehrer rektor dekan schüler student  journalist redakteur chefredakteur
    reporter korrespondent moderator autor schriftsteller dichter lyriker dramatiker publizist verleger regisseur
    schauspieler sänger musiker komponist dirigent maler künstler bildhauer fotograf architekt designer intendant
    produzent kabarettist komiker rapper model trainer bundestrainer coach spieler nationalspieler torwart stürmer
    verteidiger mittelfeldspieler kapitän sportler fahrer rennfahrer radprofi profi boxer schwimmer läufer
    skispringer torhüter schiedsrichter funktionär aktivist menschenrechtler bürgerrechtler dissident
    gewerkschafter gewerkschaftschef landwirt bauer fischer winzer händler kaufmann pilot astronaut kosmonaut
    soldat veteran terrorist attentäter täter angeklagter angeklagte zeuge augenzeuge opfer witwe witwer vater
    mutter sohn tochter bruder schwester ehefrau ehemann mann frau freund freundin partner onkel tante neffe
    nichte großvater großmutter nachfolger vorgänger stellvertreter vize kandidat spitzenkandidat bewerber
    amtsinhaber amtskollege kollege parteifreund parteichef fraktionschef fraktionsvorsitzender ratsvorsitzender
    aufsichtsratschef vorstandschef konzernchef regierungschef staatschef außenpolitiker innenpolitiker vertreter
    repräsentant obmann klubobmann landeshauptmann landeshauptfrau stadtrat bundesrat nationalrat ständerat
    landrat landrätin staatsrat ministerialdirektor staatssekretär kurator präses superintendent vikar mönch nonne
    schwester pater lord baron graf herzog gemeinderat ankläger tatverdächtiger rathauschef stadtoberhaupt wirt
    leser anwohner förster meteorologe gräfin herzogin prinzessin königin kaiserin kronprinzessin first hausherr
    gastgeber koordinator kämmerer kämmerin ökologe dezernent
     kaplan  obdachloser jugendlicher überlebender verletzter mitarbeiter
    angestellter beschäftigter besitzer veranstalter teilnehmer beobachter kritiker anhänger gegner unterhändler
    vermittler diplomat chefdiplomat außenbeauftragter religionsführer armeechef generalstabschef geheimdienstchef
    polizeichef notenbankchef weltmeister olympiasieger europameister sieger gewinner preisträger nobelpreisträger
    friedensnobelpreisträger komissar  meister kanzlerkandidat gouverneur statthalter sondergesandter
    unterstaatssekretär schatzmeister wahlleiter pressesprecher pressesekretär bauleiter einsatzleiter
    parteivorsitzender parteivorsitzende landesvorsitzender landesvorsitzende bundesvorsitzender
    fraktionsvorsitzende präsidiumsmitglied vorstandsmitglied mitglied ratsmitglied parlamentarier rapporteur
    sonderberichterstatter gründungsmitglied parteimitglied vorstandssprecher ceo emigrant rentner teenager
    schützer brauer wissenschafter bürger kunde mieter besucher passagier urlauber händler vertrauter
    bergmann feuerwehrmann kameramann staatsmann geschäftsmann seemann landsmann fachmann obfrau ratsfrau
    geschäftsfrau kauffrau fachfrau  """
)
_FEMININE_ONLY = _set(
    """witwe mutter tochter schwester ehefrau frau freundin tante nichte großmutter nonne gräfin herzogin prinzessin
    königin kaiserin kronprinzessin landeshauptfrau obfrau ratsfrau geschäftsfrau kauffrau fachfrau landrätin
          kämmerin"""
)
_NO_SEX = _set(
    """opfer mitglied gründungsmitglied parteimitglied ratsmitglied vorstandsmitglied präsidiumsmitglied model
    vorsitzende abgeordnete gesandte beauftragte angeklagte teenager fraktionsvorsitzende landesvorsitzende
    parteivorsitzende ceo vize"""
)
_WEAK_ENDS = (
    "vorsitzende",
    "abgeordnete",
    "beauftragte",
    "gesandte",
    "beamte",
    "angeklagte",
    "angestellte",
    "beschäftigte",
    "verletzte",
    "jugendliche",
    "überlebende",
    "obdachlose",
)
_TAILS = {role for role in _MASCULINE_ROLES if len(role) >= 4}
_NO_TAIL = _set("""first opfer general major oberst frau mann lord graf bauer fischer richter meister profi prinz""")
_LONGEST = 26


def _base_of(word: str) -> str:
    """The longest known role noun that ends the lower-case word, or an empty string."""
    if word in _MASCULINE_ROLES:
        return word
    for start in range(max(1, len(word) - _LONGEST), len(word) - 3):
        tail = word[start:]
        if tail in _TAILS and (tail not in _NO_TAIL or word[start - 1] == "-"):
            return tail
    return ""


def _candidates(word: str) -> list[tuple[str, str, bool]]:
    """(basic form, sex, plural) that the lower-case word can be a form of, best first."""
    found = [(word, "", False)]
    if word.endswith("innen"):
        found.append((word[:-5], "f", True))
    if word.endswith("in"):
        stem = word[:-2]
        found += [(stem, "f", False), (stem + "e", "f", False)]
        if stem.endswith("ät"):
            found.append((stem[:-2] + "at", "f", False))
        if stem.endswith("äst"):
            found.append((stem, "f", False))
    for ending, plural in (("s", False), ("es", False), ("n", False), ("en", False), ("r", False), ("e", True)):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found.append((stem, "", plural or (ending == "n" and stem.endswith("er"))))
    if word.endswith("anwältin"):
        found.append((word[:-8] + "anwalt", "f", False))
    if word.endswith("ärztin"):
        found.append((word[:-6] + "arzt", "f", False))
    return found


@lru_cache(maxsize=32768)
def read_role(word: str) -> RoleNoun | None:
    """Read a word as a role noun ("Bundesaußenministerin"), or return None."""
    lowered = word.lower()
    if len(lowered) < 3 or not word[:1].isalpha():
        return None
    for basic, sex, plural in _candidates(lowered):
        base = _base_of(basic)
        if not base:
            continue
        weak = base.removesuffix("r") if base.endswith("er") and base.removesuffix("r").endswith(_WEAK_ENDS) else base
        known_sex = sex or (
            "f" if weak in _FEMININE_ONLY else "" if weak in _NO_SEX or weak.endswith(_WEAK_ENDS) else "m"
        )
        prefix = basic[: len(basic) - len(base)]
        return RoleNoun(word, prefix + weak, weak, prefix.strip("-"), known_sex, plural)
    return None


_HEAD_OF_GOVERNMENT = ("ministerpräsident", "premierminister", "bundeskanzler", "regierungschef")
_LEADER = ("vorsitzender", "präsident", "chef", "generaldirektor", "direktor")
OFFICE_SYNONYMS = {
    "staatspräsident": ("präsident",),
    "staatschef": ("präsident", "machthaber", "bundespräsident", "könig"),
    "staatsoberhaupt": ("präsident", "bundespräsident", "könig", "kaiser"),
    "präsident": ("präsident", "bundespräsident", *_LEADER[2:3]),
    "machthaber": ("machthaber", "präsident"),
    "diktator": ("machthaber", "präsident"),
    "kremlchef": ("präsident",),
    "ministerpräsident": _HEAD_OF_GOVERNMENT,
    "premierminister": _HEAD_OF_GOVERNMENT,
    "premier": _HEAD_OF_GOVERNMENT,
    "regierungschef": _HEAD_OF_GOVERNMENT,
    "kanzler": ("bundeskanzler",),
    "bundeskanzler": ("bundeskanzler",),
    "oberbürgermeister": ("bürgermeister",),
    "rathauschef": ("bürgermeister", "oberbürgermeister"),
    "stadtoberhaupt": ("bürgermeister", "oberbürgermeister"),
    "gemeindechef": ("bürgermeister", "gemeindepräsident"),
    "ortschef": ("bürgermeister",),
    "bürgermeister": ("bürgermeister", "oberbürgermeister"),
    "gemeindeoberhaupt": ("bürgermeister", "gemeindepräsident"),
    "ressortchef": ("minister", "senator"),
    "vereinschef": ("vorsitzende", "vorsitzender", "präsident"),
    "verbandschef": ("vorsitzende", "vorsitzender", "präsident"),
    "clubchef": ("präsident", "vorsitzende"),
    "klubchef": ("präsident", "vorsitzende"),
    "regierungsbürgermeister": ("bürgermeister",),
    "vorsitzender": _LEADER,
    "vorsitzende": _LEADER,
    "chef": _LEADER,
    "parteichef": _LEADER,
    "parteivorsitzende": _LEADER,
    "parteivorsitzender": _LEADER,
    "bundesvorsitzende": _LEADER,
    "obmann": _LEADER,
    "parteiobmann": _LEADER,
    "fraktionschef": _LEADER,
    "fraktionsvorsitzende": _LEADER,
    "vorstandschef": _LEADER,
    "konzernchef": _LEADER,
    "vorstandsvorsitzende": _LEADER,
    "bahnchef": _LEADER,
    "notenbankchef": _LEADER,
    "direktor": _LEADER,
    "generaldirektor": _LEADER,
    "kommissionspräsident": ("präsident",),
    "kommissionschef": ("präsident",),
    "parlamentspräsident": ("präsident",),
    "bundestagspräsident": ("präsident",),
    "ratschef": ("ratspräsident",),
    "chefdiplomat": ("außenbeauftragter", "außenminister"),
    "außenbeauftragte": ("außenbeauftragter",),
    "außenamtschef": ("außenminister",),
    "oberhaupt": ("papst",),
    "pontifex": ("papst",),
    "kirchenoberhaupt": ("papst",),
    "monarch": ("könig", "kaiser", "königin"),
    "verbraucherminister": ("verbraucherschutzminister",),
    "agrarminister": ("landwirtschaftsminister",),
    "sprecher": ("sprecher", "regierungssprecher"),
    "pressesprecher": ("sprecher",),
    "vize": ("vizepräsident", "vizekanzler"),
    "vizepräsident": ("vizepräsident",),
    "sozialminister": ("arbeitsminister",),
    "bundesbildungsminister": ("bildungsminister",),
    "entwicklungshilfeminister": ("entwicklungsminister",),
    "schatzkanzler": ("finanzminister",),
    "energieminister": ("wirtschaftsminister",),
    "oberbefehlshaber": ("armeechef",),
    "generalsekretär": ("generalsekretär",),
    "religionsführer": ("religionsführer",),
    "revolutionsführer": ("religionsführer",),
    "kronprinz": ("kronprinz",),
    "bundestrainer": ("bundestrainer",),
    "nationaltrainer": ("bundestrainer",),
    "pentagonchef": ("verteidigungsminister",),
    "heimatschutzminister": ("heimatschutzminister",),
    "generalstaatsanwalt": ("justizminister",),
}
