"""An invented story in five reports: the head of the River League goes to Drevno and, later, to Kyiv.

It has the shape of a real one: one meeting on a day that all give, a second visit that is first being scheduled and
then dated, a spokesman's sentence in two translations, a minister and an official under several spellings.
"""

from __future__ import annotations

from summarizer.schema import ArticleReading

from .build import Report


def agency() -> Report:
    """Friday: the host's spokesman announces the meeting; the second visit is still being scheduled."""
    r = Report(
        "agency",
        "2031-05-09",
        outlet="Daily Ferry",
        title="League chief Oyarzún to meet Draganov next week",
        gist="River League head Ramón Oyarzún will meet President Draganov in Drevno on Tuesday.",
        credits_=["AFP"],
    )
    league = r.entity("River League", "organization")
    head = r.entity("Ramon Oyarzun", role="Secretary-General", affiliation=league)
    host = r.entity("Pavel Draganov", role="President")
    r.entity("Sergei Molotkov", role="Foreign Minister")
    palace = r.entity("Amber Palace", "organization")
    spokesman = r.entity("Leonid Varga", role="Amber Palace spokesman", affiliation=palace)
    drevno, kyiv = r.entity("Drevno", "place"), r.entity("Kiev", "place")
    meeting = r.event("Oyarzun will meet Draganov in Drevno", "meet", [head, host], [drevno], "2031-05-13")
    r.event("the League is scheduling a visit by Oyarzun to Kiev", "visit", [head], [kyiv], None, "proposed")
    r.quote(
        "We expect the head of the League on Tuesday. Minister Sergei Molotkov will have lunch with him at the old "
        "mill, and the President will show him the new bridge in the evening",
        spokesman,
    )
    r.stance(host, "supports", "talks with the League", meeting)
    return r


def broadcaster() -> Report:
    """Friday: the same announcement in another translation, with a role in place of the spokesman's name."""
    r = Report(
        "broadcaster",
        "2031-05-09",
        outlet="Canal Norte",
        title="Oyarzún expected in Drevno on Tuesday",
        gist="Draganov will receive League Secretary-General Ramón Oyarzún in Drevno next Tuesday.",
    )
    league = r.entity("River League (RL)", "organization")
    head = r.entity("Ramón Oyarzún", role="Secretary General of the League", affiliation=league)
    host = r.entity("Pavel Draganov", role="President")
    minister = r.entity("Sergey Molotkov", role="Minister of Foreign Affairs")
    palace = r.entity("Amber Palace", "organization")
    spokesman = r.entity("the Amber Palace spokesman", role="Amber Palace spokesman", affiliation=palace)
    drevno = r.entity("Drevno", "place")
    r.event("Draganov will receive Oyarzún", "receive", [host, head, minister], [drevno], "2031-05-13")
    r.event("more than 200 former envoys wrote to Oyarzún", "wrote", [head], [], "2031-05", "occurred")
    r.quote(
        "The League's head is expected on Tuesday: a lunch with our minister Sergey Molotkov at the old mill, then an "
        "evening walk on which President Draganov himself shows him the bridge",
        spokesman,
    )
    return r


def weekly() -> Report:
    """Saturday: no date but the week of the meeting, surnames alone, another count."""
    r = Report(
        "weekly",
        "2031-05-10",
        outlet="The Lamplighter",
        title="Old envoys chide the League's Oyarzún",
        gist="League head Oyarzún travels to Drevno next week to see President Draganov, criticised by former envoys.",
    )
    rl = r.entity("RL", "organization")
    head = r.entity("Oyarzún", role="chief of the League", affiliation=rl)
    host = r.entity("Draganov", role="President")
    drevno = r.entity("Drevno", "place")
    r.event("Oyarzún has a meeting with Draganov", "meeting", [head, host], [drevno], "2031-05-12/2031-05-18")
    r.event("250 former envoys wrote a letter to Oyarzún", "wrote", [head], [], "2031-05-08", "occurred")
    r.event("Oyarzún may visit Kyiv", "visit", [head], [r.entity("Kyiv", "place")], None, "proposed")
    return r


def wire() -> Report:
    """Monday: the second visit has a date; the agency's report again."""
    r = Report(
        "wire",
        "2031-05-12T09:30:00Z",
        outlet="Harbour Post",
        title="League's Oyarzún to see Draganov, then go to Kyiv",
        gist="Ramón Oyarzún meets Draganov in Drevno on Tuesday and visits Kyiv on Thursday.",
        credits_=["AFP"],
    )
    league = r.entity("River League", "organization")
    head = r.entity("Ramon Oyarzun", role="Secretary-General", affiliation=league)
    host = r.entity("Pavel Draganov", role="President")
    kyiv, drevno = r.entity("Kyiv", "place"), r.entity("Drevno", "place")
    r.event("Oyarzun meets Draganov", "meets", [head, host], [drevno], "2031-05-13")
    r.event("Oyarzun visits Kyiv", "visits", [head], [kyiv], "2031-05-15")
    r.stance(host, "opposes", "talks with the League", "e1")
    return r


def local() -> Report:
    """Undated: the meeting from the minister's side."""
    r = Report(
        "local",
        None,
        outlet="Drevno Courier",
        title="Visitor for Draganov",
        gist="President Draganov is to meet the River League's Ramón Oyarzún in Drevno.",
    )
    head = r.entity("R. Oyarzún")
    host = r.entity("Pavel Draganov", role="President")
    drevno = r.entity("Drevno", "place")
    r.event("Draganov is to hold talks with Oyarzún", "talks", [head, host], [drevno], "XXXX-05-13")
    return r


def readings() -> list[ArticleReading]:
    """All five, in no order."""
    return [report().reading() for report in (wire, local, agency, weekly, broadcaster)]
