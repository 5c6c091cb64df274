"""Articles of a few stories, told differently by each outlet."""

from __future__ import annotations

from summarizer.schema import Article

FERRY = (
    ("The ferry Aurora sank off Ostrava harbour on Monday night.", "Ferry Aurora sinks off Ostrava"),
    ("Captain Jan Novak was pulled from the water near Ostrava harbour after the ferry Aurora sank.", "Captain saved"),
    (
        "Eleven passengers of the ferry Aurora are missing, Petra Vlk told reporters in Ostrava.",
        "Eleven",
    ),
)
BUDGET = (
    ("Parliament in Lisbon rejected the budget of Prime Minister Ana Costa by two votes.", "Budget rejected"),
    ("Ana Costa lost the budget vote in the parliament in Lisbon and may resign, her party said.", "Costa loses vote"),
    (
        "The Lisbon budget vote leaves Prime Minister Ana Costa without a majority in parliament.",
        "No majority",
    ),
)
STRIKE = (
    (
        "Train drivers in Zurich walked out over night shifts, union leader Urs Frey said.",
        "Drivers strike",
    ),
    (
        "The strike of Zurich train drivers over night shifts went on, union leader Urs Frey said.",
        "Strike",
    ),
)
LEADS = {"ferry": FERRY, "budget": BUDGET, "strike": STRIKE}


def articles(*, day: str = "2024-05-06") -> list[Article]:
    """All of them: of each story some reports of one day, each by an outlet of its own."""
    return [article(story, number, day=day) for story, leads in LEADS.items() for number in range(len(leads))]


def article(story: str, number: int, *, day: str = "2024-05-06", more: str = "") -> Article:
    """One of the reports of a story; `more` is added to its text, as a correction would be."""
    lead, title = LEADS[story][number]
    common = {
        "ferry": "The ferry Aurora had left Ostrava harbour with forty passengers. “We had no warning” said Jan Novak.",
        "budget": "The budget of Ana Costa had divided parliament in Lisbon. “We will try again” said Ana Costa.",
        "strike": "Zurich train drivers ask for shorter night shifts. “Nobody listens” said Urs Frey.",
    }[story]
    text = f"{lead} {common}{f' {more}' if more else ''}"
    return Article(
        text=text, title=title, url=f"https://outlet{number}.example/{story}", outlet=f"Outlet {number}", published=day
    )
