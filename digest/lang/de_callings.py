"""Walks of life of German role nouns, by their base as digest.lang.de_roles reads it."""

from __future__ import annotations

_WALKS = {
    "politics": """minister kanzler ministerpräsident abgeordnete bürgermeister landrat gouverneur premier
        staatssekretär parlamentarier bundesrat nationalrat ständerat landeshauptmann landeshauptfrau politiker
        stadtrat gemeinderat fraktionschef fraktionsvorsitzende parteichef parteivorsitzende außenpolitiker
        innenpolitiker klubobmann kanzlerkandidat spitzenkandidat regierungschef staatschef oppositionsführer
        rathauschef stadtoberhaupt kämmerer dezernent""",
    "sport": """trainer bundestrainer spieler nationalspieler torwart torhüter stürmer mittelfeldspieler rennfahrer
        radprofi boxer schwimmer läufer skispringer schiedsrichter weltmeister olympiasieger europameister sportler""",
    "culture": """schauspieler sänger musiker komponist dirigent maler künstler bildhauer regisseur schriftsteller
        dichter lyriker dramatiker kabarettist komiker rapper intendant""",
    "science": """forscher wissenschaftler historiker soziologe psychologe politologe politikwissenschaftler philosoph
        physiker chemiker biologe virologe epidemiologe astronom geologe meteorologe klimaforscher archäologe
        mathematiker ökologe""",
    "law": "anwalt rechtsanwalt staatsanwalt generalbundesanwalt notar ankläger",
    "church": """papst bischof kardinal erzbischof pfarrer priester rabbiner imam superintendent vikar kaplan mönch
        nonne""",
    "police": "polizist ermittler feuerwehrmann einsatzleiter polizeichef",
    "health": "arzt mediziner chirurg apotheker pfleger",
    "farming": "landwirt winzer förster",
}

CALLINGS = {base: walk for walk, bases in _WALKS.items() for base in bases.split()}
