"""The word lists of `data/`, each under the name of what its words do.

A list that a table lacks, or that nothing here names, is an error when the package is imported.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from summarizer.schema import Basis, EntityKind, EventStatus, Position

Words = Annotated[frozenset[str], BeforeValidator(lambda listed: listed.split() if isinstance(listed, str) else listed)]
"""Words that are separated by spaces in the file."""
Names = Annotated[
    frozenset[str], BeforeValidator(lambda listed: [" ".join(name.split()) for name in str(listed).split("|")])
]
"""Names that “|” separates in the file."""
SIDES: tuple[Literal["supports"], Literal["opposes"]] = ("supports", "opposes")
Table = TypeVar("Table", bound=BaseModel)


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# grammar.toml


class Classes(_Lists):
    """Closed classes of English, and words that turn round what a verb says."""

    determiner: Words
    pronoun: Words
    object: Words
    preposition: Words
    conjunction: Words
    subordinator: Words
    question: Words
    modal: Words
    be: Words
    have: Words
    do: Words
    negation: Words
    reversing: Words
    disowning: Words
    refusing: Words
    untrue: Words
    adverb: Words
    number: Words
    not_adverbs: Words


class VerbLists(_Lists):
    """Verbs beside those that report and take sides, and how their forms are made."""

    common: Words
    also_nouns: Words
    occasions: Words
    irregular: str
    doubling: Words


class Grammar(_Lists):
    """What reading an English sentence needs."""

    classes: Classes
    verbs: VerbLists
    function_words: Words


# people.toml


class Titles(_Lists):
    """Words before a name."""

    address: Words
    male: Words
    female: Words
    office: Words


class Persons(_Lists):
    """Heads of descriptions, by what is described."""

    singular: Words
    plural: Words
    bodies: Words
    documents: Words
    creations: Words
    businesses: Words
    courts: Words
    surfaces: Words


class NameWords(_Lists):
    """Words inside of names, by what bears such a name."""

    of_bodies: Words
    of_businesses: Words
    of_places: Words
    of_media: Words
    particles: Words


class FirstNames(_Lists):
    """First names that only one gender bears."""

    male: Words
    female: Words


class People(_Lists):
    """Names, titles and descriptions."""

    demonyms: Names
    gazetteer: dict[EntityKind, Names]
    titles: Titles
    persons: Persons
    names: NameWords
    first_names: FirstNames


# attribution.toml


class Phrases(_Lists):
    """Words at which the narrator takes over."""

    narration: Words
    contrasting: Words
    doubting: Words
    asserting: Words
    withholding: Words


class ReportingNouns(_Lists):
    """Nouns whose complement is said by their possessor, by what the complement is."""

    clause: Words
    intent: Words
    giving: Words
    appeal: Words


class Speakers(_Lists):
    """Words that tell what kind of thing speaks."""

    persons_only: Words
    showing: Words
    naming_or_uttering: Words


class AttributionTable(_Lists):
    """Words that report what somebody says or thinks."""

    verbs: dict[str, Words]
    """By what they take: see the comments in the file."""
    phrases: Phrases
    nouns: ReportingNouns
    speakers: Speakers
    adjectives: Words


# events.toml


class EventVerbs(_Lists):
    """Verbs and nouns of events, by what they say about whether and when."""

    happening: Words
    nouns: Words
    standing: Words
    formal: Words
    governing: Words
    directing: Words
    aspectual: Words
    holding: Words
    achieving: Words
    moving: Words
    announcing: Words
    hearsay: Words
    disputed: Words
    denying: Words
    due: Words
    adjectival: Words
    resulting: Words
    arranging: Words
    durative: Words
    after_the_fact: Words
    travelling: Words
    plural_nouns: Words


class ClauseWords(_Lists):
    """What makes a clause whole."""

    transitive: Words
    intransitive: Words
    complete_alone: Words
    particles: Words
    states: frozenset[str]
    eventive: Words
    aims: Words
    doubted: Words
    lengths: Words
    modifiers: Words
    more_persons: Words
    no_subject: Words


class NounPredicate(_Lists):
    """The predicate that is put to a noun: after one, and after several."""

    one: str
    several: str


class Notices(_Lists):
    """What papers say to their readers."""

    phrases: tuple[str, ...]
    openings: frozenset[str]


class Governors(_Lists):
    """What a word makes of the verb or the noun that depends on it."""

    planned: Words
    proposed: Words
    cancelled: Words
    possible: Words
    alleged: Words

    @property
    def by_status(self) -> dict[EventStatus, frozenset[str]]:
        """The words of each status; of those under two, the first holds."""
        return {
            "planned": self.planned,
            "proposed": self.proposed,
            "cancelled": self.cancelled,
            "alleged": self.alleged,
            "possible": self.possible,
        }


class Modals(_Lists):
    """What a modal verb makes of its verb."""

    planned: Words
    proposed: Words
    possible: Words

    @property
    def by_status(self) -> dict[EventStatus, frozenset[str]]:
        """The words of each status."""
        return {"planned": self.planned, "proposed": self.proposed, "possible": self.possible}


class EventTable(_Lists):
    """Words that name what happens, and what tells whether it did."""

    verbs: EventVerbs
    clauses: ClauseWords
    noun_predicates: dict[EventStatus, NounPredicate]
    notices: Notices
    governors: Governors
    modals: Modals
    hearsay_adverbs: Words


# stances.toml


class Takes(_Lists):
    """What a verb of position takes after it."""

    asks: Words
    infinitive: dict[str, Position]
    speaking: Words
    clause: dict[str, Position]
    measures_only: Words
    vows: Words


class Sides(_Lists):
    """Words by the side that they show."""

    supports: Words
    opposes: Words


class StanceNouns(Sides):
    """Nouns of position, and what stands around them."""

    prepositions: Words
    giving: Words


class Judged(Sides):
    """Words that judge, and the verbs before them."""

    verbs: Words


class Targets(_Lists):
    """What somebody can be for or against."""

    measures: Words
    with_complement: Words
    kin: Words
    purposes: Words
    claims: Words


class StanceTable(_Lists):
    """Words by which somebody takes a side."""

    verbs: dict[Position, dict[Basis, Words]]
    takes: Takes
    nouns: StanceNouns
    phrases: dict[Position, tuple[str, ...]]
    judged: Judged
    targets: Targets
    conditions: tuple[str, ...]


# credits.toml, times.toml


class OutletWords(_Lists):
    """Words of names of agencies, and words that are no outlet."""

    agencies: Words
    no_outlets: Words


class CreditTable(_Lists):
    """How newspapers name the agencies and outlets whose reporting they carry."""

    patterns: dict[str, str]
    names: OutletWords


class TimeTable(_Lists):
    """Time words that are counted."""

    numbers: dict[str, int] = Field(min_length=1)


def _read(table: type[Table], name: str) -> Table:
    return table.model_validate(tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8")))


GRAMMAR = _read(Grammar, "grammar")
PEOPLE = _read(People, "people")
ATTRIBUTION = _read(AttributionTable, "attribution")
EVENTS = _read(EventTable, "events")
STANCES = _read(StanceTable, "stances")
CREDITS = _read(CreditTable, "credits")
TIMES = _read(TimeTable, "times")
