"""German nouns that name no one: every noun is capitalised, so a capital alone makes no name.

A word is ordinary when it, or its last part (German compounds end in their head: "Landtagswahl" is a kind of "Wahl"),
is one of these nouns in any case and number, or ends in a suffix that makes abstract nouns. Written for this project.
"""

from __future__ import annotations

from functools import lru_cache

SUFFIXES = (
    "ung",
    "ungen",
    "heit",
    "heiten",
    "keit",
    "keiten",
    "schaft",
    "schaften",
    "tion",
    "tionen",
    "sion",
    "sionen",
    "ität",
    "itäten",
    "ismus",
    "ismen",
    "nis",
    "nisse",
    "nissen",
    "enz",
    "enzen",
    "anz",
    "tum",
    "logie",
    "grafie",
    "graphie",
    "kratie",
    "metrie",
    "nomie",
    "chen",
    "erin",
    "erinnen",
    "ierung",
    "ling",
    "linge",
    "lingen",
    "ierte",
    "ierten",
    "ismus",
    "isierung",
    "istik",
    "atik",
    "etik",
    "itik",
    "aturen",
    "atur",
    "ierer",
)
"""Endings of at least five-letter words that make ordinary nouns."""

NAME_TAILS = (
    "burg",
    "berg",
    "stadt",
    "dorf",
    "heim",
    "hausen",
    "hofen",
    "ingen",
    "furt",
    "bach",
    "brück",
    "brücken",
    "feld",
    "wald",
    "stein",
    "thal",
    "tal",
    "au",
    "kirchen",
    "leben",
    "rode",
    "roda",
    "ow",
    "itz",
    "büttel",
    "stedt",
    "hagen",
    "horst",
    "bronn",
    "brunn",
    "weiler",
    "haven",
    "münde",
    "dorff",
    "reuth",
    "kirch",
    "born",
    "hof",
    "mann",
    "meier",
    "maier",
    "meyer",
    "mayer",
    "huber",
    "müller",
    "bauer",
    "schmidt",
    "schmied",
    "er",
    "son",
    "sen",
    "ski",
    "sky",
    "vic",
    "vić",
    "ow",
    "enko",
    "wicz",
    "dóttir",
)
"""Ends of place names and surnames: with one of these a word is a name rather than an unknown noun."""

_WHOLE = """
Abend Abende Abends Acht Ader Akte Akten Akt Alter Amt Ämter Anfang Angst Ängste Arm Arme Art Arten Arzt Ärzte Ärzten
Ast Auto Autos Baby Bad Bahn Ball Bank Banken Bar Bau Bauch Baum Bäume Becken Bein Bett Bier Bild Bilder Blatt Block
Blick Blut Boden Boot Boote Bord Brand Brände Brief Briefe Bruch Bruder Brüder Buch Bücher Bucht Bund Bundes Burg Büro
Bus Busse Chaos Chance Chef Chefs Club Dach Dame Damen Damm Dank Datum Daten Deal Deck Deich Demo Dezember Diebe
Dienst Dienste Ding Dinge Dorf Dörfer Dose Drama Drang Dreck Druck Duft Dutzend Dutzende Ebene Ecke Ehe Ehre Ei Eid
Eier Eigentum Eile Eimer Eis Eisen Elend Ende Enkel Erbe Ernst Ernte Erz Etat Etappe Ex Fach Faden Fall Fälle Fällen
Falle Fan Fans Farbe Fass Faust Feld Felder Fell Fels Fenster Ferien Fest Feste Fett Feuer Fieber Figur Film Filme
Finale Finger Firma Firmen Fisch Fläche Flagge Flamme Flasche Fleck Fleisch Flucht Flug Flüge Flur Fluss Flüsse Flut
Folge Folgen Form Formen Forum Foto Fotos Frage Fragen Frau Frauen Freie Freund Freunde Freunden Frieden Frist Front
Frucht Früh Fund Funk Furcht Fuß Füße Gang Gänge Garten Gas Gast Gäste Gästen Gebiet Gebiete Geist Geld Gelder Gen
Genua Gift Gipfel Gold Gott Grab Gräber Grad Gramm Gras Grenze Grenzen Griff Grund Gründe Gründen Gruß Gut Güter Haar
Haare Hafen Haft Halbe Hals Halt Hand Hände Händen Handel Hang Hass Haupt Haus Häuser Häusern Haut Hebel Heer Heft
Heim Held Helden Hemd Herbst Herd Herr Herren Herz Heu Hilfe Hilfen Himmel Hin Hirn Hitze Hof Höfe Höhe Höhen Holz
Hose Hotel Hotels Hügel Huhn Hund Hunde Hunger Hut Hütte Idee Ideen Ihr Ihre Ihnen Index Insel Inseln Jagd Jahr Jahre
Jahren Jahres Job Jobs Jubel Jude Juden Jugend Juli Junge Jungen Juni Jury Kabel Kader Kalender Kamera Kampf Kämpfe
Kanal Kandidat Kanne Kanone Kapital Karte Karten Kasse Kasten Katze Kauf Keller Kern Kette Kind Kinder Kindern Kino
Kirche Kirchen Kiste Klage Klagen Klang Klasse Kleid Klima Klinik Klub Knie Koch Kohl Kohle Konto Kopf Köpfe Korb
Kosten Kraft Kräfte Kräften Kragen Krieg Kriege Kriegs Krimi Krise Krisen Küche Kugel Kuh Kultur Kunde Kunden Kunst
Kurs Kurse Küste Küsten Labor Lack Lage Lager Land Länder Ländern Landes Last Lauf Laune Leben Lehre Leib Leiche
Leichen Leid Leiste Leute Leuten Licht Liebe Lied Liga Linie Linien List Liste Listen Liter Lob Loch Lohn Löhne Los
Lösung Luft Lüge Lust Macht Mächte Mai Mal Male Mann Männer Männern Mark Markt Märkte Märkten März Maß Masse Massen
Mauer Maus Medien Meer Mehr Mehl Meile Meilen Mensch Menschen Messe Messer Metall Meter Metern Miete Milch Minute
Minuten Mitte Mitteln Mittel Mittwoch Mode Moment Monat Monate Monaten Montag Mord Morde Morgen Motiv Motor Mühe Müll
Mund Münze Museum Musik Mut Mutter Mütter Nacht Nächte Nähe Name Namen Nase Natur Nebel Nest Netz Netze Neue Neues
Niveau Nord Norden Not Note Notiz November Null Nummer Nutzen Obst Ofen Öl Ohr Oktober Oma Opa Oper Opfer Opfern Ort
Orte Orten Ost Osten Ostern Paar Paket Palast Panik Panzer Papier Park Partei Parteien Pass Pause Person Personen Pfad
Pfarrer Pferd Pflege Pflicht Phase Pilot Piloten Plan Pläne Plänen Platz Plätze Pol Politik Polizei Post Posten
Präsident Praxis Preis Preise Preisen Presse Prinz Prinzip Probe Profi Projekt Protest Proteste Prozent Prozess
Prozesse Prüfung Punkt Punkte Punkten Quadrat Quelle Quellen Quote Rad Rand Rang Rat Rate Raten Räte Raub Rauch Raum
Räume Recht Rechte Rechts Rede Reden Regel Regeln Regen Regie Region Reich Reihe Reihen Reise Rente Renten Rest Reste
Revier Richter Ring Risiko Riss Rock Rohr Rolle Rollen Rot Rücken Ruf Ruhe Runde Runden Saal Sache Sachen Saison Salz
Sand Sänger Satz Sätze Schaden Schäden Schaf Schatten Schatz Schau Schein Scheitern Schicht Schiff Schiffe Schild
Schirm Schlacht Schlaf Schlag Schläge Schloss Schluss Schmerz Schnee Schnitt Schock Schrift Schritt Schritte Schuh
Schuld Schulden Schule Schulen Schuss Schüsse Schüler Schülern Schutz Schwester See Seele Segel Seite Seiten Sekunde
Sekunden Sender Serie Servus Sicht Sie Sieg Siege Signal Silber Sinn Sitz Sitze Sitten Sohn Söhne Soldat Soldaten
Sommer Sonne Sonntag Sorge Sorgen Spaß Spiel Spiele Spielen Spitze Spitzen Sport Sprache Sprachen Spruch Sprung Spur
Spuren Staat Staaten Staates Stab Stadt Städte Städten Stahl Stall Stamm Stand Star Stars Start Stau Staub Stein
Steine Stelle Stellen Stern Steuer Steuern Stil Stille Stimme Stimmen Stirn Stock Stoff Stoffe Stolz Strafe Strafen
Strand Straße Straßen Strecke Streik Streiks Streit Strom Studie Studien Stück Stücke Stufe Stuhl Stunde Stunden Sturm
Stütze Süd Süden Summe Sumpf Szene Szenen Tag Tage Tagen Tages Takt Tal Tank Tanz Tasche Tat Taten Täter Tätern Team
Teams Technik Teil Teile Teilen Telefon Tempel Tempo Termin Terror Test Tests Text Texte Thema Themen Tief Tiefe Tier
Tiere Tieren Tisch Titel Tochter Tod Tode Tonne Tonnen Tor Tore Tote Toten Tote Tour Tourist Touristen Tragen Trainer
Traum Treffen Trend Treppe Trick Trio Tritt Trotz Truppe Truppen Tür Turm Türen Übel Ufer Uhr Umfeld Umwelt Unfall
Unfälle Union Unruhe Unruhen Unruh Urlaub Ursache Ursachen Urteil Urteile Vater Väter Verbot Verein Vereine Vergleich
Verkehr Verlag Verlust Verluste Verrat Vers Versuch Vertrag Verträge Video Videos Vieh Viertel Vogel Vögel Volk Völker
Vorfall Vorfälle Vorwurf Vorwürfe Votum Waffe Waffen Wagen Wahl Wahlen Wahn Wahrheit Wald Wälder Wand Wände Ware Waren
Wärme Wasser Weg Wege Wegen Weib Weihnachten Wein Weise Welle Wellen Welt Wende Werbung Werk Werke Werken Wert Werte
Werten Wesen West Westen Wetter Wette Wetten Wiese Wild Wille Willen Wind Winter Wirt Wissen Witwe Witz Woche Wochen
Wohl Wohnung Wolf Wolke Wort Worte Worten Wörter Wunde Wunder Wunsch Würde Wut Zahl Zahlen Zahn Zaun Zeichen Zeile
Zeit Zeiten Zelle Zelt Zentrum Zeuge Zeugen Ziel Ziele Zielen Zimmer Zins Zinsen Zoll Zölle Zone Zoo Zorn Zufall Zug
Züge Zugang Zukunft Zunge Zustand Zwang Zweck Zweifel Januar Februar April August September Dienstag Donnerstag
Freitag Samstag Sonnabend Euro Dollar Cent Kilometer Kilometern Millionen Million Milliarden Milliarde Tausend
Tausende Tausenden Hunderte Hunderten Hundert Erste Ersten Zweite Dritte Viele Alle Einige Mehrere Dabei Daher Damit
Dann Dies Anfrage Angabe Angaben Antrag Anträge Anzeige Anzeigen Anschlag Anschläge Anschlägen Bericht Berichte
Berichten Beruf Besuch Besitz Betrieb Betrag Betrug Beweis Beweise Bezirk Bezug Einsatz Einsätze Entwurf Erfolg
Erfolge Ergebnis Ersatz Etwas Fahrer Fahrt Fehler Fernsehen Flughafen Forscher Gegner Gehalt Gelände Gericht Gerichte
Geschäft Geschäfte Geschichte Gesetz Gesetze Gesicht Gespräch Gespräche Gesprächen Gewalt Gewicht Gewinn Gewinne Grüne
Gruppe Gruppen Halle Hälfte Händler Haushalt Helfer Himmel Inhalt Interesse Internet Kollege Kollegen Konflikt
Konflikte Konzern Konzerne Kritik Kritiker Leiter Lehrer Lieferung Mitglied Mitglieder Mitgliedern Modell Modelle
Nachricht Nachrichten Nachbar Nachbarn Nation Notstand Partner Patient Patienten Pfleger Planet Programm Programme
Rahmen Reaktion Reform Reformen Regierung Rennen Rekord Reporter Rettung Rückkehr Rücktritt Sicherheit Spieler
Sprecher Suche System Systeme Tabelle Täuschung Tausch Team Teilnehmer Treffer Umfrage Umfragen Umgang Umsatz Unglück
Unternehmen Verbrechen Verdacht Verfahren Verfahrens Verhalten Verhältnis Verletzte Verletzten Vorgang Vorgehen
Vorschlag Vorschläge Vorschrift Vorsitz Vorstand Vorteil Wechsel Werft Wirkung Wirtschaft Zeitung Zeitungen Zuge
Zusage Zuschauer Zweifel Abkommen Ablauf Absage Abschied Abschluss Absicht Absturz Abteilung Abzug Aktie Aktien Aktion
Alarm Album Alltag Allianz Analyse Angebot Angriff Angriffe Angriffen Anlage Anlagen Anlass Anruf Anspruch Anteil
Antwort Anwalt Anwälte Apparat Appell Arbeit Arbeiten Arbeiter Argument Armee Artikel Asche Asyl Atem Atom Aufgabe
Aufgaben Auflage Aufruf Aufstand Auftrag Auftritt Auge Augen Augenblick Ausbau Ausbruch Ausgabe Ausgang Auskunft
Ausland Ausmaß Ausnahme Aussage Aussagen Ausschuss Auswahl Ausweg Ausweis Autor Autoren Beamte Beamten Bedarf
Bedrohung Befehl Beginn Begriff Behörde Behörden Beifall Beispiel Beitrag Beiträge Belang Bemühen Benzin Berg Berge
Bereich Bereiche Beschluss Beschwerde Bestand Bestie Bevölkerung Bewohner Bezahlung Bilanz Bischof Bischöfe Bombe
Bomben Börse Botschaft Branche Brücke Budget Bühne Bürger Bürgern Bündnis Chemie Debatte Debatten Dialog Dieb
Diskussion Doping Drogen Dritter Durst Einfluss Eingang Einheit Einigung Einkommen Einwohner Einzug Eltern Energie
Engpass Entführer Erde Erdbeben Ereignis Ermittler Ermittlern Essen Exil Experte Experten Export Fabrik Fahne Fahrrad
Fahrzeug Fakten Familie Familien Feier Feind Feinde Ferne Festnahme Feuerwehr Firmen Flüchtling Formel Fortschritt
Fraktion Freiheit Freude Freundin Friede Führer Führung Funktion Fußball Garant Gebäude Geburt Gedanke Gefahr Gefahren
Gefängnis Gefühl Gegend Gegenstand Gegenteil Gegenwart Geheimnis Geisel Geiseln Gelegenheit Gemeinde Gemeinden General
Generation Gerät Geräte Gerücht Gerüchte Geschwister Gesellschaft Gesetzgeber Gesundheit Getreide Gewerkschaft
Gewissen Glas Glaube Gläubiger Glück Grippe Größe Grundlage Grüße Hacker Halbfinale Haltung Handy Hersteller Herkunft
Hinblick Hintergrund Hinweis Hinweise Hoffnung Horizont Idol Image Immobilie Import Impfstoff Industrie Inflation
Infrastruktur Initiative Institut Institution Insider Instanz Instrument Integration Intendant Intervall Interview
Investor Investoren Islam Islamist Islamisten Jahrhundert Jahrzehnt Journalist Journalisten Justiz Kabinett Kamin
Kampagne Kapitän Karriere Katastrophe Kandidaten Kanzler Kilo Kläger Koalition Kohle Kommission Komponist Kompromiss
Konferenz König Königin Kongress Konkurrenz Konsum Kontakt Kontrolle Konzept Konzert Körper Kredit Kreis Kreise
Kreisen Kulisse Künstler Lagerung Landschaft Landtag Landwirt Landwirte Lehrling Leistung Leser Literatur Luftwaffe
Mädchen Magazin Mandat Mannschaft Manager Maschine Maßnahme Maßnahmen Materie Material Medaille Medikament Mehrheit
Meinung Meister Meldung Menge Methode Milliardär Minderheit Minister Ministerium Mission Mitarbeiter Mitarbeitern
Mitteilung Moderator Monarch Mörder Moschee Muslim Muslime Muster Nachfolger Nachfrage Nachmittag Nachteil Nachwuchs
Nationalität Neubau Niederlage Nobelpreis Notfall Objekt Offensive Öffentlichkeit Opposition Option Orchester Ordnung
Organ Orkan Paragraf Parlament Passagier Passagiere Patent Pension Pilger Plattform Pokal Politiker Politikern
Position Potenzial Praktikum Premiere Priester Privileg Problem Probleme Produkt Produkte Professor Prognose Protokoll
Provinz Prozedur Publikum Quartal Rakete Raketen Rebell Rebellen Rechnung Redaktion Redakteur Regime Regisseur
Register Religion Republik Reserve Respekt Restaurant Resultat Revolution Richtlinie Richtung Roman Route Rückgang
Rückschlag Rückzug Rüstung Sanktionen Satellit Schauspieler Scheibe Schicksal Schiedsrichter Schriftsteller
Schwierigkeit Sekretär Sektor Senat Senator Sensor Sitzung Skandal Solidarität Spannung Spekulation Spende Spenden
Spion Sponsor Stadion Stadium Standard Standort Statistik Status Stellung Stiftung Strategie Struktur Student
Studenten Studium Suche Symbol Tagung Tarif Tatort Technologie Teenager Tendenz Terrorist Terroristen These Ticket
Titel Todesfall Toleranz Tourismus Tradition Transport Trauer Triumph Turnier Übung Umbau Umstand Umstände Umwelt
Universum Untergang Unterlagen Unterricht Unterschied Unterschrift Unterstützer Urheber Urin Vakuum Verband Verbände
Verbraucher Verdienst Verfassung Vergangenheit Verlauf Verlierer Vermögen Verlangen Vernunft Version Verstand Verstoß
Verteidiger Vertreter Vertretern Vertrauen Verwandte Verzicht Virus Vision Visum Vorbild Vorhaben Vorrat Vorsicht
Vorsitzende Vorsprung Vorstoß Vortrag Vorwand Wachstum Wähler Wählern Währung Waffenruhe Waise Werbung Wettbewerb
Widerstand Widerspruch Wiederaufbau Winkel Wissenschaft Wissenschaftler Wissenschaftlern Wochenende Wohnraum Wüste
Zauber Zentrale Zeuge Ziffer Zigarette Zivilist Zivilisten Rat Räte Gemeinderat Stadtrat Zuflucht Zugriff
Zusammenarbeit Zusammenhang Zuschuss Zuwachs Zuwanderer Zwischenfall Interessen Kriterien Folter Feinstaub Software
Hardware Computer Website Homepage Server Online Link Blog User Song Single Band Show Ring Pop Rapper Rap Model
Airline Crew Event Festival Konzerte Open Grand Prix Cup Sprint Marathon Doppel Remis Elfmeter Gegentor Minute
Halbzeit Anpfiff Abpfiff Rückrunde Hinrunde Aufstieg Abstieg Bundesliga Champion Olympia Medaillen Staffel Weltmeister
Europameister Weltcup Qualifikation Vorrunde Achtelfinale Viertelfinale Gruppenphase Gesamtwertung Etappensieg Militär
Milizen Miliz Marine Kommandeur Kommando Offizier Offiziere Oberst Feldwebel Leutnant Major Admiral Zivil Luftangriff
Drohne Drohnen Granate Granaten Artillerie Munition Sprengstoff Attentat Attentäter Selbstmord Explosion Razzia
Haftbefehl Beschuss Waffenstillstand Friedensplan Besatzung Front Grenzschutz Putsch Aufständische Aufständischen
Oppositionelle Demonstrant Demonstranten Aktivist Aktivisten Bewegung Angehörige Angehörigen Angeklagte Angeklagten
Abgeordnete Abgeordneten Beteiligte Beteiligten Betroffene Betroffenen Jugendliche Jugendlichen Deutsche Deutschen
Erwachsene Reisende Reisenden Beschäftigte Beschäftigten Angestellte Angestellten Verdächtige Verdächtigen Gefangene
Gefangenen Verantwortliche Verantwortlichen Experten Fachleute Augenzeuge Augenzeugen Anwohner Bauern Bauer Bäcker
Metzger Händler Fischer Jäger Gärtner Schneider Maler Schreiner Tischler Schlosser Müller Richter Staatsanwalt
Gutachter Gründer Besitzer Eigentümer Betreiber Veranstalter Anbieter Nutzer Kunden Käufer Verkäufer Mieter Vermieter
Rentner Pensionär Schulleiter Rektor Dekan Doktor Mediziner Chirurg Flugzeug Fahrzeug Spielzeug Werkzeug Hauptstadt
Innenstadt Altstadt Krankenhaus Rathaus Wohnhaus Parkhaus Gasthaus Marke Gebühr Raumfähre Fähre Wrack Insasse Typ
Komet Migrant Umfeld Vorfeld Stärke Drittel Viertel Fünftel Zehntel Aufsehen Kategorie Christ Christen Referendum
Motto Atmosphäre Parade Alkohol Junta Schreiben Bedenken Zeremonie Einnahme Nebeneinkünfte Anstieg Alternative Detail
Dauer Kerosin Mittag Rande Länge Konsulat Reichweite Notruf Sturz Mandant Weltall Schlägerei Wandel Zusammenstoß Basis
Sperre Einwanderer Aufnahme Gedenkstätte Empfang Barrel Umfang Abgabe Zunahme Kälte Übernahme Pandemie Visier Heimat
Diskothek Engagement Unmut Träger Lokal Anliegen Passant Enzyklopädie Kommentar Bekanntgabe Knochenbruch Drahtzieher
Variante Anfänger Abitur Annahme Traktor Aspekt Personal Gymnasium Erreger Diplomatie Passus Spektrum Mangel Mängel
Schlange Periode Sphäre Abdruck Dekret Beben Mücke Katholik Protestant Arbeitgeber Arbeitnehmer Vorgabe Rückgabe
Maßgabe Unze Zyklon Stoß Hubschrauber Helikopter Haufen Skepsis Reife Ankunft Übergabe Medium Pistole Gewehr Zeugin
Frachter Freigabe Element Domain Theorie Batterie Defekt Aktionär Design Abnahme Untreue Kneipe Bestehen Streifen
Vormittag Interessent Dokument Blockade Provider Fazit Krebs Hurrikan Taifun Tornado Gewitter Moslem Lokal Zustände
Aufprall Zensur Verzehr Folie Tragödie Klick Barrikade Kabine Trikot Trümmer Favorit Gutachten Schub Koffer Schranke
Volumen Auftreten Auslöser Ausgleich Herausforderer Magnet Aufbau Rückschluss Format Kran Hoch Tief Vortag Vormarsch
Rand Aufgebot Disziplin Bronze Koma Fackel Plakat Kammer Gremium Gremien Abbau Wärter Beschleuniger Vorkommen
Metropole Flügel Report Management Stimmabgabe Vergehen Winde Meiler Ausstoß Rating Partie Boss Profil Player
Festplatte Stichtag Suizid Unterkunft Konsens Leichnam Bewusstsein Nachweis Massaker Diesel Delikt Übereinkunft
Verweis Sympathisant Weggefährte Nachbarland Geschlecht Segment Kartoffel Gestein Geschworene Gesuch Chemikalie Norm
Düse Stopp Wasserstand Sack Säcke Schweigen Ansporn Kaserne Betreten Kriminelle Vernehmen Streife Smartphone
Zulieferer Akku Umstieg Download Szenario Szenarien Isotop Defizit Neonazi Schädel Foren Prosa Poesie Kontinent Podium
Podien Cholera Vermisste Applaus Vorhersage Modul Orbiter Parole Trailer Entwickler Taufe Zucker Maut Araber Playoffs
Inserat Kürze Schmuggel Kuppel Release Philosophie Ziege Revolte Ärger Versorger Konvoi Zweig Trieb Scherbe Platte
Blockade Reederei Waggon Disco Zettel Affäre Motorrad Virus Viren Epidemie Umsturz Einsturz Wanderer Stein Bordstein
Bahnsteig Radler Rivale Rivalin Zwischenruf Pelz Käfig Prominente Tabak Risiken Kurve Anekdote Privatleben Eingreifen
Vorort Schütze Schützen Tauziehen Beisein Krawatte Chor Adresse Praktik Jet Bö Böen Kletterer Ranking Raffinerie
Plagiat Erliegen Gemälde Redner Ausstieg Kolonie Rektorat Gebet Präfektur Schiene Faktor Kriterium Clan Armut
Kidnapper Lotse Laden Läden Erlös Böller Verlauf Touristin Handeln Tafel Fundort Pässe Wucht Rendite Filmemacher Bitte
Brennstab Blogger Saurier Skelett Feder Pauschale Ozon Duell Gepäck Genozid Völkermord Jesuit Balkon Grill Wiki
Account Tagebau Klinikum Party Monsun Reis Notfall Aussaat Lazarett Ventil Denkmal Labyrinth Säule Hexe Zeche Pleite
Einkauf Garantie Handschelle Aufruhr Vollzug Proton Neutron Atomkern Experiment Kühlschrank Rippe Tragik Zitat
Antichrist Rätsel Stapel Konterfei Klausur Kontingent Kanzlei Examen Tatbestand Stimmzettel Quartier Hauptquartier
Maus Mäuse Geschick Gummi Rückruf Umdenken Rennen Großmeister Wäsche Gesang Playback Wehr Pullover Wiedergabe Update
Speicher Stillschweigen Fahnder Psychiater Gros Layout Anbau Kantine Villa Roboter Piste Kachel Biogas Anreiz Omnibus
Gefecht Feiertag Versteck Effekt Konvent Indiz Dschihad Komplott Sprechchor Sonde Teleskop Rubrik Fraktur Derby Stress
Physik Patt Kämpfer Geschicke Schmiergeld Parkett Part Anstieg Achse Tatverdächtige Splitter Rucksack Kürzel Limousine
Komponente Gitarre Teppich Ölteppich Kleinstadt Tanker Streichholz Swimmingpool Finanzen Absteiger Container
Bombenleger Zirkel Boom Putsch Coup Gefährte Monarchie Ente Seuche Geflügel Reaktor Pumpe Komitee Preisvergabe Juror
Peitsche Korruption Sparte Tunnel Yacht Verlassen Vorzug Schießerei Mall Bogen Fahrbahn Modus Mutterland Verhör
Mineral Prozessor Performance Display Verursacher Handelnde Extremist Autopsie Spritze Fadenkreuz Kommune Quartett
Geschenk Plakat Perspektive Abschlüsse Acker Distrikt Maßstab Nachruf Brandbeschleuniger Knall Zufuhr Antrieb Pflanze
Mörser Samen Wurzel Hochland Dürre Hilferuf Unterschlupf Dschungel Werkstatt Ast Äste Meeresspiegel Schlucht Akteur
Territorium Mafia Countdown Hangar Rampe Poker Emirat Palette Dementi Schulmedizin Katalog Therapie Element Bordell
Komplize Popularität Käse Geschmack Aroma Handgepäck Gedeihen Austräger Beschuldigte Spender Propaganda Bibliothek
Lektüre Klassiker Krebs Abonnent Müllabfuhr Tierheim Gemetzel Horror Chip Sachverständige Zähler Gunsten Tanne Baum
Gewächshaus Auktion Operette Separatist Verstoß Freiland Süßmais Stärke Kartoffelstärke Mais Fäule Vandale Randalierer
Arsenal Wache Agent Attrappe Gebot Wirbelsturm Hemisphäre Blüte Aufmarsch Verbund Angreifer Dialekt Hürde Teilnahme
Abwehr Detektiv Reiskorn Regal Druckerei Flugblatt Toilette Rekordmarke Gleis Verwundete Kolonne Pegel Wurf Moderne
Sichel Leck Fundament Ruck Zusammenkunft Kollegin Erachten Startrampe Erkrankte Kanal Insekt Gaststätte Pädagogik
Ideologe Rezensent Anstoß Pfanne Spross Revolutionär Schah Gasse Erdrutsch Eigner Radio Schmuggel Motorhaube
Befehlshaber Anleihe Trawler Fang Fischerei Ton Workshop Panne Laptop Versand Prädikat Passage Entzug Vergabe Siegel
Flieger Adler Farm Rückenwind Spruch Kurde Hegemonie Gewässer Flotte Geschehen Episode Mahnwache Umkehr Merkmal Ära
Impuls Prototyp Material Rumpf Heck Schäfer Förster Alibi Prämie Segen Orthodoxie Unfallort Gewahrsam Plenum Kapitel
Sohle Gestell Urheberrecht Upload Datei Auftrieb Balkan Fuchs Nerz Behälter Schnaps Kakao Waffe Rose Portal
Dienstleister Zankapfel Browser Balance Anbetracht Tyrann Zeitspanne Gerüst Kessel Lot Arena Abstand Ampel Schmuck
Herrscher Rind Geschwür Autosalon Erdstoß Radius Tsunami Dynamit Bahnhof Entsetzen Nationalpark Raserei Adjutant
Aufschrei Handhabe Latte Foul Rasen Unentschieden Aussteller Ambiente Kalkül Privilegien Einbau Trikolore Wappen
Geruch Wolkenkratzer Bagger Leukämie Schaulustige Getränk Massage Tadel Schlips Garage Kaliber Friseur Filiale Beute
Orgie Amateur Bieter Strahl Vergießen Betracht Kerze Protestmarsch Logo Grafik Boykott Schwule Lesbe Geschoss
Fettsucht Organisator Knüppel Transparent Kondom Härte Terrain Radar Herausgeber Erlass Bude Scholle Brauerei
Lagerstätte Größe Norweger Strafnachlass Embargo Arbeitslose Doktorand Altar Zirkus Ballon Glückwunsch Meisterschale
Schwerkraft Zwerg Kindergarten Darsteller Band Atlas Daumen Zuhörer Prokurist Schrott Konjunktur Billion Geistliche
Weihe Prügel Kalkulation Razzia Altersheim Brandstifter Parole Gemüt Behinderte Deponie Hymne Konjunktur Täterprofil
Huhn Hühner Blutbad Zünder Teller Vitamin Kneipe Bube Veto Kapitalgeber Missionar Sympathie Verbündete Lieferant Marge
Strafmaß Racheakt Ellenbogen Codec Bandbreite Web Aushang Durchsage Tafel Fähre Patriot Essay Elite Mechaniker Reifen
Taktik Schlüssel Pförtner Rezept Fernseher Grad Leim Schwäche Einmarsch Devise Exemplar Versagen Gemüse Gurke Tranche
Bankrott Becher Oktave Pelz Repertoire Musical Leiden Kontrahent Zertifikat Klausel Palme Erdöl Nomade Ozean Torpedo
Gala Lawine Typhus Bergsteiger Rasse Bescheid Missgeschick Strich Aluminium Südpol Nordpol Bodenschätze Ressource
Depot Tower Widersacher Ausscheiden Rauswurf Randale Entscheid Symptom Gewebe Diebin Räuber Heim Ertrag Ion Dichte
Uran Förderer Robbe Überleben Abgleich Code Mobbing Oberhaupt Fakultät Stichwahl Kunde Wirbel Indikator Interpret
Bergbau Infarkt Masern Gesundheitsamt Fabrikat Obdachlose Maximum Minimum Antibiotikum Matratze Bakterium
Hoffnungsträger Einbruch Ausgangssperre Rezeptur Laudatio Feministin Zwangsheirat Radikale Maxime Eckpfeiler Anspruch
Gelehrte Halbinsel Terminal Apotheke Breite Turbine Dampf Anker Straftat Kapsel Kassette Label Pseudonym Sound Dosis
Indianer Gen Asiat Zwietracht Rüge Orden Evangelium Basilika Apartment Manuskript Laie Apostel Kommunist Parteitag
Plebiszit Diagnose Schreck Gespann Europäer Meeting Bluttat Informantin Propeller Querulant Anbruch Einwand Anführer
Fachmann Kaufmann Landsmann Obmann Vormann Hauptmann Staatsmann Ehemann Geschäftsmann Landwirtschaft Umweltschutz
Bürgerkrieg Spielfeld Schlachtfeld Vorfeld Umfeld Arbeitsfeld Mittelfeld Ausland Inland Festland Bundesland Abendland
Feindesland Himmel Schutzwald Urwald Regenwald Steinbruch Tierarzt Handbuch Tagebuch Drehbuch Gesetzbuch Grundstein
Meilenstein Edelstein Weltmeister Bürgermeister Industriekaufmann Hinterland Aufwand Vorwand Einwand Notstand Abstand
Bestand Zustand Aufstand Stillstand Vorstand Mittelstand Wohlstand Verstand Kontostand Gegenstand Umstand Widerstand
Krankenstand Wochenende Jahresende Kriegsende Lebensende Außenseite Rückseite Vorderseite Kehrseite Titelseite
Webseite Mahnmal Merkmal Denkmal Dilemma Plädoyer Terminus Rhythmus Zyklus Bonus Malus Kosmos Globus Rubel Yuan Pfund
Franken Kronen Peso Rupie Barrel Tonne Zentner Hektar Quadratmeter Kubikmeter Trakt Kontakt Takt Pakt Akt Vertrag
Ertrag Betrag Beitrag Auftrag Antrag Vortrag Nachtrag Eintrag Übertrag
"""

EVERYDAY = frozenset(_WHOLE.split())
_TAILS = frozenset(word.lower() for word in EVERYDAY if len(word) >= 4) - frozenset(
    [
        "acht",
        "arme",
        "damm",
        "dorf",
        "elle",
        "erbe",
        "erde",
        "feld",
        "gold",
        "hand",
        "haus",
        "heim",
        "land",
        "mann",
        "mark",
        "meer",
        "rand",
        "rock",
        "rose",
        "ring",
        "stein",
        "stern",
        "tier",
        "wald",
        "wolf",
        "burg",
        "berg",
        "see",
        "stadt",
        "hof",
        "tal",
        "bach",
        "bauer",
        "fischer",
        "müller",
        "richter",
        "jäger",
        "schneider",
        "maler",
        "koch",
        "könig",
        "kaiser",
        "herzog",
        "graf",
        "becker",
        "meister",
        "ober",
        "bund",
        "haupt",
        "gott",
        "lang",
        "grad",
        "sand",
        "sonne",
        "kern",
        "kohl",
        "horn",
        "hafen",
        "insel",
        "kirche",
        "kirchen",
        "leben",
        "weiler",
        "hagen",
        "holz",
        "helm",
        "hard",
        "hart",
        "wind",
        "zell",
        "hall",
        "park",
    ]
)
_ENDINGS = ("", "s", "n", "e", "en", "es", "er", "ern", "nen", "se")


def _known_head(word: str) -> bool:
    """Whether some last part of the lower-case word, or of the word without a case ending, is a known noun."""
    for ending in _ENDINGS:
        if not word.endswith(ending):
            continue
        stem = word[: len(word) - len(ending)]
        if any(stem[start:] in _TAILS for start in range(max(0, len(stem) - 15), max(1, len(stem) - 3))):
            return True
    return False


@lru_cache(maxsize=65536)
def is_ordinary(word: str) -> bool:
    """Whether a capitalised word is most likely an ordinary noun, or another word at the start of a sentence."""
    if word in EVERYDAY:
        return True
    lowered = word.lower()
    if "-" in word:
        return is_ordinary(word.rsplit("-", 1)[1][:1].upper() + word.rsplit("-", 1)[1][1:]) if word[-1] != "-" else True
    if len(word) >= 6 and lowered.endswith(SUFFIXES):
        return True
    return len(word) >= 4 and _known_head(lowered)
