"""German."""

from __future__ import annotations

from collections.abc import Mapping

from digest.lang import VERB_SECOND, Attribution, Boilerplate, Calendar, Language, WordClasses
from digest.lang.de_cues import add_cues
from digest.lang.de_verbs import (
    PARTICLES,
    PREFIXED,
    SEPARABLE,
    STRONG,
    WEAK,
    auxiliary_forms,
    conjugate,
    separable_forms,
)
from digest.lang.lexicon import Form, LexiconBuilder, VerbEntry, entry_of


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NO_VERB_FORMS = _set(
    "meine meinen bitte weise lange statt laut weil danke bevor eine einen einige einigen feste leiste beste gute "
    "rechte weite ehre deute bereite lose wende ende folge reise orte reichen werte schule stelle teil teile"
)
"""Verb forms that are nearly always something else."""

WORDS = WordClasses(
    determiners=_set(
        """der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem jener jene jenes
        mein meine meinen meinem meiner meines sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres
        unser unsere unseren unserem unserer euer eure kein keine keinen keinem keiner keines mehrere einige viele alle
        beide manche zahlreiche verschiedene andere weitere etliche wenige jeder jede jedes jeden jedem sämtliche
        mehreren einigen vielen allen beiden zahlreichen solche solcher dessen deren zwei drei vier fünf sechs sieben
        acht neun zehn elf zwölf"""
    ),
    genitive_openers=_set(
        "der des eines einer ihrer seiner seines ihres dieser dieses unseres deren dessen mehrerer "
        "aller beider "
        "einiger vieler zweier"
    ),
    oblique=_set(
        """den dem des einen einem eines diesen diesem dieses jenen jenem seinen seinem seines ihren ihrem ihres unseren
        unserem keinen keinem ihm ihn ihnen mir mich uns dir dich euch sich dessen deren allen vielen einigen mehreren
        beiden jeden jedem wem wen meinen meinem"""
    ),
    subject_pronouns=_set(
        """er sie es man wir ich du dieser diese dieses jener jene letzterer letztere ersterer erstere beide viele
        manche
        einige mehrere alle andere jemand niemand einer keiner das die der wer"""
    ),
    other_pronouns=_set("ihm ihn ihr ihnen mir mich uns dir dich euch sich einander selbst selber dem den"),
    prepositions=_set(
        """in im an am auf bei beim mit nach von vom zu zum zur für gegen über unter vor hinter neben zwischen durch um
        ohne aus seit während wegen trotz laut gemäß gegenüber bis ab außer anhand aufgrund infolge innerhalb außerhalb
        angesichts hinsichtlich bezüglich mittels anlässlich ins ans aufs fürs ums beim übers entlang statt anstatt dank
        zugunsten zulasten seitens jenseits diesseits entgegen zuliebe samt nebst binnen mangels unweit rund"""
    ),
    attaching_prepositions=_set("von vom für aus"),
    coordinators=_set("und oder aber doch denn sondern sowie"),
    content_conjunctions=_set("dass daß ob wonach"),
    adverbial_conjunctions=_set(
        """weil da wenn falls als obwohl obgleich wenngleich obschon damit nachdem während bevor ehe bis seit seitdem
        sobald
        solange sofern soweit indem sodass zumal weshalb weswegen wobei wodurch womit wofür wogegen worauf woraufhin
        wohingegen nachdem insofern sowie so"""
    ),
    question_words=_set(
        "wer was wen wem wessen wie wo wann warum weshalb wieso wohin woher welche welcher welches wozu "
        "welchen welchem inwieweit inwiefern worüber worin woran wovon"
    ),
    owning_relatives=_set("deren dessen"),
    relatives=_set(
        "der die das den dem dessen deren denen welche welcher welches welchen welchem was wo wobei womit "
        "wodurch woraufhin worauf wofür wogegen weshalb weswegen wohingegen wozu worin wonach woran worüber"
    ),
    adverbs=_set(
        """auch nur noch schon bereits erst sogar selbst nicht nie kaum sehr zu so hier dort da dann danach daher
        deshalb
        deswegen dabei dafür dagegen damit daran darauf daraufhin daraus darin darüber davon dazu derzeit zurzeit zudem
        außerdem allerdings jedoch dennoch trotzdem indes indessen unterdessen inzwischen mittlerweile zuvor vorher nun
        jetzt heute gestern morgen vorgestern kürzlich zuletzt zunächst schließlich später früher bald immer wieder
        weiter weiterhin ferner hinaus gleichzeitig zugleich ebenfalls ebenso gleichfalls insgesamt offenbar
        angeblich vermutlich wahrscheinlich vielleicht möglicherweise wohl etwa rund fast mindestens höchstens
        öffentlich scharf deutlich ausdrücklich wörtlich lediglich bislang bisher seither einst damals ja eben zwar
        entweder weder somit folglich demnach demzufolge hingegen vielmehr gleich hierzu hierbei hierauf hierfür
        besonders
        allem insbesondere anderem
        mehr weniger gar ganz gerade eigentlich natürlich erneut abermals nochmals zusätzlich derweil"""
    ),
    name_particles=_set(
        "von van of de der den del della di da dos du la le al bin ben ibn el zu zur vom und y d' ter ten"
    ),
    infinitive_marker="zu",
    adverbial_infinitives=_set("um ohne statt anstatt"),
    first_person=_set("ich wir"),
    sure_subjects=_set("er man wir ich"),
    sure_genitives=_set("des"),
    reflexives=_set("sich"),
    loose_openers=_set("einem einer dem"),
    infinitive_endings=("en", "ern", "eln"),
    conjoiners=_set("und sowie oder &"),
    emphasis=_set("selbst selber"),
    focus=_set("auch nur selbst sogar allein erst gerade vor doch lediglich bereits"),
    possessives=_set("seiner ihrer unserer meiner seinen ihren"),
    agents=_set("von vom seitens"),
    containers=_set("in im"),
    dative_openers=_set("dem der ihm ihnen unserer"),
    negations=_set("nicht nie niemals kaum"),
    anybody=_set("man niemand wer wir"),
    noble_names=_set(
        """alexander angela anna annette bernd bernhard christian christoph clemens claudia daniel ferdinand franz
        friedrich georg gerd hans heinrich hermann jens johannes karl karl-theodor konstantin ludwig maximilian michael
        otto peter philipp richard thomas ursula wolfgang alexandra beatrix lars magnus fritz guido max moritz zu"""
    ),
    adjective_endings=("e", "en", "er", "es", "em"),
    adverb_endings=(
        "lich",
        "end",
        "ig",
        "weise",
        "bar",
        "isch",
        "mals",
        "wärts",
        "falls",
        "dings",
        "gemäß",
        "los",
        "ell",
        "iv",
        "hin",
    ),
    plural_openers=_set("die"),
    plural_endings=("en",),
    abstract_endings=("ung", "heit", "keit", "ion", "ismus", "nis"),
    nominal_endings=("jährige", "jähriger", "jährigen"),
    person_endings=(
        "chef",
        "chefin",
        "sprecher",
        "sprecherin",
        "präsident",
        "präsidentin",
        "minister",
        "ministerin",
        "leiter",
        "leiterin",
        "vertreter",
        "mitglied",
        "mitglieder",
        "vorsitzender",
        "vorsitzende",
        "direktor",
        "direktorin",
        "angaben",
        "bericht",
        "experten",
        "kreise",
        "kreisen",
        "anwalt",
        "anwälte",
        "gegner",
        "kritiker",
        "gründer",
        "mehrheit",
        "teile",
        "politiker",
        "abgeordnete",
        "beamte",
        "anhänger",
        "bewohner",
        "berichten",
        "wissenschaftler",
    ),
    title_endings=(
        "initiative",
        "verein",
        "zeitung",
        "magazin",
        "blatt",
        "film",
        "sendung",
        "agentur",
        "sender",
        "gruppe",
        "genannten",
        "organisation",
    ),
)

ATTRIBUTION = Attribution(
    before=_set("laut gemäß"),
    after=_set("zufolge"),
    noun_prepositions=_set("nach"),
    noun_endings=("angaben", "berichten", "meldungen", "schätzungen"),
    own=_set("eigenen eigener eigene eigenem"),
    owner_endings=("er",),
    silent_needs=_set("als"),
    document_nouns=_set(
        """bericht berichten berichts dokument dokumenten studie analyse untersuchung umfrage umfragen veröffentlichung
        nachricht mitteilung meldung meldungen erklärung pressemitteilung presseerklärung zeitungsbericht medienbericht
        agenturbericht medienberichten presseberichten zeitungsberichten agenturberichten polizeiangaben
        behördenangaben medienangaben regierungsangaben unternehmensangaben agenturangaben pressemeldungen
        agenturmeldungen medieninformationen augenzeugenberichten zeugenaussagen presseinformationen recherchen
        veranstalterangaben herstellerangaben expertenangaben zeugenberichten bewertung protokoll gutachten schreiben
        polizeibericht stellungnahme jahresbericht quellen kreisen expertenmeinung statistik brief papier entwurf"""
    ),
    nouns=_set(
        """angaben angabe aussage aussagen ansicht meinung auffassung einschätzung einschätzungen überzeugung
        darstellung
        worten bericht berichten berichts medienberichten informationen information schätzung schätzungen mitteilung
        auskunft erkenntnissen erkenntnis urteil polizeiangaben behördenangaben medienangaben regierungsangaben
        unternehmensangaben presseberichten zeitungsberichten agenturberichten agenturangaben pressemeldungen meldungen
        agenturmeldungen meldung medieninformationen zeitungsbericht medienbericht agenturbericht prognose prognosen
        ermittlungen sicht lesart aussagen äußerungen umfragen umfrage augenzeugenberichten zeugenaussagen
        presseinformationen recherchen expertenmeinung expertenansicht veranstalterangaben herstellerangaben studie
        beobachtern ermittlern expertenangaben dafürhalten vorstellung vorstellungen zeugenberichten dokument analyse
        untersuchung veröffentlichung nachricht erklärung pressemitteilung presseerklärung bewertung wunsch plänen
        ankündigung gutachten polizeibericht stellungnahme jahresbericht quellen kreisen statistik"""
    ),
    parenthetical=_set("so"),
    verb_final=_set("wie"),
    carried=_set("demnach demzufolge"),
    document_endings=(
        "bericht",
        "erklärung",
        "mitteilung",
        "schreiben",
        "brief",
        "dokument",
        "studie",
        "rede",
        "papier",
        "meldung",
        "anordnung",
        "stellungnahme",
        "text",
        "antrag",
        "urteil",
        "begründung",
        "beschluss",
        "artikel",
        "interview",
        "beitrag",
        "resolution",
        "gutachten",
        "nachricht",
        "botschaft",
        "blog",
        "protokoll",
        "vertrag",
        "entwurf",
        "aufruf",
        "e-mail",
        "veröffentlichung",
        "antwort",
        "statement",
        "manifest",
        "bekennerschreiben",
        "kommentar",
    ),
    no_speakers=_set("das dies was es dieses"),
    impersonal=_set("es"),
    hearer_prepositions=_set("gegenüber"),
    plain_hearer_prepositions=_set("vor zu"),
    hearers=_set(
        "reportern journalisten medien medienvertretern pressevertretern abgeordneten zuhörern anhängern "
        "parlamentariern zeitungen korrespondenten"
    ),
    agency_words=_set(
        "nachrichtenagentur agentur presseagentur presse-agentur "
        "nachrichtenagenturen dpa reuters afp apa ap sid kna epd "
        "tass interfax ria xinhua itar-tass bloomberg ddp dapd ansa efe sda keystone-sda"
    ),
)

CALENDAR = Calendar(
    weekdays={
        name: day
        for day, names in enumerate(
            ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag")
        )
        for stem in names.split()
        for name in (stem, *(stem + part for part in ("morgen", "vormittag", "mittag", "nachmittag", "abend")))
    },
    months={
        name: number
        for number, names in enumerate(
            (
                "januar jänner jan", "februar feber feb", "märz", "april apr", "mai", "juni jun", "juli jul",
                "august aug", "september sept sep", "oktober okt", "november nov", "dezember dez",
            ),
            start=1,
        )
        for name in names.split()
    },
    relative_days={"heute": 0, "gestern": -1, "vorgestern": -2},
    day_prepositions=_set("am vom an diesem vergangenen letzten den"),
    next_words=_set("kommenden nächsten kommender nächster ab für zum"),
    last_words=_set("vergangenen letzten vorigen"),
    until_words=_set("bis"),
    hours_from_utc=1,
)  # fmt: skip

BOILERPLATE = Boilerplate(
    openings=(
        "lesen sie auch", "lesen sie hier", "lesen sie dazu", "lesen sie mehr", "mehr zum thema", "mehr dazu",
        "auch interessant",
        "gerade lesen andere", "andere lesen auch", "das könnte sie", "das könnte dich", "das könnte auch",
        "meistgelesen", "meist gelesen", "newsletter", "jetzt anmelden", "jetzt abonnieren", "abonnieren sie",
        "hier geht es", "hier geht's", "zum thema:", "zum thema ", "thema:", "folgen sie uns", "folge uns",
        "teilen sie",
        "artikel teilen", "empfohlener externer inhalt", "externer inhalt", "an dieser stelle", "anzeige", "werbung",
        "bild:", "foto:", "fotos:", "grafik:", "video:", "quelle:", "quellen:", "symbolbild", "bildunterschrift",
        "podcast:",
        "auch lesenswert", "mehr von", "weitere nachrichten", "weitere meldungen", "weitere artikel", "weiterlesen",
        "hören sie auch", "sehen sie auch", "schauen sie auch", "mehr nachrichten", "mehr aus", "alle nachrichten",
        "aktuelle nachrichten", "kommentare", "diskutieren sie", "mit material von", "dieser artikel", "dieser text ",
        "dieser beitrag", "redaktion:", "zur startseite", "sie wollen ", "sie möchten ", "melden sie sich", "impressum",
        "datenschutz", "© ", "(c) ", "stand:", "veröffentlicht am", "zuletzt aktualisiert", "aktualisiert am",
        "lesezeit", "copyright", "unsere app", "laden sie", "themen:", "schlagwörter", "tags:", "mehr lesen",
        "beliebte artikel", "top-artikel", "auch auf ", "link kopieren", "drucken", "merken", "hinweis der redaktion",
    ),
    whole=frozenset({"teilen", "drucken", "merken", "vorlesen", "anzeige", "werbung", "kommentieren", "facebook",
                     "twitter", "whatsapp", "e-mail", "x", "mehr", "newsletter"}),
    credits=("foto:", "fotos:", "bild:", "© ", "/dpa", "/afp", "/getty", "getty images", "imago", "picture alliance",
             "picture-alliance", "/reuters", "/ap photo", "symbolfoto", "archivbild", "archivfoto", "(archiv)"),
)  # fmt: skip

ABBREVIATIONS = _set(
    """abs abt allg art bd beschl best betr bez bspw bzgl bzw ca chr dgl dipl dr ehem eigtl einschl engl etc evtl exkl
    fam ff fr frl geb gem gen ges ggf hl hr hrsg ing inkl insb jh jr kap lt max mind mio mrd mr mrs ms nr nrn o op phil
    pol prof rd rel s sen sog spez st std str tel u usw v verh vgl vol wg zb zt z a d h i ggü kfz lkw pkw bsp jan feb
    apr aug sept okt nov dez min sek tsd vs ing jur med rer nat gest"""
)

OPENERS = _set(
    """der die das ein eine er sie es wir ich man dies diese dieser dieses im in am an auf bei nach vor seit mit für von
    zu zum zur doch aber und auch so da dort hier nun jetzt damit dabei dazu danach wie wenn als während zuvor später
    insgesamt laut gegen unter über durch um aus ihr sein seine ihre beide viele alle mehr noch erst bereits wegen trotz
    nachdem obwohl weil ob dass dadurch daher deshalb außerdem zudem allerdings jedoch dennoch inzwischen"""
)

TENSE_AUXILIARIES = _set(
    "hat haben hatte hatten habe hätte hätten ist sind war waren sei seien wäre wären wird werden wurde wurden "
    "werde würde"
    " würden"
)

SPEECH_NOUNS = _set(
    """vorwurf vorwürfe vorwürfen forderung forderungen ankündigung ankündigungen aussage behauptung behauptungen
    ansicht
    auffassung meinung überzeugung befürchtung befürchtungen hoffnung vermutung vermutungen warnung warnungen drohung
    aufforderung bitte appell versprechen zusage verdacht hinweis hinweise kritik einwand argument these feststellung
    einschätzung anschuldigung anschuldigungen erklärung begründung mitteilung schluss
    schlussfolgerung fazit aufruf empfehlung gerüchte gerücht bedenken sorge"""
)

TITLE_NOUNS = _set(
    """zeitung zeitschrift magazin nachrichtenmagazin film spielfilm serie buch roman song album lied band gruppe
    sendung
    zeitungen titel namen name projekt programm portal blatt tageszeitung wochenzeitung boulevardzeitung stück oper
    musical reihe ausstellung schiff sonde raumschiff flugzeug hurrikan taifun orkan sturm typ modell partei bündnis
    verein initiative bewegung restaurant hotel lokal motto begriff wort konzern firma club stiftung kampagne ausgabe"""
)


def _verbs() -> Mapping[str, VerbEntry]:
    builder = LexiconBuilder()
    for _, spelling, form in auxiliary_forms():
        builder.add(spelling, form)
    for infinitive in [line.split()[0] for line in STRONG.strip().splitlines()] + PREFIXED.split() + WEAK.split():
        for spelling, form in conjugate(infinitive):
            builder.add(spelling, form)
    for verb in SEPARABLE.split():
        particle, _, base = verb.partition("|")
        for spelling, form, _ in separable_forms(particle, base):
            builder.add(spelling, form & ~Form.PRESENT if form & Form.SUBJUNCTIVE_1 else form)
    add_cues(builder)
    entries = dict(builder.entries())
    for word in NO_VERB_FORMS:
        entries.pop(word, None)
    return entries


def language() -> Language:
    """The German pack."""
    return Language(
        code="de",
        word_order=VERB_SECOND,
        verbs=_verbs(),
        words=WORDS,
        attribution=ATTRIBUTION,
        calendar=CALENDAR,
        boilerplate=BOILERPLATE,
        abbreviations=ABBREVIATIONS,
        sentence_openers=OPENERS,
        ordinal_stop=True,
        capital_nouns=True,
        particles=PARTICLES,
        finite_endings=(
            ("ten", entry_of(Form.PAST | Form.PLURAL)),
            ("te", entry_of(Form.PAST)),
            ("e", entry_of(Form.SUBJUNCTIVE_1)),
        ),
        title_nouns=TITLE_NOUNS,
        tense_auxiliaries=TENSE_AUXILIARIES,
        passive_auxiliaries=_set("wird werden wurde wurden werde würde würden"),
        passive_markers=_set("worden"),
        bare_auxiliaries=_set("werden haben worden"),
        false_particles=_set("weiter"),
        wishes=_set("möchte möchten"),
        weak_subjunctives=_set(
            "würde würden hätte hätten wäre wären könnte könnten müsste müssten dürfte dürften sollte sollten"
        ),
        speech_nouns=SPEECH_NOUNS,
        trained_quotations=True,
    )
