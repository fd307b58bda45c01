"""German verb forms: principal parts of strong and irregular verbs, a list of weak ones, and the rules of inflection.

Written for this program from general knowledge of German; not derived from any published table.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from digest.lang.lexicon import Form


def words(text: str) -> frozenset[str]:
    """The words of `text`, which are set off by blanks."""
    return frozenset(text.split())


INSEPARABLE = ("be", "ver", "er", "ent", "emp", "zer", "ge", "miss", "wider", "hinter", "über", "unter", "voll", "um")
"""Prefixes that stay on the verb and take no "ge" in the participle."""

_UNSTRESSED = (*INSEPARABLE, "wieder")

PARTICLES = words(
    """ab an auf aus bei bekannt bereit bevor da dar davon durch ein einher empor entgegen fest fort frei gegenüber
    gleich gut heim her heran heraus herbei hervor herum herunter hin hinaus hinein hinweg hinzu kennen kund los
    mit nach nahe nieder offen preis richtig sicher statt still teil um unter vor voran voraus vorbei vorweg weg
    weiter wett wieder zu zurück zurecht zusammen zuvor"""
)
"""Particles of separable verbs."""

STRONG = """
backen backt backte gebacken -
befehlen befiehlt befahl befohlen beföhle
empfehlen empfiehlt empfahl empfohlen empföhle
beginnen beginnt begann begonnen begänne
beißen beißt biss gebissen bisse
bergen birgt barg geborgen bärge
biegen biegt bog gebogen böge
bieten bietet bot geboten böte
binden bindet band gebunden bände
bitten bittet bat gebeten bäte
blasen bläst blies geblasen bliese
bleiben bleibt blieb geblieben bliebe
brechen bricht brach gebrochen bräche
brennen brennt brannte gebrannt brennte
bringen bringt brachte gebracht brächte
denken denkt dachte gedacht dächte
dringen dringt drang gedrungen dränge
essen isst aß gegessen äße
fahren fährt fuhr gefahren führe
fallen fällt fiel gefallen fiele
fangen fängt fing gefangen finge
finden findet fand gefunden fände
fliegen fliegt flog geflogen flöge
fliehen flieht floh geflohen flöhe
fließen fließt floss geflossen flösse
fressen frisst fraß gefressen fräße
geben gibt gab gegeben gäbe
gehen geht ging gegangen ginge
gelingen gelingt gelang gelungen gelänge
gelten gilt galt gegolten gälte
genießen genießt genoss genossen genösse
geschehen geschieht geschah geschehen geschähe
gewinnen gewinnt gewann gewonnen gewänne
gießen gießt goss gegossen gösse
gleichen gleicht glich geglichen gliche
graben gräbt grub gegraben grübe
greifen greift griff gegriffen griffe
halten hält hielt gehalten hielte
hängen hängt hing gehangen hinge
hauen haut haute gehauen -
heben hebt hob gehoben höbe
heißen heißt hieß geheißen hieße
helfen hilft half geholfen hülfe
kennen kennt kannte gekannt -
klingen klingt klang geklungen klänge
kommen kommt kam gekommen käme
kriechen kriecht kroch gekrochen kröche
laden lädt lud geladen lüde
lassen lässt ließ gelassen ließe
laufen läuft lief gelaufen liefe
leiden leidet litt gelitten litte
leihen leiht lieh geliehen liehe
lesen liest las gelesen läse
liegen liegt lag gelegen läge
lügen lügt log gelogen löge
meiden meidet mied gemieden miede
messen misst maß gemessen mäße
nehmen nimmt nahm genommen nähme
nennen nennt nannte genannt -
pfeifen pfeift pfiff gepfiffen pfiffe
raten rät riet geraten riete
reißen reißt riss gerissen risse
reiten reitet ritt geritten ritte
rennen rennt rannte gerannt -
riechen riecht roch gerochen röche
rufen ruft rief gerufen riefe
schaffen schafft schuf geschaffen schüfe
scheiden scheidet schied geschieden schiede
scheinen scheint schien geschienen schiene
schieben schiebt schob geschoben schöbe
schießen schießt schoss geschossen schösse
schlafen schläft schlief geschlafen schliefe
schlagen schlägt schlug geschlagen schlüge
schleichen schleicht schlich geschlichen schliche
schließen schließt schloss geschlossen schlösse
schmelzen schmilzt schmolz geschmolzen schmölze
schneiden schneidet schnitt geschnitten schnitte
schreiben schreibt schrieb geschrieben schriebe
schreien schreit schrie geschrien schriee
schreiten schreitet schritt geschritten schritte
schweigen schweigt schwieg geschwiegen schwiege
schwimmen schwimmt schwamm geschwommen schwömme
schwinden schwindet schwand geschwunden schwände
schwören schwört schwor geschworen schwüre
sehen sieht sah gesehen sähe
senden sendet sandte gesandt -
singen singt sang gesungen sänge
sinken sinkt sank gesunken sänke
sitzen sitzt saß gesessen säße
sprechen spricht sprach gesprochen spräche
springen springt sprang gesprungen spränge
stechen sticht stach gestochen stäche
stehen steht stand gestanden stünde
stehlen stiehlt stahl gestohlen stähle
steigen steigt stieg gestiegen stiege
sterben stirbt starb gestorben stürbe
stoßen stößt stieß gestoßen stieße
streichen streicht strich gestrichen striche
streiten streitet stritt gestritten stritte
tragen trägt trug getragen trüge
treffen trifft traf getroffen träfe
treiben treibt trieb getrieben triebe
treten tritt trat getreten träte
trinken trinkt trank getrunken tränke
tun tut tat getan täte
verderben verdirbt verdarb verdorben verdürbe
vergessen vergisst vergaß vergessen vergäße
verlieren verliert verlor verloren verlöre
verzeihen verzeiht verzieh verziehen verziehe
wachsen wächst wuchs gewachsen wüchse
weichen weicht wich gewichen wiche
weisen weist wies gewiesen wiese
wenden wendet wandte gewandt -
werben wirbt warb geworben würbe
werfen wirft warf geworfen würfe
wiegen wiegt wog gewogen wöge
winden windet wand gewunden wände
wissen weiß wusste gewusst wüsste
ziehen zieht zog gezogen zöge
zwingen zwingt zwang gezwungen zwänge
"""
"""infinitive, present 3rd person, preterite, participle, subjunctive II ("-" where it is the preterite or unused)."""

AUXILIARIES = """
sein: ist war gewesen sei seien wäre wären sind waren
haben: hat hatte gehabt habe haben hätte hätten hatten
werden: wird wurde worden werde werden würde würden wurden geworden
können: kann konnte gekonnt könne können könnte könnten konnten
müssen: muss musste gemusst müsse müssen müsste müssten mussten muß mußte mußten
sollen: soll sollte gesollt solle sollen sollte sollten
wollen: will wollte gewollt wolle wollen wollte wollten
dürfen: darf durfte gedurft dürfe dürfen dürfte dürften durften
mögen: mag mochte gemocht möge mögen möchte möchten mochten
"""

WEAK = """
achten adoptieren agieren ahnen akzeptieren alarmieren altern amtieren analysieren animieren annullieren antworten
appellieren arbeiten argumentieren arrangieren atmen attackieren attestieren balancieren basieren bauen beabsichtigen
beachten beantragen beantworten bearbeiten beauftragen bedanken bedauern bedecken bedeuten bedienen bedrohen beeilen
beeinflussen beeinträchtigen beenden beerdigen befassen befehligen befestigen befeuern beflügeln befolgen befragen
befreien befriedigen befürchten befürworten begegnen begehren begleiten beglückwünschen begnadigen begrenzen begründen
begrüßen begutachten begünstigen behandeln behaupten beherrschen behindern bejahen bekehren beklagen bekräftigen
bekunden bekämpfen belasten belegen beleidigen beleuchten beliefern bemerken bemängeln bemühen benachrichtigen
benachteiligen benutzen benötigen beobachten beordern berauben bereichern bereinigen bereuen berichten berichtigen
beruhigen berücksichtigen berühren bescheinigen beschenken beschimpfen beschleunigen beschränken beschuldigen
beschweren beschwichtigen beschädigen beschäftigen beseitigen besetzen besichtigen besiegen bestellen besteuern
bestimmen bestrafen bestärken bestätigen besuchen besänftigen beteiligen beteuern betonen betrachten betreuen betrügen
betteln beunruhigen beurteilen bevorzugen bevölkern bewaffnen bewahren bewegen bewerten bewilligen bewirken
bewirtschaften bewohnen bewundern bewältigen bezahlen bezeichnen bezeugen bezichtigen beziffern bezuschussen
bezweifeln bilanzieren bilden billigen blicken blockieren bohren bomben boomen boykottieren brauchen bremsen brüllen
brüsten buchen bürgen charakterisieren danken dauern debattieren definieren degradieren delegieren dementieren
demonstrieren deuten diagnostizieren dienen dirigieren diskutieren distanzieren dokumentieren dominieren dosieren
dramatisieren drehen drohen drosseln drucken drängen drücken duellieren dulden durchbrechen dämmen dämpfen
echauffieren ehren eignen eilen einigen ekeln elektrisieren emigrieren empören enden engagieren entdecken entfernen
entgegnen entgleisen enthüllen entkräften entlarven entlasten entmachten entmutigen entrüsten entschuldigen
entschärfen entsorgen enttäuschen entwarnen entwickeln entziffern entzünden erbauen erben erblicken erdulden ereifern
ereignen erfassen erfolgen erforschen erfüllen ergattern ergänzen erheitern erhoffen erholen erhärten erhöhen erinnern
erklären erkranken erkundigen erlauben erleben erledigen erlernen erläutern ermahnen ermitteln ermorden ermuntern
ermutigen ermöglichen erneuern ernten ernähren erobern erreichen errichten erringen erröten erschweren erschüttern
ersetzen erstarken erstatten erstellen erstrecken erteilen ertönen erwarten erweitern erwidern erwirken erwischen
erwägen erwähnen erzeugen erzielen erzählen eröffnen erörtern eskalieren etablieren evakuieren existieren explodieren
exportieren fahnden faszinieren fehlen feiern fesseln festigen feuern finanzieren fischen flammen flehen fluten
flüchten flüstern folgen folgern foltern forcieren fordern formen formulieren forschen fotografieren fragen freuen
funktionieren fusionieren fußen fällen fälschen färben fördern fühlen führen füllen fürchten garantieren gedulden
gefrieren gefährden gehören geloben genehmigen generieren genügen gestalten gestatten gipfeln glauben glänzen glühen
grassieren gratulieren grenzen gründen grüßen gähnen haften hageln halbieren hallen handeln harren hassen hausen hegen
heilen heiraten herrschen hetzen hindern hinterfragen hissen hoffen holen honorieren humpeln hungern hupen hämmern
häufen hören hüllen hüten identifizieren ignorieren illustrieren imitieren impfen importieren infizieren informieren
initiieren inspirieren installieren inszenieren integrieren interessieren interpretieren intervenieren investieren
irren isolieren jagen jammern jubeln kandidieren kapitulieren kassieren kaufen kehren kennzeichnen kentern klaffen
klagen klammern klappen kleben klettern klicken klopfen klären knallen knüpfen kochen kollidieren kommandieren
kommentieren kommunizieren kompensieren komponieren konkretisieren konkurrieren konstatieren konsultieren kontaktieren
kontern kontrollieren konzentrieren kooperieren koordinieren kopieren korrigieren kosten kratzen kreisen kreuzen
kritisieren krönen kulminieren kursieren kuscheln kämpfen kühlen kümmern kündigen kürzen lachen lagern lahmen
lancieren landen lauern lauten leben lehnen lehren leisten leiten lernen leugnen liefern lindern lizenzieren loben
locken lockern lohnen lokalisieren lächeln läuten lösen mahnen malen manipulieren markieren marschieren maskieren
mehren meinen meistern melden merken meutern mieten mindern mobilisieren modernisieren mogeln monieren montieren
motivieren munkeln murren mustern mutmaßen nageln neigen nominieren notieren nutzen nähern nützen offenbaren
okkupieren operieren opfern opponieren optimieren ordnen organisieren orientieren parken passen passieren
patrouillieren pausieren pendeln pflegen pilgern plagen planen platzen platzieren plädieren plündern pochen
polarisieren posten prahlen praktizieren prallen privatisieren probieren produzieren profitieren prognostizieren
programmieren promovieren propagieren prophezeien prosperieren protestieren provozieren prägen präsentieren
präzisieren prüfen publizieren pulsieren qualifizieren quittieren quälen rasen rauben rauchen raunen reagieren
realisieren rebellieren rechnen rechtfertigen reden reduzieren referieren reformieren regeln regieren registrieren
reichen reifen reisen reizen rekonstruieren rekrutieren renovieren reparieren repräsentieren reservieren residieren
respektieren resultieren resümieren retten revidieren revoltieren richten riskieren rollen rosten rotieren rutschen
räumen rügen rühmen rüsten sabotieren sagen sammeln sanieren sanktionieren schaden schauen scheitern schenken schicken
schildern schimpfen schlichten schmerzen schmuggeln schmücken schneien schnüren schocken schonen schrumpfen schulden
schultern schummeln schwanken schwappen schweben schwächen schwärmen schädigen schätzen schützen segeln segnen setzen
seufzen sichern signalisieren simulieren sinnieren skandieren skizzieren sondieren sorgen sortieren spalten sparen
spazieren speichern spekulieren spenden spendieren sperren spielen spitzen spotten sprengen sprudeln spüren
stabilisieren stagnieren stammen stapeln starten stationieren staunen stecken stellen steuern stiften stillen stimmen
stimulieren stocken stolpern stoppen stornieren strafen strahlen straucheln streben strecken streifen streiken strömen
studieren stufen stärken stören stürmen stürzen stützen subventionieren suchen suggerieren summieren suspendieren
sympathisieren säubern tadeln tagen tanken tarnen tauchen taufen taumeln tauschen teilen telefonieren tendieren
terrorisieren testen tippen titeln tolerieren torpedieren transportieren trauen trauern trennen triumphieren trocknen
trommeln trotzen träumen trüben twittern töten türmen umarmen umfassen umkreisen umzingeln unterbreiten unterdrücken
unterlegen untermauern unterminieren unterrichten untersagen unterschätzen unterstellen unterstützen untersuchen
unterzeichnen urteilen variieren verabreden verabscheuen verabschieden verachten verallgemeinern verankern veranlassen
veranschaulichen veranschlagen veranstalten verantworten verarbeiten verbannen verbessern verblüffen verbrauchen
verbreiten verbuchen verbünden verbüßen verdanken verdeutlichen verdienen verdoppeln verdreifachen verdrängen
verdächtigen vereidigen vereinbaren vereinfachen vereinigen vereiteln verengen vererben verfassen verfehlen verfeinern
verfluchen verfolgen verfrachten verfärben verfügen vergewaltigen vergewissern vergiften vergrößern verhaften
verhandeln verharmlosen verharren verheimlichen verhindern verhöhnen verhüllen verkaufen verklagen verkleinern
verkörpern verkünden verkündigen verkürzen verlagern verlangen verlauten verlegen verletzen verleugnen verleumden
verloben verlängern vermarkten vermehren vermerken verminen vermissen vermitteln vermuten vernachlässigen verneinen
vernetzen vernichten verordnen verpassen verpflichten verreisen verrichten verringern versagen versalzen versammeln
verschlechtern verschonen verschulden verschwenden verschärfen versenken versichern versickern versorgen versperren
verspotten verspäten verstaatlichen verstummen verstärken versuchen versäumen vertagen verteidigen verteilen verteuern
vertiefen vertrauen vertuschen verunglücken verunsichern verursachen verurteilen verwahren verwalten verwandeln
verwechseln verwehren verweigern verweilen verwickeln verwirklichen verwirren verwurzeln verwüsten verzaubern
verzeichnen verzerren verzichten verzögern verärgern veräußern veröffentlichen visieren vollenden vorbereiten votieren
wachen wackeln wagen wahren walten wandern warnen warten waschen wechseln wecken wehren weigern weihen weilen weinen
weiten werten wettern widerlegen widersetzen widerspiegeln widmen wiederholen wimmeln wirken wittern wohnen wuchern
wundern wählen wünschen würdigen würzen wüten zahlen zaubern zeichnen zeigen zementieren zensieren zerkleinern
zersplittern zerstören zertrümmern zielen zirkulieren zitieren zweifeln zählen zögern zügeln zünden zürnen ändern
ängstigen ärgern äußern öffnen üben überfluten überfordern überführen überholen überlagern überleben überlegen
überprüfen überqueren überraschen überreden überreichen überrollen überschatten überschätzen übersetzen überstimmen
überwachen überwältigen überzeugen
"""
"""Weak verbs of news language."""

PREFIXED = """
befinden beginnen begreifen behalten beheben behelfen bekennen bekommen bemessen benehmen benennen beraten bereiten
beschaffen beschließen beschreiben beschwören besprechen bestehen bestreiten betragen betreffen betreiben betreten
beweisen bewerben beziehen empfangen empfinden entfallen entgehen enthalten entlassen entnehmen entreißen entscheiden
entschließen entsenden entsprechen entstehen entwerfen entziehen erbringen erfahren erfinden ergeben ergreifen
erhalten erheben erkennen erlassen erleiden erliegen ermessen ernennen erscheinen erschießen ersteigen ertragen
erweisen erwerben erzwingen gefallen gestehen hinterlassen missverstehen umfassen umgeben umgehen unterbinden
unterbrechen unterhalten unterlassen unterlaufen unterliegen unternehmen untersagen unterscheiden unterschreiben
unterstreichen verbergen verbieten verbinden verbleiben verbrennen verbringen verfallen vergeben vergehen vergleichen
verhalten verhelfen verhängen verladen verlassen verlaufen verleihen vermeiden vernehmen verraten verschieben
verschwinden versehen versinken versprechen verstehen versterben verstoßen vertragen vertreiben vertreten verwenden
verwerfen verzeihen vollziehen widerrufen widersprechen widerstehen zerbrechen zerfallen überdenken überfallen
übergeben übergehen überlassen übernehmen überschneiden überschreiten überspringen überstehen übertragen übertreffen
übertreiben überweisen überwiegen überwinden
"""
"""Verbs with an inseparable prefix on a strong one."""

SEPARABLE = """
ab|geben ab|halten ab|hängen ab|lehnen ab|raten ab|reisen ab|sagen ab|schaffen ab|schießen ab|schließen ab|sprechen
ab|stimmen ab|streiten ab|stürzen ab|weisen ab|wenden ab|ziehen an|bieten an|deuten an|drohen an|erkennen an|fordern
an|führen an|geben an|greifen an|halten an|hören an|klagen an|kommen an|kündigen an|mahnen an|melden an|merken an|nehmen
an|ordnen an|prangern an|regen an|rufen an|sehen an|sprechen an|steigen an|stoßen an|streben an|treten an|weisen
an|wenden an|zeigen an|ziehen an|zweifeln auf|decken auf|fallen auf|fordern auf|führen auf|geben auf|halten auf|heben
auf|hören auf|klären auf|lösen auf|nehmen auf|rufen auf|schieben auf|stellen auf|treten auf|zeigen auf|zählen aus|bauen
aus|brechen aus|drücken aus|fallen aus|führen aus|gehen aus|gleichen aus|handeln aus|liefern aus|lösen aus|nutzen
aus|richten aus|rufen aus|sagen aus|scheiden aus|schließen aus|sehen aus|sprechen aus|steigen aus|tauschen aus|treten
aus|weisen aus|weiten aus|zahlen aus|zeichnen bei|legen bei|pflichten bei|tragen bei|treten bekannt|geben bekannt|machen
bereit|stellen bevor|stehen dar|legen dar|stellen durch|führen durch|setzen ein|berufen ein|brechen ein|fordern
ein|führen ein|gehen ein|gestehen ein|greifen ein|halten ein|laden ein|leiten ein|räumen ein|reichen ein|schätzen
ein|schlagen ein|schränken ein|setzen ein|stellen ein|stufen ein|stürzen ein|treffen ein|treten ein|wenden ein|werfen
ein|willigen entgegen|halten entgegen|treten fest|halten fest|legen fest|nehmen fest|stellen fort|setzen frei|geben
frei|lassen frei|sprechen gegenüber|stehen heraus|geben heraus|finden heraus|stellen hervor|gehen hervor|heben
hin|deuten hin|weisen hinzu|fügen hinzu|kommen kund|tun klar|stellen los|werden mit|bringen mit|teilen nach|denken
nach|fragen nach|geben nach|lassen nahe|legen nieder|legen offen|lassen preis|geben richtig|stellen sicher|stellen
statt|finden statt|geben teil|nehmen um|bringen um|gehen um|setzen um|stellen unter|bringen vor|bereiten vor|bringen
vor|finden vor|führen vor|gehen vor|haben vor|halten vor|kommen vor|legen vor|lesen vor|liegen vor|nehmen vor|schlagen
vor|schreiben vor|sehen vor|stellen vor|tragen vor|werfen voraus|sagen voraus|sehen voraus|setzen weg|fallen
weiter|geben weiter|gehen weiter|leiten wieder|geben wieder|holen zu|fügen zu|geben zu|gestehen zu|lassen zu|nehmen
zu|rufen zu|sagen zu|sichern zu|sprechen zu|stehen zu|stimmen zu|treffen zu|weisen zurück|führen zurück|geben
zurück|gehen zurück|greifen zurück|kehren zurück|kommen zurück|nehmen zurück|treten zurück|weisen zurück|ziehen
zusammen|arbeiten zusammen|brechen zusammen|fassen zusammen|stoßen
"""
"""Separable verbs, particle and base."""


@cache
def _principal_parts() -> dict[str, tuple[str, str, str, str]]:
    """Infinitive -> (present, preterite, participle, subjunctive II or ""), of the strong verbs."""
    rows = (line.split() for line in STRONG.strip().splitlines())
    return {row[0]: (row[1], row[2], row[3], row[4].strip("-")) for row in rows}


def auxiliary_forms() -> Iterator[tuple[str, str, Form]]:
    """(lemma, spelling, form) of the auxiliaries and modals; third person, both numbers."""
    for line in AUXILIARIES.strip().splitlines():
        lemma, _, rest = line.partition(": ")
        words = rest.split()
        present = Form.NONE if lemma == "sein" else Form.PRESENT | Form.PLURAL
        yield lemma, lemma, Form.INFINITIVE | present | Form.AUXILIARY
        for spelling in words:
            yield lemma, spelling, _auxiliary_form(lemma, spelling) | Form.AUXILIARY


_AMBIGUOUS_PAST = frozenset({"sollte", "sollten", "wollte", "wollten"})
_PARTICIPLES = words("""gewesen gehabt worden geworden gekonnt gemusst gesollt gewollt gedurft gemocht""")
_FIRST_SUBJUNCTIVE = words("""sei seien habe werde könne müsse solle wolle dürfe möge""")
_SECOND_SUBJUNCTIVE = words(
    """wäre wären hätte hätten würde würden könnte könnten müsste müssten dürfte dürften möchte möchten"""
)


def _auxiliary_form(lemma: str, spelling: str) -> Form:
    if spelling in _PARTICIPLES:
        return Form.PARTICIPLE
    if spelling in _FIRST_SUBJUNCTIVE:
        return Form.SUBJUNCTIVE_1
    if spelling in _SECOND_SUBJUNCTIVE:
        return Form.SUBJUNCTIVE_2
    if spelling in _AMBIGUOUS_PAST:
        return Form.PAST | Form.SUBJUNCTIVE_2
    if spelling == lemma:
        return Form.INFINITIVE | Form.PRESENT | Form.PLURAL
    plural = Form.PLURAL if spelling.endswith(("en", "sind")) else Form.NONE
    return plural | (
        Form.PAST
        if spelling in {"war", "waren"} or spelling.endswith(("te", "ten", "wurde", "wurden"))
        else Form.PRESENT
    )


def conjugate(infinitive: str) -> Iterator[tuple[str, Form]]:
    """Third-person forms, participle and infinitives of a verb without separable particle."""
    yield infinitive, Form.INFINITIVE | Form.PRESENT | Form.PLURAL
    parts = _strong_parts(infinitive)
    yield from _strong(infinitive, parts) if parts else _weak(infinitive)


def _strong_parts(infinitive: str) -> tuple[str, str, str, str] | None:
    """Principal parts of a strong verb, also of one built with an inseparable prefix on a known one."""
    known = _principal_parts()
    if infinitive in known:
        return known[infinitive]
    for prefix in INSEPARABLE:
        base = infinitive.removeprefix(prefix)
        if base != infinitive and base in known:
            present, past, participle, subjunctive = known[base]
            bare = participle if base.startswith(INSEPARABLE) else participle.removeprefix("ge")
            bare = "gessen" if base == "essen" else bare
            return prefix + present, prefix + past, prefix + bare, prefix + subjunctive if subjunctive else ""
    return None


def _strong(infinitive: str, parts: tuple[str, str, str, str]) -> Iterator[tuple[str, Form]]:
    present, past, participle, subjunctive = parts
    yield present, Form.PRESENT
    yield past, Form.PAST
    yield past + ("n" if past.endswith("e") else "en"), Form.PAST | Form.PLURAL
    yield participle, Form.PARTICIPLE
    if infinitive != "tun":
        yield stem_of(infinitive) + "e", Form.SUBJUNCTIVE_1
    if subjunctive:
        yield subjunctive, Form.SUBJUNCTIVE_2
        yield subjunctive + "n", Form.SUBJUNCTIVE_2 | Form.PLURAL
    if "ss" in past or "ss" in present:
        yield past.replace("ss", "ß"), Form.PAST
        yield present.replace("ss", "ß"), Form.PRESENT
    if "ß" in past:
        yield past.replace("ß", "ss"), Form.PAST
    if "ß" in present:
        yield present.replace("ß", "ss"), Form.PRESENT


def stem_of(infinitive: str) -> str:
    """The infinitive without its ending: "sagen" -> "sag", "ändern" -> "änder"."""
    return infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]


def _weak(infinitive: str) -> Iterator[tuple[str, Form]]:
    stem = stem_of(infinitive)
    link = "e" if _needs_e(stem) else ""
    yield f"{stem}{link}t", Form.PRESENT
    yield f"{stem}{link}te", Form.PAST
    yield f"{stem}{link}ten", Form.PAST | Form.PLURAL
    yield stem + "e", Form.SUBJUNCTIVE_1
    if infinitive.endswith("eln"):
        yield stem[:-2] + "le", Form.SUBJUNCTIVE_1
    yield weak_participle(infinitive), Form.PARTICIPLE


def weak_participle(infinitive: str) -> str:
    """The participle of a weak verb: with "ge" unless the stress is not on the first syllable."""
    stem = stem_of(infinitive)
    ending = "et" if _needs_e(stem) else "t"
    bare = infinitive.endswith("ieren") or infinitive in {"prophezeien", "offenbaren"} or _has_prefix(infinitive)
    return stem + ending if bare else f"ge{stem}{ending}"


def _has_prefix(infinitive: str) -> bool:
    """Whether an inseparable prefix stands on a stem of its own ("be|richten", but not "beten", "gelten")."""
    return any(infinitive.startswith(prefix) and len(infinitive) - len(prefix) >= 5 for prefix in _UNSTRESSED)


def _needs_e(stem: str) -> bool:
    """Whether an "e" stands between stem and ending ("arbeit-e-te", "öffn-e-te")."""
    if stem.endswith(("t", "d")):
        return True
    if len(stem) < 3 or stem[-1] not in "nm":
        return False
    return stem[-2] not in "aeiouäöülrhmn" or stem[-3:-1] == "ch"


def separable_forms(particle: str, base: str) -> Iterator[tuple[str, Form, bool]]:
    """(spelling, form, whether the particle stands apart) of a separable verb."""
    for spelling, form in conjugate(base):
        if form & Form.PARTICIPLE:
            yield particle + spelling, form, False
            continue
        if form & Form.INFINITIVE:
            yield particle + spelling, Form.INFINITIVE | Form.PRESENT | Form.PLURAL, False
            yield f"{particle}zu{spelling}", Form.TO_INFINITIVE, False
            yield spelling, form & ~Form.INFINITIVE, True
            continue
        yield particle + spelling, form, False
        yield spelling, form, True
