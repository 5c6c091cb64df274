"""A story for the tests of reports, made by hand: an invented collision off an invented port, told by five reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from summarizer.schema import (
    ArticleInfo,
    ArticleReading,
    Caveat,
    Clause,
    CopyGroup,
    Corroboration,
    Dropped,
    DroppedLine,
    Entity,
    EntityKind,
    Event,
    Evidence,
    FigureVersion,
    Line,
    Mention,
    Quote,
    QuoteKind,
    Rendering,
    SourcedEvidence,
    Story,
    StoryEntity,
    StoryEvent,
    StoryFact,
    StoryFigure,
    StoryOrigin,
    StoryQuote,
    StoryStance,
    StoryTarget,
    Unused,
    Version,
)

Spoil = Callable[[str], str]
"""What a hostile article does to a text of its own."""

STANDS = Corroboration(articles=1, outlets=1, origins=1)
HORN = "We heard two blasts of the horn and then nothing at all"
CALL = "We will not carry barges’ mistakes to the grave"


def same(text: str) -> str:
    return text


def mention(item: str) -> Mention:
    """“post/v1” is item v1 of the article post."""
    return Mention(article=item.partition("/")[0], item=item.partition("/")[2])


def mentions(items: str) -> tuple[Mention, ...]:
    return tuple(map(mention, items.split()))


def paragraphs(spoil: Spoil) -> dict[str, dict[str, str]]:
    """The articles' paragraphs, by article and by a key of their own."""
    given = {
        "post": {
            "crash": "The ferry Aurelia and a gravel barge collided off Port Calder on Thursday evening, killing at "
            "least three people, harbour master Mara Ilves said.",
            "horn": f"“{spoil(HORN)},” Ilves told reporters on the quay on Friday.",
            "port": "The Port Authority, which Ilves heads, may close the northern channel to barges at night "
            "from 4 May.",
            "rain": "Rain fell on Port Calder all night.",
        },
        "wire": {
            "crash": "A ferry and a barge collided off Port Calder on 21 April. Three people died, the harbour "
            "master said.",
            "horn": f"“{spoil(HORN)}”, she said, according to Coast Wire.",
            "tamm": "Transport minister Ivo Tamm rejected an inquiry, saying the coast guard “has the matter in hand”.",
        },
        "page": {
            "crash": "A barge rammed the Aurelia off Kyriv point on Wednesday night.",
            "fishermen": "Fishermen had complained about the barge in recent weeks.",
            "plea": "“Nobody answered us.”",
        },
        "evening": {
            "toll": "The toll of the ferry disaster rose to four on Sunday, the coast guard said.",
            "horn": "Mrs Ilves denied that the horn had sounded twice before the crash.",
            "tamm": "“I would accept an inquiry,” Mr Tamm told the Evening Courier on Sunday, “if the Seafarers’ Union "
            "asks for one.”",
            "vote": "Parliament is to debate an inquiry in the week of 25 April; a majority of 51 seats is needed.",
            "channel": "The northern channel was dredged for barges in 2019.",
        },
        "union": {
            "call": "The Seafarers’ Union called the minister’s answer “a scandal” and demanded an inquiry: "
            f"“{spoil(CALL)}.”",
            "spoke": "Its secretary Odo Brandt spoke for Captain Rahel Sepp, who is in hospital: she “did everything "
            "by the book”.",
        },
    }
    return {article: {key: spoil(text) for key, text in own.items()} for article, own in given.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """The articles of the story, and what points into them."""

    spoil: Spoil
    paragraphs: dict[str, dict[str, str]]

    def text(self, article: str) -> str:
        return "\n\n".join(self.paragraphs[article].values())

    def cut(self, place: str, words: str = "") -> Evidence:
        """The words in the paragraph “post.crash”, or all of it."""
        article, key = place.split(".")
        text, paragraph = self.text(article), self.paragraphs[article][key]
        at = text.index(paragraph)
        start = text.index(words, at)
        return Evidence.cut(text, start, start + len(words or paragraph))

    def sourced(self, place: str, words: str = "") -> SourcedEvidence:
        return SourcedEvidence.of(place.partition(".")[0], self.cut(place, words))

    def line(self, *clauses: tuple[str, str]) -> Line:
        """Each clause with the paragraphs that carry it."""
        return Line(
            clauses=tuple(
                Clause(text=self.spoil(text), evidence=tuple(map(self.sourced, places.split())))
                for text, places in clauses
            )
        )

    def quote(self, own_id: str, kind: QuoteKind, cue: str, *parts: tuple[str, str]) -> Quote:
        evidence = tuple(self.cut(place, words) for place, words in parts)
        return Quote(
            id=own_id,
            kind=kind,
            cue=self.cut(parts[0][0], cue) if cue else None,
            text=" … ".join(one.exact for one in evidence),
            evidence=evidence,
        )

    def rendering(self, item: str, quote: Quote, passage: SourcedEvidence, **more: Any) -> Rendering:
        cue = quote.cue.exact if quote.cue else None
        return Rendering(mention=mention(item), text=quote.text, kind=quote.kind, cue=cue, passage=passage, **more)


def quotes_of(told: Told) -> dict[str, Quote]:
    spoil = told.spoil
    return {
        "post/q1": told.quote("q1", "direct", "told", ("post.horn", f"{spoil(HORN)},")),
        "wire/q1": told.quote("q1", "direct", "said", ("wire.horn", spoil(HORN))),
        "wire/q2": told.quote("q2", "mixed", "saying", ("wire.tamm", "the coast guard “has the matter in hand”")),
        "page/q1": told.quote("q1", "direct", "", ("page.plea", "Nobody answered us.")),
        "evening/q1": told.quote(
            "q1", "indirect", "denied", ("evening.horn", "that the horn had sounded twice before the crash")
        ),
        "evening/q2": told.quote(
            "q2",
            "direct",
            "told",
            ("evening.tamm", "I would accept an inquiry,"),
            ("evening.tamm", "if the Seafarers’ Union asks for one."),
        ),
        "union/q1": told.quote("q1", "direct", "called", ("union.call", "a scandal")),
        "union/q2": told.quote("q2", "direct", "demanded", ("union.call", f"{spoil(CALL)}.")),
        "union/q3": told.quote("q3", "direct", "spoke", ("union.spoke", "did everything by the book")),
    }


def story_quotes(told: Told) -> tuple[StoryQuote, ...]:
    own, spoil = quotes_of(told), told.spoil

    def said(number: int, *renderings: Rendering, **more: Any) -> StoryQuote:
        given = tuple(rendering.mention for rendering in renderings)
        return StoryQuote(id=f"q{number}", renderings=renderings, mentions=given, corroboration=STANDS, **more)

    horn = f"“{spoil(HORN)},” Ilves told reporters on the quay on Friday"
    wire = f"“{spoil(HORN)}”, she said"
    call = f"demanded an inquiry: “{spoil(CALL)}.”"
    tamm = told.paragraphs["evening"]["tamm"]
    return (
        said(
            1,
            told.rendering(
                "post/q1",
                own["post/q1"],
                told.sourced("post.horn", horn),
                told=spoil("reporters"),
                occasion=spoil("on the quay"),
            ),
            told.rendering("wire/q1", own["wire/q1"], told.sourced("wire.horn", wire), via=("n7",)),
            told.rendering(
                "evening/q1",
                own["evening/q1"],
                told.sourced("evening.horn", "denied that the horn had sounded twice before the crash"),
            ),
            speakers=("n1",),
            said="2022-04-22",
            note=spoil("The reports contradict each other: quote neither without the other."),
        ),
        said(
            2,
            told.rendering(
                "wire/q2", own["wire/q2"], told.sourced("wire.tamm", "saying the coast guard “has the matter in hand”")
            ),
            speakers=("n6",),
        ),
        said(3, told.rendering("page/q1", own["page/q1"], told.sourced("page.plea"))),
        said(4, told.rendering("evening/q2", own["evening/q2"], told.sourced("evening.tamm", tamm)), speakers=("n6",)),
        said(
            5,
            told.rendering(
                "union/q1", own["union/q1"], told.sourced("union.call", "called the minister’s answer “a scandal”")
            ),
            speakers=("n5",),
        ),
        said(6, told.rendering("union/q2", own["union/q2"], told.sourced("union.call", call)), speakers=("n5",)),
        said(
            7,
            told.rendering(
                "union/q3", own["union/q3"], told.sourced("union.spoke", "she “did everything by the book”")
            ),
            speakers=("n8",),
            on_behalf_of="n9",
        ),
    )


def articles(told: Told, *, whole: bool) -> tuple[ArticleReading, ...]:
    spoil = told.spoil
    quotes = quotes_of(told)

    def reading(own_id: str, names: dict[str, tuple[str, EntityKind]], **given: Any) -> ArticleReading:
        return ArticleReading(
            fingerprint="",
            gist=spoil("A ferry and a barge collided."),
            text=told.text(own_id) if whole else None,
            quotes=tuple(quote for item, quote in quotes.items() if item.startswith(f"{own_id}/")),
            entities=tuple(Entity(id=key, name=spoil(name), kind=kind) for key, (name, kind) in names.items()),
            **given,
        )

    return (
        reading(
            "post",
            {"n1": ("Mara Ilves", "person"), "n2": ("Kyriv", "place")},
            article=ArticleInfo(
                id="post",
                title=spoil("Ferry and barge collide off Port Calder"),
                url="https://www.harbourpost.example/news/ferry?id=7&page=1",
                outlet=spoil("Harbour Post"),
                byline=spoil("Una Brandt"),
                language="en",
                published="2022-04-22T09:40:00+02:00",
                published_basis="metadata",
            ),
            credits=(spoil("Coast Wire"),),
        ),
        reading(
            "wire",
            {"n1": ("M. Ilves", "person")},
            article=ArticleInfo(
                id="wire",
                title=spoil("Collision at sea"),
                outlet=spoil("Coast Wire"),
                published="2022-04-22",
                published_basis="in_text",
            ),
        ),
        reading(
            "page",
            {"n2": ("Kyryv", "place")},
            article=ArticleInfo(id="page", url="https://www.islandtimes.example/a/1"),
            events=(
                Event(
                    id="v3",
                    description=spoil("Fishermen complained about the barge"),
                    trigger=told.cut("page.fishermen", "complained"),
                    status="alleged",
                    evidence=(told.cut("page.fishermen"),),
                ),
            ),
            dropped=(
                Dropped(
                    kind="quote",
                    reason=spoil("the last words “as they say” are not in sentence 4"),
                    item={"s": ["n9"], "p": [{"b": "it was", "e": spoil("as they say")}]},
                ),
                Dropped(kind="event", reason=spoil("sentence 31 does not exist"), item={"d": spoil("A pier burnt")}),
            ),
        ),
        reading(
            "evening",
            {"n1": ("Mrs Ilves", "person")},
            article=ArticleInfo(
                id="evening",
                title=spoil("Ferry disaster: what we know"),
                url="https://evening.example/ferry",
                outlet=spoil("Evening Courier"),
                published="2022-04-24",
                published_basis="metadata",
            ),
        ),
        reading(
            "union",
            {},
            article=ArticleInfo(id="union", outlet=spoil("Seafarers’ Letter"), published="2022-04-25"),
        ),
    )


def entities(spoil: Spoil) -> tuple[StoryEntity, ...]:
    def entity(own_id: str, kind: EntityKind, *names: str, given: str = "", **more: Any) -> StoryEntity:
        spoilt = tuple(map(spoil, names))
        return StoryEntity(
            id=own_id, kind=kind, name=spoilt[0], names=spoilt, mentions=mentions(given), corroboration=STANDS, **more
        )

    return (
        entity(
            "n1", "person", "Mara Ilves", "M. Ilves", "Mrs Ilves", "Ilves",
            given="post/n1 wire/n1 evening/n1", roles=(spoil("harbour master"),), affiliation="n2",
        ),
        entity("n2", "organization", "Port Authority"),
        entity("n3", "place", "Kyriv", "Kyryv", given="post/n2 page/n2"),
        entity("n4", "other", "the ferry Aurelia"),
        entity("n5", "group", "Seafarers’ Union"),
        entity("n6", "person", "Ivo Tamm", roles=(spoil("transport minister"),)),
        entity("n7", "organization", "Coast Wire"),
        entity("n8", "person", "Odo Brandt", roles=(spoil("secretary of the Seafarers’ Union"),)),
        entity("n9", "person", "Rahel Sepp", roles=(spoil("captain"),)),
    )  # fmt: skip


def events(told: Told) -> tuple[StoryEvent, ...]:
    def event(number: int, line: Line, **more: Any) -> StoryEvent:
        given = {"status": "occurred", **more}
        return StoryEvent(id=f"v{number}", line=line, mentions=(), corroboration=STANDS, **given)

    return (
        event(
            1,
            told.line(
                ("The ferry Aurelia and a gravel barge collided off Port Calder,", "post.crash wire.crash"),
                ("killing at least three people.", "post.crash"),
            ),
            edtf="2022-04-21",
            edtf_worked_out=True,
            participants=("n4",),
            versions=(
                Version(line=told.line(("{post} and {wire} have Thursday 21 April.", "post.crash wire.crash"))),
                Version(line=told.line(("{page} has Wednesday night, off Kyriv point.", "page.crash"))),
            ),
        ),
        event(
            2,
            told.line(
                ("Parliament is to debate an inquiry,", "evening.vote"),
                ("which Tamm rejected", "wire.tamm"),
                ("before he said he would accept one.", "evening.tamm"),
            ),
            edtf="2022-04-25/2022-05-01",
            status="planned",
        ),
        event(
            3,
            told.line(("The Port Authority may close the northern channel to barges at night.", "post.port")),
            edtf="2022-05-04/..",
            status="possible",
        ),
        event(
            4,
            told.line(("Fishermen had complained about the barge “in recent weeks”.", "page.fishermen")),
            status="alleged",
        ),
        event(
            5,
            told.line(("The northern channel was dredged for barges.", "evening.channel")),
            edtf="2019",
            background=True,
        ),
    )


def figures(told: Told) -> tuple[StoryFigure, ...]:
    def version(text: str, value: float, place: str) -> FigureVersion:
        return FigureVersion(line=told.line((text, place)), value=value)

    return (
        StoryFigure(
            id="f1",
            counted=told.spoil("people killed"),
            versions=(
                version("at least three", 3, "post.crash"),
                version("Three", 3, "wire.crash"),
                version("four", 4, "evening.toll"),
            ),
            mentions=(),
            corroboration=STANDS,
        ),
        StoryFigure(
            id="f2",
            counted=told.spoil("seats needed for an inquiry"),
            versions=(version("51", 51, "evening.vote"),),
            mentions=(),
            corroboration=STANDS,
        ),
    )


def stances(told: Told) -> tuple[StoryTarget, ...]:
    def stance(number: int, holder: str, side: Any, *clauses: tuple[str, str]) -> StoryStance:
        return StoryStance(
            id=f"s{number}", holder=holder, side=side, line=told.line(*clauses), mentions=(), corroboration=STANDS
        )

    return (
        StoryTarget(
            id="t1",
            target=told.spoil("an inquiry into the collision"),
            stances=(
                stance(
                    1,
                    "n6",
                    "mixed",
                    ("Ivo Tamm rejected one", "wire.tamm"),
                    ("and later said he would accept one if the Seafarers’ Union asks for it.", "evening.tamm"),
                ),
                stance(2, "n5", "for", ("demands one.", "union.call")),
            ),
        ),
        StoryTarget(
            id="t2",
            target=told.spoil("barges in the northern channel at night"),
            stances=(stance(3, "n2", "against", ("The Port Authority may close it to them.", "post.port")),),
        ),
    )


def collision(spoil: Spoil = same, *, whole: bool = True) -> Story:
    """Five articles, one without outlet, title and date; whatever a story can hold. `whole`: with their texts."""
    told = Told(spoil, paragraphs(spoil))
    return Story(
        id="story-1",
        headline=spoil("Four dead after ferry and barge collide off Port Calder"),
        read="together",
        model="gpt-5-mini",
        models=("gpt-5-mini",),
        published=("2022-04-22", "2022-04-25"),
        articles=articles(told, whole=whole),
        gist=(
            told.line(
                ("A ferry and a gravel barge collided off Port Calder", "post.crash wire.crash"),
                (", and the coast guard puts the dead at four, up from three", "evening.toll"),
                (".", "evening.toll"),
            ),
            told.line(
                ("Transport minister Ivo Tamm rejected an inquiry,", "wire.tamm"),
                ("then told {evening} that he would accept one", "evening.tamm"),
                ("on a condition.", "evening.tamm"),
            ),
        ),
        know_before_repeating=(
            Caveat(
                kind="conflict",
                line=told.line(
                    ("The harbour master heard two blasts of the horn, according to {post};", "post.horn"),
                    ("{evening} has her deny it.", "evening.horn"),
                ),
            ),
            Caveat(
                kind="update",
                line=told.line(("The toll is four,", "evening.toll"), ("no longer three.", "post.crash wire.crash")),
            ),
            Caveat(kind="source", line=told.line(("{page} names nobody.", "page.crash"))),
        ),
        origins=(
            StoryOrigin(
                line=told.line(
                    ("{post} and {wire} rest on what the harbour master said,", "post.crash wire.crash"),
                    ("{evening} on the coast guard.", "evening.toll"),
                ),
                sources=("n1",),
            ),
        ),
        copies=(
            CopyGroup(
                kind="agency",
                name=spoil("Coast Wire"),
                articles=("post", "wire"),
                reason=spoil("{post} says that it carries a report of Coast Wire"),
            ),
        ),
        entities=entities(spoil),
        events=events(told),
        figures=figures(told),
        facts=(
            StoryFact(
                id="b1",
                line=told.line(("An inquiry needs a majority of 51 seats in Parliament.", "evening.vote")),
                mentions=(),
                corroboration=STANDS,
            ),
        ),
        quotes=story_quotes(told),
        stances=stances(told),
        unused=(
            Unused(mention=mention("page/v3"), reason=spoil("nothing else in the story turns on it")),
            Unused(evidence=told.sourced("post.rain"), reason=spoil("nothing else in the story turns on it")),
        ),
        dropped=(DroppedLine(part="gist", text=spoil("Nobody died."), reason=spoil("its sentences say the contrary")),),
    )


def telling(story: Story, text: str) -> Story:
    """`story` with a gist of one clause, carried by the first paragraph of the first article."""
    evidence = story.gist[0].clauses[0].evidence[:1]
    return story.model_copy(update={"gist": (Line(clauses=(Clause(text=text, evidence=evidence),)),)})


def another() -> Story:
    """A short story of two articles."""
    paragraph = "The lamp at Skerry Point will go dark on 2 May, keeper Mara Ilves said."

    def reading(own_id: str, outlet: str, published: str) -> ArticleReading:
        info = ArticleInfo(id=own_id, title="Skerry Point lamp", outlet=outlet, published=published)
        return ArticleReading(article=info, fingerprint="", gist="", text=paragraph)

    evidence = tuple(SourcedEvidence.of(each, Evidence.cut(paragraph, 0, len(paragraph))) for each in ("a", "b"))
    line = Line(clauses=(Clause(text="The lamp is to go dark, its keeper said.", evidence=evidence),))
    return Story(
        id="story-2",
        headline="Lamp at Skerry Point to go dark",
        read="together",
        model="gpt-5-mini",
        published=("2022-04-23", "2022-04-25"),
        articles=(reading("a", "Coast Wire", "2022-04-23"), reading("b", "Evening Courier", "2022-04-25")),
        gist=(line,),
        entities=(
            StoryEntity(
                id="n1", name="Mara Ilves", names=("Mara Ilves",), kind="person", mentions=(), corroboration=STANDS
            ),
        ),
        events=(
            StoryEvent(
                id="v1",
                line=line,
                edtf="2022-05-02",
                status="planned",
                participants=("n1",),
                mentions=(),
                corroboration=STANDS,
            ),
        ),
    )
