"""What German brings to the recognition of names: words around names, pronouns, nouns for organisations."""

from __future__ import annotations

from digest.lang.de_bodies import basic_body, national_body, noun_gender, read_plural, singular_of, town_of
from digest.lang.de_forms import (
    FUNCTION_WORDS,
    SMALL_WORDS,
    adjective_stem,
    genitive_bases,
    is_aged,
    is_name_adjective,
    is_person_plural,
    role_words,
)
from digest.lang.de_metonyms import STATE_ADJECTIVES, STATE_NOUNS, STATE_PARTICIPLES, STATE_VERBS
from digest.lang.de_nouns import EVERYDAY, is_ordinary
from digest.lang.de_offices import office_title, owned_role, translated_role
from digest.lang.de_roles import OFFICE_SYNONYMS, read_role
from digest.lang.naming import Naming, Pronoun


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PRONOUNS = {
    "er": Pronoun("m", plural=False),
    "ihm": Pronoun("m", plural=False),
    "ihn": Pronoun("m", plural=False),
    "sie": Pronoun("f", plural=None),
    "ihr": Pronoun("f", plural=False),
    "ihnen": Pronoun("", plural=True),
    "dieser": Pronoun("m", plural=False),
    "diese": Pronoun("f", plural=None),
    "dieses": Pronoun("", plural=False),
    "letzterer": Pronoun("m", plural=False),
    "letztere": Pronoun("f", plural=None),
    "ersterer": Pronoun("m", plural=False),
    "der": Pronoun("m", plural=False),
    "die": Pronoun("f", plural=None),
    "ich": Pronoun("", plural=False),
    "wir": Pronoun("", plural=True),
    "sich": Pronoun("", plural=None),
    **dict.fromkeys(("sein", "seine", "seinen", "seiner", "seinem", "seines", "dessen"), Pronoun("m", plural=False)),
    **dict.fromkeys(("ihre", "ihren", "ihrem", "ihres", "ihrer", "deren"), Pronoun("f", plural=None)),
    "mir": Pronoun("", plural=False),
    "mich": Pronoun("", plural=False),
    "uns": Pronoun("", plural=True),
}

_ANY: frozenset[str] = frozenset()
_COMPANY = frozenset({"company"})
_MEDIA = frozenset({"media", "agency"})
_OFFICES = frozenset({"authority", "government", "parliament", "court", "body"})
_GROUPS = frozenset({"ngo", "union", "body", "armed"})
_ORGANS = {
    **dict.fromkeys(
        _set("partei regierungspartei oppositionspartei fraktion parteiführung parteispitze"),
        frozenset({"party", "parliament"}),
    ),
    **dict.fromkeys(
        _set(
            """
            unternehmen konzern firma hersteller fluggesellschaft airline betreiber verlag bank vorstand aufsichtsrat
            geschäftsführung unternehmensleitung konzernleitung konzernführung autobauer autohersteller gesellschaft
            software-konzern mutterkonzern energiekonzern versicherer hersteller maschinenbauer reederei werft brauerei
            geldinstitut kreditinstitut bankhaus händler einzelhändler baufirma handelskette betrieb start-up
            ratingagentur
            """
        ),
        _COMPANY,
    ),
    **dict.fromkeys(
        _set(
            """
            zeitung magazin blatt sender nachrichtenagentur agentur tageszeitung nachrichtenmagazin wochenzeitung
            zeitschrift fernsehsender portal senderverbund rundfunkanstalt
            """
        ),
        _MEDIA,
    ),
    **dict.fromkeys(_set("gewerkschaft verband dachverband bund landesbund"), frozenset({"union", "ngo"})),
    **dict.fromkeys(
        _set(
            """
            organisation menschenrechtsorganisation umweltschutzorganisation hilfsorganisation
            nichtregierungsorganisation gruppe gruppierung terrorgruppe initiative bündnis stiftung verein allianz
            bewegung
            """
        ),
        _GROUPS,
    ),
    **dict.fromkeys(
        _set(
            """
            behörde amt bundesamt ministerium institut kommission agentur weltraumbehörde raumfahrtbehörde
            bundesbehörde ministeriums organisation notenbank zentralbank
            """
        ),
        _OFFICES,
    ),
    **dict.fromkeys(
        _set("gericht richter verfassungsgericht verfassungsrichter karlsruher gerichtshof senat kammer tribunal"),
        frozenset({"court"}),
    ),
    **dict.fromkeys(_set("universität hochschule"), frozenset({"university"})),
    **dict.fromkeys(_set("klub club mannschaft"), frozenset({"sport"})),
    **dict.fromkeys(_set("stadt gemeinde stadtverwaltung kommune"), frozenset({"place"})),
    **dict.fromkeys(_set("polizei staatsanwaltschaft feuerwehr flughafen verfassungsschutz"), frozenset({"same-name"})),
    **dict.fromkeys(_set("militär armee streitkräfte militärs"), frozenset({"military"})),
    **dict.fromkeys(_set("miliz terrororganisation islamisten"), frozenset({"armed"})),
}


NAMING = Naming(
    code="de",
    particles=_set(
        """
        von vom zu zur zum van de der den dem del della di da dos das du la le les el al bin ibn ben ter ten het af
        och y e abu as asch az ed ud
        """
    ),
    joining_particles=_set("y e de da dos do del bin ibn al"),
    self_words=_set("selbst selber"),
    common_surnames=_set(
        """
        Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Schulze Hoffmann Koch Bauer Richter Klein Wolf
        Schröder Neumann Schwarz Braun Zimmermann Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann
        Maier Köhler Herrmann König Walter Huber Kaiser Fuchs Peters Lang Möller Weiß Jung Hahn Schubert Vogel Keller
        Frank Berger Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher
        Vogt Stein Jansen Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl
        Engel Horn Busch Bergmann Voigt Sauer Arnold Wolff Pfeiffer Mayer Gruber Steiner Moser Smith Johnson Brown
        Jones Williams Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris Thompson Clark Lewis
        Walker Hall Young King Wright Scott Green Baker Adams Nelson Carter Mitchell Roberts Turner Phillips Campbell
        Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper Kelly Howard
        Ward Cox Richardson Wood Watson Brooks Bennett Gray James Hughes Price Myers Long Foster Sanders Ross Ali
        Khan Kim Lee Park Wang Li Zhang Liu Chen Yang Nguyen García Fernández González Rodríguez López Martínez Sánchez
        Pérez Silva Santos Oliveira Souza Rossi Russo Ferrari Ivanov Iwanow Petrov Petrow
        """
    ),
    courtesies={
        "Herr": "m",
        "Herrn": "m",
        "Frau": "f",
        "König": "m",
        "Königin": "f",
        "Prinz": "m",
        "Prinzessin": "f",
        "Papst": "m",
        "Kaiser": "m",
        "Kaiserin": "f",
        "Fürst": "m",
        "Sir": "m",
        "Lady": "f",
        "Lord": "m",
        "Kardinal": "m",
        "Bischof": "m",
        "Pater": "m",
        "Bruder": "m",
        "Schwester": "f",
        "Graf": "m",
        "Gräfin": "f",
        "Herzog": "m",
        "Scheich": "m",
        "Ajatollah": "m",
        "Imam": "m",
        "Mullah": "m",
        "Mr": "m",
        "Mrs": "f",
        "Ms": "f",
        "General": "m",
        "Oberst": "m",
        "Major": "m",
        "Admiral": "m",
        "Kapitän": "m",
        "Lama": "m",
        "Zar": "m",
    },
    degrees=_set(
        """
        Dr Prof Professor Doktor Dipl.-Ing Ing Mag h.c Dr.-Ing PD Privatdozent med phil rer nat jur Präsident Kanzler
        Premier Professorin
        """
    ),
    read_role=read_role,
    is_ordinary=is_ordinary,
    small_words=SMALL_WORDS,
    everyday=EVERYDAY,
    adjective_stem=adjective_stem,
    spokespeople=_set(
        """
        sprecher vertreter repräsentant pressesprecher vorstandssprecher pressesekretär
        """
    ),
    officials={"staatsanwalt": "staatsanwaltschaft", "richter": "gericht", "polizist": "polizei"},
    outsiders=_set(
        """
        anhänger gegner kritiker opfer anwohner nachbar wähler kandidat bewerber gründer besitzer eigentümer fan
        beobachter experte besucher kunde mieter bürger zeuge augenzeuge angeklagte täter tatverdächtiger attentäter
        verletzte leser anwalt rechtsanwalt verteidiger
        mutter vater sohn tochter witwe bruder schwester ehefrau ehemann nachfolger vorgänger schüler student
        """
    ),
    documents=_set(
        """
        bericht berichte angabe angaben mitteilung mitteilungen pressemitteilung presseerklärung erklärung studie
        studien untersuchung untersuchungen urteil entscheidung aussage aussagen statistik statistiken analyse
        analysen umfrage gutachten schreiben brief resolution dokument dokumente entwurf antrag vorschlag beschluss
        papier website webseite homepage internetseite zahlen ermittlungen ermittlung stellungnahme statement meldung
        meldungen verlautbarung veröffentlichung veröffentlichungen informationen information bekanntmachung
        ankündigung auskunft auskünfte einschätzung schätzung schätzungen prognose berechnungen report jahresbericht
        abschlussbericht zwischenbericht text artikel kommentar interview post tweet blog botschaft videobotschaft
        rede warnung worte worten begründung anklage klage bekennerschreiben mail e-mail programm wahlprogramm daten
        ansicht auffassung meinung darstellung leitung führung führungen verwaltung spitze direktion redaktion kreise
        kreisen umfeld regierung
        """
    ),
    organs=_ORGANS,
    local_offices=_set("polizei staatsanwaltschaft feuerwehr berufsfeuerwehr"),
    pronouns=_PRONOUNS,
    first_person=_set("ich wir"),
    sure_pronouns=_set("er sie ich wir"),
    demonstratives=_set("dieser diese letzterer letztere der die"),
    possessives=_set(
        "sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere dessen deren"
    ),
    numbers={"zwei": 2, "drei": 3, "vier": 4, "fünf": 5},
    rulings=("urteil", "urteils", "urteilsbegründung", "richterspruch", "beschluss"),
    both=_set("beide beiden beider"),
    indefinite=_set(
        """
        ein eine einen einem einer eines mehrere einige viele zahlreiche andere weitere kein keine manche etliche zwei
        drei vier fünf wenige anderer anderem
        """
    ),
    article_sex={"der": "m", "die": "f", "dem": "m", "den": "m"},
    oblique_sex={"der": "f", "des": "m", "dem": "m", "den": "m"},
    subject_articles={"der": "m", "ein": "m", "dieser": "m", "die": "f", "eine": "f", "diese": "f"},
    plural_articles=_set("die diese"),
    definite=_set("der die das den dem des dieser diese dieses diesen diesem jener jene"),
    former=_set(
        """
        ehemalig früher einstig vormalig ex alt vize stellvertretend designiert künftig gewählt kommend verstorben
        gestürzt abgesetzt damalig zurückgetreten langjährig neugewählt
        """
    ),
    possessive_marks=_set("' ’"),
    genitive_articles=_set("des der eines einer dieses dieser seines seiner ihres ihrer"),
    place_prepositions=_set("in nach aus bei nahe nördlich südlich östlich westlich rund"),
    of_prepositions=_set("von vom der des aus bei beim für im in"),
    agent_prepositions=_set("von"),
    with_prepositions=_set("mit wegen gegen über für trotz gegenüber nach vor ohne bei in auf aus an"),
    coordinators=_set("und sowie oder wie"),
    paired=_set("auch noch sondern"),
    list_openers=_set("sowohl weder nicht nur als auch sondern noch neben"),
    quoted_classes=_set(
        """
        zeitung tageszeitung sonntagszeitung wochenzeitung boulevardzeitung zeitschrift magazin nachrichtenmagazin
        blatt sender nachrichtensender fernsehsender radiosender nachrichtenagentur agentur portal onlineportal
        nachrichtenportal internetportal wirtschaftszeitung wochenmagazin fachzeitschrift boulevardblatt newsletter
        podcast website seite nachrichtensite nachrichtenseite site onlinemagazin musikmagazin internetseite
        onlinedienst mediengruppe zeitungen magazins senders wissenschaftsmagazin wissenschaftszeitschrift fachmagazin
        """
    ),
    name_classes=_set(
        """
        firma unternehmen konzern hersteller betreiber anbieter versorger reederei terminalbetreiber fluggesellschaft
        fluglinie airline verlag sender fernsehsender radiosender zeitung tageszeitung magazin nachrichtenagentur
        presseagentur agentur nachrichtenmagazin wochenzeitung zeitschrift gewerkschaft partei regierungspartei
        oppositionspartei organisation terrororganisation gruppe terrorgruppe rebellengruppe band stiftung bank
        initiative verein verband autobauer fachzeitschrift plattform onlinehändler weltverband
        ratingagentur supermarktkette
        nichtregierungsorganisation menschenrechtsorganisation umweltschutzorganisation hilfsorganisation tochter
        tochterfirma softwarehersteller internetportal portal sportverein fußballverein miliz bürgerinitiative
        burschenschaft tochtergesellschaft
        """
    ),
    name_openers=_set(
        """
        stiftung gewerkschaft initiative bank verlag partei gruppe band agentur verein verband presse bürgerinitiative
        burschenschaft aktion bankhaus brauerei werft reederei gesellschaft betrieb fluggesellschaft
        """
    ),
    organisation_heads=_set(
        """
        ministerium ministeriums universität hochschule gericht gerichts gerichtshof staatsanwaltschaft
        polizeipräsidium polizeidirektion polizeiinspektion institut instituts verband verbands verbandes gewerkschaft
        partei stiftung akademie museum theater klinik klinikum krankenhaus feuerwehr berufsfeuerwehr landtag landtags
        bundesamt landesamt amt agentur bank sparkasse kommission parlament rat senat bund vereinigung gesellschaft
        organisation kongress komitee armee luftwaffe marine streitkräfte garde brigade miliz kirche bistum erzbistum
        diözese verein club klub zeitung rundschau anzeiger tagblatt nachrichten post kurier bote presse rundfunk
        fernsehen verlag airlines airways werke werft bahn betriebe stadtwerke verkehrsbetriebe fraktion
        bundestagsfraktion landtagsfraktion landesregierung staatsregierung staatskanzlei handelskammer kammer börse
        """
    ),
    organisation_marks=_set(
        """
        AG GmbH KG SE KGaA e.V eV Inc Ltd Corp Co plc LLC SA S.A NV N.V SpA Holding Group Gruppe International United
        Company Corporation Bank Airlines Airways Motors Systems Records Entertainment Institute University College
        Foundation Association Institution Council Committee Agency Party Police Department Office Times Post News
        Journal Observer Network Studios Pictures
        """
    ),
    company_word="unternehmen",
    appended_classes=_set("konzern partei miliz"),
    legal_forms=_set("AG GmbH KG SE KGaA e.V eV Inc Ltd Corp Co plc LLC SA NV SpA ag gmbh Limited Group"),
    organisation_openers=_set(
        """
        FC SC SV VfB VfL TSV TSG SpVgg FSV 1.FC AC AS SSC RB BSC HSV EHC ERC Hannover Borussia Eintracht Dynamo
        Lokomotive Universität Hochschule Amtsgericht Landgericht Oberlandesgericht Verwaltungsgericht
        Oberverwaltungsgericht Sozialgericht Arbeitsgericht Staatsanwaltschaft Polizeipräsidium Polizeidirektion
        Polizeiinspektion Polizei Feuerwehr Berufsfeuerwehr Klinikum Stadtwerke Landtag Radio Bündnis Ministerium
        Bundesverband Verband Universitätsklinikum Institut Gewerkschaft Stiftung IG Technische Handwerkskammer
        Landeskriminalamt LKA Verkehrsbetriebe Zentralrat Zentralverband Bundesvereinigung Arbeitskreis Aktion
        Initiative
        """
    ),
    body_links=_set("für der des deutscher zur gegen"),
    strong_body_heads=_set(
        """
        gewerkschaft verband bundesverband zentralrat zentralverband bundesvereinigung beobachtungsstelle bundesamt
        landesamt bundesanstalt bundesagentur bundesinstitut bundesministerium
        """
    ),
    town_heads=_set(
        """
        zeitung morgenpost abendblatt rundschau nachrichten anzeiger tagblatt tageblatt kurier senat landtag sv
        philharmoniker verkehrsbetriebe linien börse bank sparkasse volksbank platz straße tor hafen flughafen
        hauptbahnhof dom schloss wald neustadt altstadt volkstheater staatsoper abgeordnetenhaus allgemeine merkur
        landeszeitung stadtwerke allee brücke ring kreuz park zoo see presse post stadt-anzeiger stadtanzeiger
        festspiele landesbank bürgerschaft haie eisbären löwen ec tv
        """
    ),
    compound_bodies=_set(
        """
        regierung armee fraktion bundestagsfraktion landtagsfraktion kongress senat behörde ministerium militär
        streitkräfte justizministerium außenministerium verteidigungsministerium finanzministerium luftwaffe marine
        notenbank kommission parlament rat stiftung gruppe holding werk bank zeitung universität partei
        miliz heimatschutzministerium umweltbehörde gesundheitsbehörde botschaft repräsentantenhaus
        menschenrechtsrat generalversammlung vollversammlung flüchtlingshilfswerk kinderhilfswerk sicherheitsrat
        institut verband block         """
    ),
    nouns_capitalised=True,
    directions=_set("Nord Süd Ost West Nordwest Nordost Südwest Südost Mitte"),
    club_words=_set("FC SC SV VfB VfL TSV TSG SpVgg FSV Hannover BSC"),
    opening_heads=_set(
        """
        verband verbund bund behörde rettung bergrettung feuerwehr wetterdienst rettungsdienst hilfsdienst verein
        kammer bankhaus schauspiel schauspielhaus theater oper philharmonie museum orchester klinikum krankenhaus
        hospital institut akademie hochschule universität gymnasium stiftung stadtwerke verkehrsbetriebe
        genossenschaft liste landesverband kreisverband ortsverein gewerkschaft sparkasse volksbank raiffeisenbank
        verlag bistum erzbistum diözese polizei staatsanwaltschaft gericht finanzamt jugendamt gesundheitsamt
        landratsamt landesamt präsidium direktion inspektion ministerium bürgerinitiative aktionsbündnis bürgerverein
        sportverein fußballverein forschungszentrum studierendenwerk tierheim landeskirche handelskammer staatstheater
        symphoniker tourismusverband tourismusbüro tierpark zoo
        """
    ),
    body_prefixes=("bundes", "landes", "staats"),
    street_words=("straße", "strasse", "gasse", "allee"),
    plain_streets=_set(
        """
        bundesstraße landstraße landesstraße kreisstraße schnellstraße einbahnstraße seitenstraße nebenstraße
        wasserstraße milchstraße forststraße zufahrtsstraße durchgangsstraße hauptverkehrsstraße sackgasse
        einkaufsstraße seidenstraße uferstraße küstenstraße umgehungsstraße straße strasse gasse allee
        """
    ),
    street_ends=(
        "straße",
        "strasse",
        "allee",
        "platz",
        "gasse",
        "stadion",
        "arena",
        "brücke",
        "damm",
        "ufer",
        "tunnel",
        "kirche",
        "schloss",
        "turm",
    ),
    districts=_set("Landkreis"),
    place_name_starts=_set(
        """
        Bad Mount Lake Cape Kap San Santa Santo Sankt St. Los Las New Nord Süd Landkreis Flughafen Schloss Burg
        Kernkraftwerk Atomkraftwerk Bundesautobahn Autobahn Bundesstraße Landesstraße
        """
    ),
    is_aged=is_aged,
    is_name_adjective=is_name_adjective,
    is_person_plural=is_person_plural,
    place_heads=_set(
        """
        straße strasse allee platz gasse weg brücke tunnel see fluss kanal insel inseln berg gebirge tal wald park
        schloss burg flughafen bahnhof hauptbahnhof hafen stadion arena turm dom kathedrale moschee synagoge tor
        halbinsel küste bucht meer ozean golf wüste vulkan gletscher pass zoo friedhof kaserne autobahn bundesstraße
        """
    ),
    place_openers=_set(
        """
        Landkreis Kreis Provinz Bundesland Stadt Gemeinde Ort Ortsteil Stadtteil Bezirk Kanton Region Insel Flughafen
        Schloss Burg Autobahn Bundesautobahn Bundesstraße Landesstraße Mount Lake Cape Kap San Santa Santo Sankt St.
        Bad Los Las New Nord Süd Kreisstadt Hauptstadt Hafenstadt Großstadt Kleinstadt Millionenstadt Dorf Bundesstaat
        US-Bundesstaat Distrikt Departement Department Fluss Kernkraftwerk Atomkraftwerk
        """
    ),
    event_heads=_set(
        """
        weltmeisterschaft europameisterschaft meisterschaft weltkrieg krieg preis cup pokal festival spiele gesetz
        vertrag abkommen protokoll konferenz gipfel messe wahl revolution rallye tour open prix
        """
    ),
    office_synonyms=OFFICE_SYNONYMS,
    national_prefixes=_set("bundes"),
    bare_national_titles=_set(
        """
        bundeskanzler bundespräsident vizekanzler kanzler außenminister innenminister finanzminister
        verteidigungsminister justizminister wirtschaftsminister gesundheitsminister arbeitsminister umweltminister
        verkehrsminister bildungsminister familienminister landwirtschaftsminister regierungssprecher
        forschungsminister entwicklungsminister bauminister digitalminister kanzleramtschef bundestagspräsident papst
        bundestrainer verbraucherschutzminister
        """
    ),
    home="DE",
    town_words=_set(
        """
        stadt land kanton insel bundesland bundesstaat hauptstadt millionenstadt hafenstadt großstadt metropole ort
        gemeinde nahe raum universität flughafen
        """
    ),
    town_nouns=_set(
        """
        stadt hauptstadt millionenstadt hafenstadt großstadt gemeinde kreisstadt metropole hansestadt landeshauptstadt
        bundesland freistaat land
        """
    ),
    building_prepositions=_set("vor im am ins zum beim hinter neben unter auf um vom durch"),
    between_prepositions=_set("zwischen"),
    state_verbs=STATE_VERBS,
    state_nouns=STATE_NOUNS,
    auxiliaries=_set("hat habe hatte haben hätten ist sei war zeigt zeigte"),
    state_predicates=frozenset({*STATE_PARTICIPLES, *STATE_ADJECTIVES}),
    of_endings=("von", "vom", "um", "über", "vor", "durch", "für", "bis"),
    verb_ends=(
        "t",
        "te",
        "ten",
        "en",
        "e",
        "ist",
        "sei",
        "hat",
        "will",
        "soll",
        "kann",
        "muss",
        "darf",
        "wies",
        "rief",
        "bot",
        "gab",
        "ließ",
        "warf",
        "sprach",
        "sah",
        "hielt",
        "drang",
        "lud",
        "zog",
        "griff",
        "nahm",
        "kam",
        "ging",
    ),
    function_words=FUNCTION_WORDS,
    adjective_ends=("e", "en", "er", "es", "em", "a"),
    oblique_adjective_ends=("en",),
    attribute_openers=_set("in nach aus bei von zu zur zum an am im der dem den nahe für"),
    complement_openers=_set(
        """
        der des von vom für im beim bei einer eines dieser dieses seiner seines ihrer ihres aus zu zur in
        """
    ),
    complement_words=_set("der des den dem die das von vom für und im in zur zum beim am an bei einer eines sowie &"),
    title_adjectives=_set("regierende regierender regierenden erste erster ersten heilige heiliger heiligen"),
    fillers=_set("damalig heutig dortig hiesig besagt ander einzig eigen"),
    basic_body=basic_body,
    noun_gender=noun_gender,
    read_plural=read_plural,
    singular_of=singular_of,
    town_of=town_of,
    national_body=national_body,
    sure_genders={"das": "n", "ins": "n", "zur": "f"},
    nominative_articles={"Der": "m", "Die": "f", "Das": "n"},
    generic_bodies=_set(
        """
        ministerium armee militär verfassungsgericht verfassungsgerichtshof wahlkommission nobelkomitee parlament
        notenbank
        zentralbank streitkräfte luftwaffe marine geheimdienst küstenwache generalstab landesregierung staatsregierung
        """
    ),
    plural_verb_ends=("en", "ten", "eien"),
    singular_verbs=_set("sagen worden gewesen haben"),
    state_bodies=("ministerium", "verfassungsgericht", "wahlkommission", "kartellamt", "rechnungshof", "notenbank"),
    boards=("führung", "leitung", "spitze", "verwaltung", "vorstand"),
    government_words=_set("regierung regierungen regierungskreise staatsführung staat"),
    countries_words=_set("seiten länder staaten regierungen ländern staaten parteien nationen"),
    person_words=_set("mann frau politiker sportler opfer jugendlicher freund freundin"),
    office_title=office_title,
    owned_role=owned_role,
    translated_role=translated_role,
    role_words=role_words,
    genitive_bases=genitive_bases,
)


def naming() -> Naming:
    """The record for German."""
    return NAMING
