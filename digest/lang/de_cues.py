"""German verbs and phrases that introduce speech, with what each introduces.

Written for this program. One group has the same frames; in a cue, `|` sets off a separable particle, `+` a word that
must
stand in the same clause and `-` one that must not. Letters before the colon (digest.lang.lexicon.Takes): c content
clause,
i infinitive, q direct speech, f quoted fragment, a the act alone; D the hearer stands in the dative, A in the
accusative.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.lang.de_verbs import conjugate, separable_forms
from digest.lang.lexicon import Cue, Form, LexiconBuilder, Reading, Takes

CUES = """
cq: sagen aus|sagen meinen betonen entgegnen erwidern kontern antworten erzählen konstatieren resümieren bilanzieren
    unterstreichen an|merken versichern beteuern ergänzen hinzu|fügen schreiben äußern verkünden berichten
    präzisieren argumentieren urteilen fragen hervor|heben klagen prophezeien verlauten ein|werfen spekulieren
    mutmaßen aus|führen dar|legen verdeutlichen klar|stellen an|fügen ein|wenden zusammen|fassen twittern posten
    notieren kommentieren schildern scherzen spotten fluchen jubeln nach|haken fort|fahren vor|bringen titeln
    skandieren schwärmen zu|rufen aus|rufen witzeln erläutern fest|stellen vor|rechnen ein|schätzen finden melden heißen
    rufen beschreiben lauten zeigen+zufrieden zeigen+überzeugt zeigen+zuversichtlich
cqa: vermelden verteidigen protestieren widersprechen
cqfD: erklären
cqiD: mit|teilen
cqiaD: bestätigen
cqi: behaupten leugnen bekräftigen schwören garantieren entgegen|halten zu|gestehen offen|lassen an|bieten mahnen
    stellen+aussicht
cqia: an|kündigen bekannt|geben ein|räumen ein|gestehen zu|geben bestreiten dementieren aus|schließen
ciq: gestehen vor|schlagen an|regen plädieren appellieren werben an|mahnen stellen+antrag
ciqD: geloben zu|sagen zu|sichern empfehlen raten drohen an|drohen versprechen nahe|legen
ciqaD: vor|werfen
ciqa: fordern-menschenleben-todesopfer-opfer-tote-verletzte verlangen warnen
cia: befürworten
ciqA: auf|fordern bitten ermahnen drängen auf|rufen
ciqaA: beschuldigen
iaA: bezichtigen
ca: kritisieren begrüßen bemängeln bedauern monieren beklagen loben würdigen rügen
caq: begründen
c: an|deuten vermuten an|nehmen bezweifeln zweifeln signalisieren schätzen prognostizieren voraus|sagen vermerken
    ermitteln entscheiden suggerieren erwähnen heraus|finden klar|machen fürchten
ci: glauben hoffen befürchten erwarten beschließen beantragen an|geben verneinen vereinbaren an|ordnen beabsichtigen
c: aus|gehen+davon hin|weisen+darauf verweisen+darauf rechnen+damit sprechen+davon warnen+davor berichten+darüber
    pochen+darauf drängen+darauf hervor|gehen halten+möglich halten+wahrscheinlich aus|sprechen+dafür
    zu|stimmen+darin bestehen+darauf informieren+darüber appellieren+daran erinnern+daran schließen+daraus
    überzeugen+davon beschweren+darüber klagen+darüber beschwert+darüber ärgern+darüber aus|drücken+darüber
    sehen+erwiesen zeigen+bestürzt zeigen+besorgt zeigen+enttäuscht zeigen+erfreut zeigen+überrascht zeigen+verwundert
i: ein|setzen+dafür aus|sprechen+dafür plädieren+dafür aus|sprechen+dagegen weigern ab|lehnen auf|rufen+dazu
    auf|fordern+dazu einigen+darauf werben+dafür begründen+damit
cq: geben+protokoll erklären+bereit stellen+klar bringen+ausdruck geben+auskunft kommen+schluss kommen+ergebnis
    vertreten+ansicht vertreten+auffassung vertreten+meinung vertreten+standpunkt vertreten+these ziehen+fazit
    äußern+hoffnung äußern+befürchtung äußern+verdacht äußern+meinung äußern+überzeugung äußern+vermutung äußern+ansicht
    äußern+sorge äußern+zuversichtlich erheben+vorwurf geben+verstehen betonen+wichtig hegen+verdacht
    aus|drücken+hoffnung
    lassen+wissen lassen+verlauten lassen+durchblicken sein+meinung sein+ansicht sein+auffassung sein+überzeugung
    sein+überzeugt sein+sicher sein+rede sein+hören sein+lesen
qa: äußern+sich
qf: zitieren
f: nennen-sich bezeichnen+als beschreiben+als ein|stufen+als sprechen+von kritisieren+als würdigen+als loben+als
    verurteilen+als charakterisieren+als ab|tun+als bewerten+als betiteln+als titulieren+als titulieren feiern+als
    rechtfertigen+als brandmarken+als zurück|weisen+als sehen+als werten+als
a: nennen-sich bezeichnen+als zurück|weisen ab|lehnen verteidigen-titel-trikot an|prangern gratulieren
    an|zweifeln aus|sprechen+sich aus|sprechen+für aus|sprechen+gegen auf|rufen appellieren plädieren warnen+vor
    distanzieren+sich entschuldigen+sich bekennen+sich beschweren+sich danken
    verurteilen-zu-wegen tadeln zeigen+erfreut zeigen+enttäuscht zeigen+besorgt zeigen+zufrieden
    zeigen+erleichtert zeigen+überrascht zeigen+bestürzt zeigen+empört zeigen+verwundert zeigen+betroffen
    zeigen+erschüttert zeigen+entsetzt zeigen+schockiert zeigen+zuversichtlich zeigen+optimistisch
    stellen+aussicht zurück|führen+auf ab|rücken schätzen+auf berichten+von berichten+über melden+wort
    erheben+vorwürfe erheben+vorwurf üben+kritik nehmen+stellung stellen+frage machen+verantwortlich
    hin|weisen+auf verweisen+auf reagieren+auf aus|gehen+von rechnen+mit beziffern protestieren+gegen
    pochen+auf drängen+auf geben+schuld hervor|heben betonen empfehlen vor|schlagen ab|raten
    sprechen+von sprechen+für sprechen+gegen drohen+mit werben+für bitten+um
    bezweifeln zu|sagen zu|sichern versprechen unterstreichen attackieren beschimpfen an|kreiden mahnen bekräftigen
"""


def cues() -> Iterator[Cue]:
    """All cues; the same verb in several lines of one shape is one cue that takes all of it."""
    merged: dict[tuple[str, str, tuple[str, ...]], tuple[Takes, str, tuple[str, ...]]] = {}
    for letters, word in _words():
        key, bars = _parse(word)
        takes, hearer, known = merged.get(key, (Takes.NONE, "", ()))
        merged[key] = (takes | _takes(letters), hearer or _hearer(letters), known or bars)
    for (lemma, particle, needs), (takes, hearer, bars) in merged.items():
        yield Cue(lemma, takes, particle, needs, hearer, impersonal=lemma == "heißen", bars=bars)


def _words() -> Iterator[tuple[str, str]]:
    letters = ""
    for line in CUES.strip().splitlines():
        head, colon, rest = line.partition(": ")
        if colon:
            letters = head
        for word in (rest if colon else line).split():
            yield letters, word


def _parse(word: str) -> tuple[tuple[str, str, tuple[str, ...]], tuple[str, ...]]:
    """((base, particle, needs), bars) of one cue."""
    word, *bars = word.split("-")
    verb, *needs = word.split("+")
    particle, bar, base = verb.partition("|")
    return ((base, particle, tuple(needs)) if bar else (verb, "", tuple(needs))), tuple(bars)


_LETTERS = {
    "c": Takes.CLAUSE, "i": Takes.INFINITIVE, "q": Takes.QUOTE, "f": Takes.FRAGMENT, "a": Takes.ACT,
}  # fmt: skip


def _takes(letters: str) -> Takes:
    takes = Takes.NONE
    for letter in letters:
        takes |= _LETTERS.get(letter, Takes.NONE)
    return takes


def _hearer(letters: str) -> str:
    return "dative" if "D" in letters else "accusative" if "A" in letters else ""


def add_cues(builder: LexiconBuilder) -> None:
    """Add every form of every cue to the lexicon."""
    for cue in cues():
        for spelling, form, apart in _forms(cue):
            builder.add(spelling, form)
            builder.add_reading(spelling, Reading(cue, form, cue.particle if apart else ""))


def _forms(cue: Cue) -> Iterator[tuple[str, Form, bool]]:
    if cue.lemma == "sein":
        for spelling in ("ist", "sind", "war", "waren", "sei", "seien"):
            yield spelling, Form.NONE, False
        return
    if cue.particle:
        yield from separable_forms(cue.particle, cue.lemma)
        return
    for spelling, form in conjugate(cue.lemma):
        yield spelling, form, False
