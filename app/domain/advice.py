"""What to do about a finding that carries no hint of its own, in Danish, by its code."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.findings import Finding

_COMPARE = "Sammenlign med dokumentet, og ret kilden, hvis den tager fejl."
_FILL_IN = "Skriv det, der mangler, i kilden, eller tilføj det på det gemte bagefter."
_INFORMATION = "Intet at rette; til orientering."

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "pot_overallocated": "Find den tildeling, der er for stor eller står to gange, eller det tilskud, der mangler.",
        "party_overallocated": "Aftal en omfordeling mellem parterne, eller ret den tildeling, der er forkert.",
        "unallocated_remainder": _INFORMATION,
        "total_mismatch": "Regn rækken eller kolonnen efter: enten er summen trykt forkert, eller en celle er.",
        "grant_split_mismatch": "Regn andelene efter: de skal tilsammen give tilskuddet.",
        "amount_malformed": "Skriv beløbet som 1.234.567,89 i kilden; det er ikke gættet.",
        "unit_suspect": "Enten beløbet eller enheden er forkert; ret den, der er det.",
        "amount_contradiction": "Afgør, hvilket af de to beløb der gælder, og ret det andet.",
        "allocation_changed": _INFORMATION,
        "empty_cell": "Skriv 0 i kilden, hvis der intet er afsat; en tom celle er ukendt.",
        "partly_released": _INFORMATION,
        "allocations_unattributed": "Skriv, hvilken part hver tildeling tilhører, hvis parternes balance skal kendes.",
        "spent_exceeds_allocated": "Ret forbruget, eller få flere midler bevilget.",
        "forecast_exceeds_allocated": "Ret det forventede forbrug, eller få flere midler bevilget.",
        "spend_unknown": "Bed om et tal for forbruget til næste statusrapport.",
        "allocation_to_inactive": "Frigiv midlerne, eller ret indsatsens status.",
        "allocation_undecided": "Find det møde, der besluttede tildelingen, og importér referatet.",
        "years_undistributed": _INFORMATION,
        "carry_over_undecided": "Beslut, om de ubrugte midler overføres til et andet år.",
        "possible_duplicate": "Er de to den samme, så slå dem sammen (merge); ellers er der intet at gøre.",
        "conflict_with_edit": "Afgør, om dokumentet eller rettelsen har ret, og ret det gemte, hvis det er dokumentet.",
        "text_unplaced": "Se efter, om en overskrift mangler eller er stavet anderledes end ventet.",
        "date_invalid": "Ret datoen i kilden.",
        "date_year_missing": "Skriv årstallet i kilden; det er ikke gættet.",
        "weekday_mismatch": "Ret ugedagen eller datoen, alt efter hvilken der er forkert.",
        "number_missing": "Se efter, om et punkt mangler, eller om dets overskrift er brudt.",
        "number_repeated": "Giv det ene af de to punkter et andet nummer, eller fjern det, hvis det står der to gange.",
        "row_ragged": "Se efter, om en celle mangler, eller om et tabulatortegn er for meget i rækken.",
        "party_unknown": "Brug partens navn, som klyngen har det, eller tilføj navnet som variant på parten.",
        "attachment_missing": "Skriv bilaget på listen, eller ret henvisningen.",
        "attendance_contradiction": "Afgør, om personen var til stede, og ret den linje, der tager fejl.",
        "title_differs": _COMPARE,
        "heading_missing": _FILL_IN,
        "format_unknown": "Se efter, om filen er det rigtige referat, og om begyndelsen af den er med.",
        "text_absent": _FILL_IN,
    }
)


def hint_of(finding: Finding) -> str:
    """What to do: the finding's own hint, else what goes for its code."""
    return finding.hint or ADVICE[finding.code]
