"""Minutes written for these tests, in the layout of printed agenda-system minutes. People and places are invented."""

TABLE_2022 = (
    "Indsats\tFjordby Kommune\tRegion Øst\tI alt",
    "1. Tryg udskrivelse\t300.000\t100.000\t400.000",
    "2. Fælles akutteam\t200.000\t250.000\t450.000",
    "I alt\t500.000\t350.000\t850.000",
    "Klyngemidler 2022\t400.000\t500.000\t900.000",
    "Balance\t-100.000\t150.000\t50.000",
)

SECOND_TABLE_2022 = (
    "Indsats\tFjordby Kommune\tRegion Øst\tI alt",
    "1. Tryg udskrivelse\t300.000\t120.000\t420.000",
    "2. Fælles akutteam\t200.000\t250.000\t450.000",
    "3. Mad og bevægelse\t0\t30.000\t30.000",
    "I alt\t500.000\t400.000\t900.000",
    "Klyngemidler 2022\t400.000\t500.000\t900.000",
    "Balance\t-100.000\t100.000\t0",
)

OVERSPENT = (
    "Indsats\tFjordby Kommune\tRegion Øst\tI alt",
    "1. Tryg udskrivelse\t700.000\t100.000\t800.000",
    "2. Fælles akutteam\t200.000\t250.000\t450.000",
    "I alt\t900.000\t350.000\t1.250.000",
    "Klyngemidler 2022\t400.000\t500.000\t900.000",
    "Balance\t-500.000\t150.000\t-350.000",
)


def minutes(
    day: str = "15-01-2024",
    weekday_and_day: str = "Mandag d. 15. januar 2024",
    table: tuple[str, ...] = TABLE_2022,
    *,
    forum: str = "Chefforum",
) -> str:
    """A meeting with three items: who came, the money, and any other business."""
    return "\n".join(
        (
            "",
            f"REFERAT {forum} Sundhedsklynge Fjord d. {day}",
            "",
            f"Mødedato {weekday_and_day} kl. 14:00",
            "",
            "Mødested Sal 2, Rådhuset",
            "",
            "Punkt 1: Deltagere",
            "",
            "Sagsfremstilling",
            "",
            "Deltagere",
            "",
            "Agnete Holmsted Ravnsø, Region Øst (medformand)",
            "",
            "Birger Lundemose, Fjordby Kommune (medformand)",
            "",
            "Cecilie Tangaa, Fjordby Kommune (afbud)",
            "",
            "Sekretariat",
            "",
            "Ditlev Ørbæk, Region Øst",
            "",
            "Punkt 2: Status for klyngemidler",
            "",
            "Beslutning",
            "",
            f"{forum} tog status til efterretning.",
            "",
            "Sagsfremstilling",
            "",
            "Skemaet viser de disponerede klyngemidler i kr.",
            "",
            *table,
            "",
            f"Det indstilles, at {forum}",
            "",
            "1. Tager status til efterretning",
            "",
            "Bilag",
            "",
            "Oversigt over indsatser",
            "",
            "Punkt 3: Eventuelt",
            "",
            "Beslutning",
            "",
            "Ingen punkter til eventuelt.",
            "",
        )
    )


FIRST = minutes()
SECOND = minutes("19-02-2024", "Mandag d. 19. februar 2024", SECOND_TABLE_2022)
