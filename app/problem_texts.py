"""What the page of each problem says: what happened and what to do, in Danish and in English.

Status and English title stand in `problems.PROBLEMS`; a test holds that every code there has its text here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ProblemText:
    title_da: str
    da: str
    en: str


TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "already_exists": ProblemText(
            "Findes allerede",
            "Der er allerede en ressource med dette id. Læs den, og ret den i stedet.",
            "There is a resource with this id already. Read it and change it instead.",
        ),
        "budget_exceeded": ProblemText(
            "Puljen slår ikke til",
            "Ændringen ville tildele mere, end puljen har fået. Fundene viser beløbene. Intet er skrevet.",
            "The change would allocate more than the pot was granted. The findings have the amounts. Nothing was "
            "written.",
        ),
        "cursor_invalid": ProblemText(
            "Ikke en markør til denne liste",
            "Markøren er ødelagt eller hører til en anden liste, andre filtre eller en anden læser. Begynd forfra uden "
            "markør, og følg derefter `links.next`.",
            "The cursor is broken, or belongs to another list, other filters or another reader. Begin again without "
            "one and follow `links.next`.",
        ),
        "deleted_by_person": ProblemText(
            "Slettet af en person",
            "En kilde kan kun genskabe det, som den selv har trukket tilbage. En person kan ophæve sletningen.",
            "A source may revive only what it withdrew itself. A person can restore it.",
        ),
        "gone": ProblemText(
            "Slettet",
            "Ressourcen er slettet. `tombstone` siger hvornår og hvorfor. Fjern den også hos dig selv.",
            "The resource is deleted. `tombstone` says when and why. Remove your copy as well.",
        ),
        "head_too_large": ProblemText(
            "Adresse og headere fylder for meget",
            "Kaldets adresse og headere fylder tilsammen for meget, eller headerne er for mange. Gør kaldet kortere.",
            "The address and headers are too large together, or the headers are too many. Make the request shorter.",
        ),
        "idempotency_key_invalid": ProblemText(
            "Idempotency-Key har en forkert form",
            "Nøglen er 1 til 255 synlige ASCII-tegn.",
            "The key is 1 to 255 visible ASCII characters.",
        ),
        "idempotency_key_reused": ProblemText(
            "Nøglen hører til et andet kald",
            "Den samme Idempotency-Key er brugt med et andet indhold. Brug en ny nøgle til et nyt kald.",
            "The same Idempotency-Key came with another content. Use a new key for a new request.",
        ),
        "internal_error": ProblemText(
            "Noget gik galt",
            "Fejlen er vores. Prøv igen; bliver den ved, så oplys `request_id`.",
            "The fault is ours. Try again; if it stays, tell us the `request_id`.",
        ),
        "invalid_input": ProblemText(
            "Indholdet holder ikke",
            "`errors` peger med JSON Pointers på hvert sted, der skal rettes (`?navn` er en parameter). Det samme kald "
            "lykkes aldrig uændret.",
            "`errors` points at every place to mend by JSON Pointer (`?name` is a parameter). The same request will "
            "never succeed as it is.",
        ),
        "issuer_away": ProblemText(
            "Adgangstegn kan ikke bedømmes nu",
            "Udstederens nøgler kan ikke hentes, og dette adgangstegn kan ikke bedømmes uden dem. Send det samme igen "
            "efter `Retry-After` sekunder; et nyt adgangstegn hjælper ikke.",
            "The issuer's keys cannot be fetched, and this token cannot be judged without them. Send the same again "
            "after `Retry-After` seconds; a new token does not help.",
        ),
        "malformed_json": ProblemText(
            "Ikke gyldig JSON",
            "Indholdet kan ikke læses som JSON i UTF-8. `line` og `column` viser stedet, hvor det er kendt.",
            "The body cannot be read as JSON in UTF-8. `line` and `column` show the place where it is known.",
        ),
        "malformed_request": ProblemText(
            "Kaldet kan ikke læses",
            "Kaldet følger ikke HTTP, eller det blev afbrudt. Send det igen, som det skal være.",
            "The request does not follow HTTP or broke off. Send it again as it should be.",
        ),
        "merge_refused": ProblemText(
            "Kan ikke lægges sammen",
            "De to kan ikke være den samme. Fundene siger hvorfor.",
            "The two cannot be one. The findings say why.",
        ),
        "method_not_allowed": ProblemText(
            "Findes ikke med denne metode",
            "Stien har ikke denne metode. `Allow` viser dem, den har.",
            "The path does not have this method. `Allow` names those it has.",
        ),
        "not_acceptable": ProblemText(
            "Ikke i den medietype",
            "Svaret findes ikke i nogen af de medietyper, som `Accept` nævner.",
            "There is no answer in any of the media types that `Accept` names.",
        ),
        "hidden_content": ProblemText(
            "Ville ændre det, der er skjult",
            "Ændringen rører ved noget, som du ikke har adgang til at se, og som derfor ikke kan erstattes. Send kun "
            "de felter, der skal ændres, eller bed om `klynge:read_closed`.",
            "The change touches what is hidden from you, which cannot be replaced unseen. Send only the members that "
            "are to change, or ask for `klynge:read_closed`.",
        ),
        "not_in_reach": ProblemText(
            "Uden for tokenets klynger eller kilde",
            "Tokenet er begrænset til bestemte klynger eller til én kilde, og det sendte hører ikke til dem.",
            "The token is limited to certain clusters or to one source, and what was sent belongs to none of them.",
        ),
        "not_allowed": ProblemText(
            "Adgangstegnet mangler en rettighed",
            "`missing_scope` er den rettighed, der mangler. Bed om et adgangstegn, der har den.",
            "`missing_scope` is the scope that is missing. Ask for a token that has it.",
        ),
        "not_authenticated": ProblemText(
            "Intet gyldigt adgangstegn",
            "Send `Authorization: Bearer …` med et adgangstegn, der gælder nu.",
            "Send `Authorization: Bearer …` with a token that is valid now.",
        ),
        "not_found": ProblemText(
            "Findes ikke",
            "Der er ikke, og har ikke været, noget med dette id, som du må se.",
            "There is nothing with this id that you may see, and never was.",
        ),
        "not_local": ProblemText(
            "Kun for denne maskine",
            "Tjenesten kører uden adgangskontrol og svarer derfor kun den maskine, den kører på.",
            "The service runs without authentication and so answers only the machine it runs on.",
        ),
        "path_unknown": ProblemText(
            "Stien findes ikke",
            "Der er intet på denne sti. `/docs` viser alle stier.",
            "There is nothing at this path. `/docs` has all paths.",
        ),
        "precondition_invalid": ProblemText(
            "If-Match har en forkert form",
            'Send det ETag, du læste, uændret: `"<version>.<visning>"`, eller `*`. Svage ETags (`W/`) tages ikke.',
            'Send the ETag that you read, unchanged: `"<version>.<view>"`, or `*`. Weak ones (`W/`) are not taken.',
        ),
        "precondition_required": ProblemText(
            "If-Match mangler",
            "Den, der ændrer noget, siger hvilken version der blev læst: send If-Match med det ETag, du fik.",
            "Who changes something says which version was read: send If-Match with the ETag that you got.",
        ),
        "range_not_satisfiable": ProblemText(
            "Så mange byte er der ikke",
            "Det ønskede udsnit ligger efter filens slutning. `Content-Range` har længden.",
            "The range lies behind the end of the file. `Content-Range` has its length.",
        ),
        "rate_limited": ProblemText(
            "For mange kald",
            "Der kom for mange kald på for kort tid. Vent de sekunder, som `Retry-After` siger, og gå videre.",
            "There were too many calls in too short a time. Wait for the seconds of `Retry-After` and go on.",
        ),
        "request_timeout": ProblemText(
            "Kaldet kom ikke i tide",
            "Headerne eller indholdet var for længe undervejs. Prøv igen.",
            "The headers or the body took too long to arrive. Try again.",
        ),
        "restore_refused": ProblemText(
            "Kan ikke gendannes nu",
            "Noget, som ressourcen bygger på, er væk eller skal gendannes først. Fundene siger hvad.",
            "Something that it rests on is gone or must be restored first. The findings say what.",
        ),
        "rule_broken": ProblemText(
            "En regel siger nej",
            "Ændringen bryder en regel. Fundene siger hvilken og hvorfor. Intet er skrevet.",
            "The change breaks a rule. The findings say which and why. Nothing was written.",
        ),
        "server_full": ProblemText(
            "For mange forbindelser",
            "Tjenesten har så mange forbindelser, som den tager imod. Prøv igen efter `Retry-After`.",
            "The service has as many connections as it takes. Try again after `Retry-After`.",
        ),
        "settings_unusable": ProblemText(
            "Indstillingerne kan ikke bruges",
            "Tjenesten kan ikke starte med disse indstillinger.",
            "The service cannot start with these settings.",
        ),
        "source_shared": ProblemText(
            "En anden kilde siger det også",
            "En kilde kan ikke trække det tilbage, som også en anden kilde har. En person kan slette det.",
            "A source cannot withdraw what another source has as well. A person can delete it.",
        ),
        "source_taken": ProblemText(
            "Kildenøglen er brugt",
            "Kildenøglen hører til en anden ressource; `owner` er dens id.",
            "The source key belongs to another resource; `owner` is its id.",
        ),
        "step_out_of_order": ProblemText(
            "Ikke det næste skridt",
            "Mødet er ikke nået dertil, eller er forbi det. Svaret nævner de skridt, der kan tages nu.",
            "The meeting has not come so far, or is past it. The answer names the steps that can be taken now.",
        ),
        "still_referenced": ProblemText(
            "Andre henviser til den",
            "Den kan ikke slettes, så længe andre henviser til den. Ret eller slet dem først.",
            "It cannot be deleted while others refer to it. Change or delete those first.",
        ),
        "store_busy": ProblemText(
            "Prøv igen",
            "Databasen er optaget eller kan ikke nås lige nu. Send det samme igen efter `Retry-After` sekunder; intet "
            "kald bliver udført to gange, når det har en Idempotency-Key eller If-Match.",
            "The database is busy or cannot be reached just now. Send the same again after `Retry-After` seconds; with "
            "an Idempotency-Key or If-Match nothing is done twice.",
        ),
        "store_unusable": ProblemText(
            "Databasen kan ikke bruges",
            "Databasen er skrevet af en anden udgave af programmet, eller filen kan ikke bruges.",
            "The database was written by another release of the program, or its file cannot be used.",
        ),
        "too_large": ProblemText(
            "For stort",
            "Indholdet er større end `limit_bytes`. Del det op.",
            "The body is larger than `limit_bytes`. Split it.",
        ),
        "unsupported_media_type": ProblemText(
            "Den medietype læses ikke her",
            "Send indholdet som en af de medietyper, der nævnes, i UTF-8 og ikke komprimeret.",
            "Send the body as one of the media types that are named, in UTF-8 and not compressed.",
        ),
        "version_conflict": ProblemText(
            "Ændret imens",
            "En anden har ændret den, siden du læste den. Læs den igen, gentag ændringen på den nye udgave, og send "
            "det nye ETag med.",
            "Somebody changed it after you read it. Read it again, repeat your change on the new one, and send the new "
            "ETag.",
        ),
        "version_not_kept": ProblemText(
            "Gemmes ikke længere",
            "Ressourcen har været slettet så længe, at dens versioner fra før sletningen ikke længere gemmes. "
            "Historikken siger stadig, hvem der ændrede den og hvornår.",
            "The resource was deleted for so long that its versions from before are kept no longer. The history still "
            "tells who changed it and when.",
        ),
    }
)
