"""The perfect answer scores 1 everywhere, and each thing done wrong lowers the figures that are about it, no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from summarizer.evaluation import Evaluation, GoldStory, score
from summarizer.evaluation.figures import FIGURES, SCORES
from summarizer.schema import ArticleSummary, Entity, Evidence, Mention, Story
from tests.evaluation.perfect import cut, gold_of, story_of, summary_of

STORIES = ("visit", "strike", "trilingual", "injection")
HALF = {"quotes.half.recall", "quotes.half.f1"}
EXACT = {"quotes.exact.recall", "quotes.exact.f1"}


class Answers:
    """The perfect answers to one story, to be spoilt."""

    def __init__(self, story: str) -> None:
        self.gold: GoldStory = gold_of(story)
        self.summaries = {key: summary_of(self.gold, key) for key in self.gold.articles}
        self.story: Story = story_of(self.gold, self.summaries)
        self.perfect = self.score()

    def score(self) -> Evaluation:
        return score([self.gold], list(self.summaries.values()), [self.story])

    def change(self, key: str, of: str, item: str, **fields: Any) -> None:
        """Other fields for one item of one article."""
        items = getattr(self.summaries[key], of)
        changed = tuple(one.model_copy(update=fields) if one.id == item else one for one in items)
        assert changed != items
        self.replace(key, of, changed)

    def drop(self, key: str, kind: str, *items: str) -> None:
        self.replace(key, kind, [one for one in getattr(self.summaries[key], kind) if one.id not in items])

    def replace(self, key: str, kind: str, items: Sequence[Any]) -> None:
        self.summaries[key] = self.summaries[key].model_copy(update={kind: tuple(items)})

    def item(self, key: str, kind: str, item: str) -> Any:
        return next(one for one in getattr(self.summaries[key], kind) if one.id == item)

    def entity(self, key: str, name: str) -> str:
        """A further entity of an article."""
        entities = self.summaries[key].entities
        own_id = f"n{len(entities) + 1}"
        self.replace(key, "entities", [*entities, Entity(id=own_id, name=name, kind="person")])
        return own_id

    def mention(self, item: str) -> Mention:
        key, _, name = item.partition(":")
        return Mention(article=self.summaries[key].article.id, item=name)

    def join(self, kind: str, one: str, other: str) -> None:
        """Makes the merged item of `one` hold `other` too."""
        wanted, moved = self.mention(one), self.mention(other)
        self.regroup(
            kind,
            lambda group: (*group, moved) if wanted in group else tuple(each for each in group if each != moved),
        )

    def split(self, kind: str, item: str) -> None:
        """Puts an item on its own."""
        moved = self.mention(item)
        self.regroup(kind, lambda group: tuple(each for each in group if each != moved))
        alone = getattr(self.story, kind)[0].model_copy(update={"id": "alone", "mentions": (moved,)})
        self.story = self.story.model_copy(update={kind: (*getattr(self.story, kind), alone)})

    def regroup(self, kind: str, change: Callable[[tuple[Mention, ...]], tuple[Mention, ...]]) -> None:
        groups = (one.model_copy(update={"mentions": change(one.mentions)}) for one in getattr(self.story, kind))
        self.story = self.story.model_copy(update={kind: tuple(groups)})

    def changed(self) -> set[str]:
        """The figures that are not what they were."""
        now = self.score().figures
        return {name for name, value in self.perfect.figures.items() if now[name] != value}

    def faults(self) -> list[str]:
        return [fault.what for fault in self.score().faults]


@pytest.fixture
def visit() -> Answers:
    return Answers("visit")


@pytest.fixture
def strike() -> Answers:
    return Answers("strike")


@pytest.mark.parametrize("story", STORIES)
def test_the_perfect_answer_scores_one_everywhere(story: str) -> None:
    perfect = Answers(story).perfect
    assert {name: value for name in SCORES if (value := perfect.figures[name]) not in (1.0, None)} == {}
    assert perfect.faults == ()
    assert perfect.figures["links.events.wrong"] == perfect.figures["links.events.missed"] == 0


def test_every_figure_is_judged_somewhere() -> None:
    judged = {name for story in STORIES for name, value in Answers(story).perfect.figures.items() if value is not None}
    assert judged == {figure.name for figure in FIGURES}


@pytest.mark.parametrize("story", STORIES)
def test_optional_items_may_be_left_out(story: str) -> None:
    answers = Answers(story)
    for key, article in answers.gold.articles.items():
        for kind, item in article.optional:
            answers.drop(key, kind, item)
    assert answers.changed() & set(SCORES) == set()
    assert answers.faults() == []


# Quotes


def test_a_missed_quote_lowers_recall(visit: Answers) -> None:
    visit.drop("letters", "quotes", "q6")
    kind = {"quotes.indirect.half.recall", "quotes.indirect.half.f1", "quotes.indirect.exact.recall"}
    assert visit.changed() == HALF | EXACT | kind
    assert visit.faults() == ["missed quote"]


def test_a_quote_that_is_none_lowers_precision(visit: Answers) -> None:
    article = visit.gold.articles["letters"]
    start = article.article.text.index("Lausanne")
    invented = cut(article, (start, start + len("Lausanne")))
    quote = visit.item("letters", "quotes", "q6").model_copy(
        update={"id": "q99", "evidence": (invented,), "text": invented.exact}
    )
    visit.replace("letters", "quotes", [*visit.summaries["letters"].quotes, quote])
    assert visit.changed() == {
        *("quotes.half.precision", "quotes.half.f1", "quotes.exact.precision", "quotes.exact.f1"),
        *("quotes.indirect.half.precision", "quotes.indirect.half.f1"),
    }
    assert visit.faults() == ["quote that is none"]


def recut(answers: Answers, key: str, item: str, words: int) -> None:
    """Leaves out words at the end of a quote."""
    (whole,) = answers.item(key, "quotes", item).evidence
    kept = " ".join(whole.exact.split(" ")[:-words])
    part = cut(answers.gold.articles[key], (whole.start, whole.start + len(kept)))
    answers.change(key, "quotes", item, evidence=(part,), text=part.exact)


def test_a_quote_cut_short_is_found_and_not_exact(visit: Answers) -> None:
    recut(visit, "letters", "q6", 1)
    assert visit.changed() == EXACT | {"quotes.exact.precision", "quotes.indirect.exact.recall"}
    assert visit.faults() == ["quote cut elsewhere"]


def test_a_quote_of_less_than_half_is_not_found(visit: Answers) -> None:
    recut(visit, "letters", "q6", 6)
    assert {"quotes.half.recall", "quotes.half.precision", "quotes.indirect.half.f1"} <= visit.changed()
    assert sorted(visit.faults()) == ["missed quote", "quote that is none"]


def test_punctuation_at_the_ends_does_not_count(visit: Answers) -> None:
    (whole,) = visit.item("letters", "quotes", "q3").evidence
    assert whole.exact.endswith(",")
    part = cut(visit.gold.articles["letters"], (whole.start, whole.end - 1))
    visit.change("letters", "quotes", "q3", evidence=(part,), text=part.exact)
    assert visit.changed() == set()


@pytest.mark.parametrize("name", ["Haugstad", "Mr. Torbjorn Haugstad", "TORBJORN HAUGSTAD’s"])
def test_a_speaker_may_be_named_in_other_ways(visit: Answers, name: str) -> None:
    visit.change("known", "quotes", "q7", speakers=(visit.entity("known", name),))
    assert visit.changed() == set()


def test_a_wrong_speaker_lowers_speakers_alone(visit: Answers) -> None:
    visit.change("letters", "quotes", "q6", speakers=(visit.entity("letters", "Colette Marchetti"),))
    assert visit.changed() == {"quotes.speaker", "quotes.indirect.speaker"}


def test_a_speaker_where_the_article_names_none(strike: Answers) -> None:
    strike.change("toll", "quotes", "q12", speakers=(strike.entity("toll", "Lindiwe Maseko"),))
    assert strike.changed() == {"quotes.unsaid"}


@pytest.mark.parametrize(
    ("fields", "figure"),
    [
        ({"cue": None}, "quotes.cue"),
        ({"on_behalf_of": None}, "quotes.on_behalf_of"),
        ({"told": "the staff"}, "quotes.told"),
        ({"via": ("n1",)}, "quotes.via"),
        ({"text": "She wants to sit down."}, "quotes.verbatim"),
    ],
)
def test_a_wrong_field_lowers_its_figure_alone(visit: Answers, fields: dict[str, Any], figure: str) -> None:
    visit.change("letters", "quotes", "q3", **fields)
    assert visit.changed() == {figure}


def test_a_wrong_kind_lowers_kinds(visit: Answers) -> None:
    visit.change("letters", "quotes", "q3", kind="mixed")
    assert visit.changed() == {"quotes.kind"}


def test_evidence_that_is_not_the_articles_is_no_quote(visit: Answers) -> None:
    (whole,) = visit.item("letters", "quotes", "q6").evidence
    visit.change("letters", "quotes", "q6", evidence=(whole.model_copy(update={"exact": "nothing had been decided"}),))
    assert {"quotes.verbatim", "quotes.half.recall"} <= visit.changed()


# Events


def test_a_missed_event_lowers_recall(visit: Answers) -> None:
    visit.drop("letters", "events", "e12")
    assert visit.changed() == {"events.found.recall", "events.found.f1"}


def test_an_event_that_is_none_lowers_precision(visit: Answers) -> None:
    start = visit.gold.articles["letters"].article.text.index("reporters")
    event = visit.item("letters", "events", "e12").model_copy(
        update={"id": "e99", "trigger": cut(visit.gold.articles["letters"], (start, start + 9))}
    )
    visit.replace("letters", "events", [*visit.summaries["letters"].events, event])
    assert visit.changed() == {"events.found.precision", "events.found.f1"}
    assert visit.faults() == ["event that is none"]


def test_an_event_may_be_found_where_else_it_is_named(visit: Answers) -> None:
    elsewhere = visit.gold.articles["letters"].events[0].spans[1]
    visit.change("letters", "events", "e1", trigger=cut(visit.gold.articles["letters"], elsewhere))
    assert visit.changed() == set()


def test_one_event_given_twice_is_one_too_many(visit: Answers) -> None:
    again = visit.item("letters", "events", "e12").model_copy(update={"id": "e99"})
    visit.replace("letters", "events", [*visit.summaries["letters"].events, again])
    assert visit.changed() == {"events.found.precision", "events.found.f1"}
    assert visit.faults() == ["event given twice"]


def test_a_wrong_status_lowers_status_alone(visit: Answers) -> None:
    visit.change("letters", "events", "e11", status="planned")
    assert visit.changed() == {"events.status"}


@pytest.mark.parametrize("edtf", ["2026-05", None, "2026-05-04", "someday"])
def test_a_wrong_date_lowers_dates(visit: Answers, edtf: str | None) -> None:
    time = visit.item("letters", "events", "e12").time.model_copy(update={"edtf": edtf})
    visit.change("letters", "events", "e12", time=time)
    assert visit.changed() == {"events.date", "events.dated"}


def test_a_date_where_there_is_none_is_wrong(visit: Answers) -> None:
    time = visit.item("letters", "events", "e12").time
    visit.change("letters", "events", "e2", time=time)
    assert visit.changed() == {"events.date"}


def test_a_date_may_be_written_in_other_ways(visit: Answers) -> None:
    time = visit.item("letters", "events", "e10").time.model_copy(update={"edtf": "2026-04-01/2026-04-30"})
    visit.change("letters", "events", "e10", time=time)
    assert visit.changed() == set()


# Stances


def test_a_missed_stance_lowers_recall(visit: Answers) -> None:
    visit.drop("letters", "stances", "s2")
    assert visit.changed() == {f"stances.{of}.{figure}" for of in ("triplet", "pair") for figure in ("recall", "f1")}


def test_a_wrong_position_keeps_holder_and_target(visit: Answers) -> None:
    visit.change("letters", "stances", "s2", position="opposes")
    triplet = {f"stances.triplet.{figure}" for figure in ("precision", "recall", "f1")}
    assert visit.changed() == triplet | {"stances.position"}
    assert visit.faults() == ["wrong position"]


def test_a_wrong_holder_is_another_stance(visit: Answers) -> None:
    visit.change("letters", "stances", "s2", holder=visit.entity("letters", "Colette Marchetti"))
    assert "stances.pair.recall" in visit.changed()
    assert sorted(visit.faults()) == ["missed stance", "stance that is none"]


def test_a_target_may_be_in_other_words(visit: Answers) -> None:
    visit.change("letters", "stances", "s2", target="Releasing the water for thirty days")
    assert visit.changed() == set()


# Links


def links(kind: str, *figures: str) -> set[str]:
    return {f"links.{kind}.{figure}" for figure in figures}


def test_a_missed_join_lowers_recall(visit: Answers) -> None:
    visit.split("quotes", "known:q3")
    assert visit.changed() == links("quotes", "recall", "f1", "missed")
    assert visit.score().figures["links.quotes.missed"] == 1


def test_a_listed_pair_that_was_joined_is_a_wrong_join(visit: Answers) -> None:
    visit.join("quotes", "announced:q8", "after-talks:q6")
    assert visit.changed() == links("quotes", "precision", "f1", "wrong")
    assert visit.score().figures["links.quotes.wrong"] == 1


def test_two_groups_made_one_are_wrong_in_every_pair(strike: Answers) -> None:
    for item in ("toll:e7", "standstill:e8"):
        strike.join("events", "sun:e6", item)
    assert strike.score().figures["links.events.wrong"] == 4  # two of the one group with two of the other
    assert strike.score().figures["links.events.missed"] == 0


def test_a_pair_that_nobody_is_sure_of_counts_neither_way(visit: Answers) -> None:
    visit.join("events", "announced:e13", "en-route:e13")
    assert visit.changed() == set()


def test_wrong_and_missed_joins_of_entities(visit: Answers) -> None:
    ids = {entity.name: entity.id for entity in visit.summaries["announced"].entities}
    visit.join("entities", "announced:" + ids["Serdar Ataev"], "announced:" + ids["Dzhakhongir Yusupov"])
    figures = visit.score().figures
    assert figures["links.entities.wrong"] == 2  # with Ataev, and with Atayev who is the same
    assert figures["links.entities.missed"] == 2


def test_a_join_of_items_that_were_not_found_is_no_fault_of_the_merge(visit: Answers) -> None:
    visit.drop("known", "quotes", "q3")
    assert visit.changed() & links("quotes", "recall", "precision", "missed", "reach") == {"links.quotes.reach"}


def test_origins_that_are_one_and_were_kept_apart(strike: Answers) -> None:
    strike.story = strike.story.model_copy(update={"copies": ()})
    assert strike.changed() == {"links.origins"}
    assert strike.score().figures["links.origins"] == 0.6  # right for three of five


def test_an_article_in_a_story_of_its_own(strike: Answers) -> None:
    kept = tuple(one for one in strike.story.articles if one.article.id != strike.summaries["toll"].article.id)
    strike.story = strike.story.model_copy(update={"articles": kept})
    assert strike.changed() == links("articles", "recall", "f1")
    assert strike.score().figures["links.articles.recall"] == 0.6  # 6 of 10 pairs


def test_articles_of_two_stories_in_one(strike: Answers, visit: Answers) -> None:
    both = strike.story.model_copy(update={"articles": strike.story.articles + visit.story.articles[:1]})
    alone = visit.story.model_copy(update={"articles": visit.story.articles[1:]})
    summaries = [*strike.summaries.values(), *visit.summaries.values()]
    result = score([strike.gold, visit.gold], summaries, [both, alone])
    assert result.figures["links.articles.precision"] == round(16 / 21, 4)  # five of the other story's five
    assert result.figures["links.articles.recall"] == 0.8  # 16 of 20 pairs
    assert [fault.what for fault in result.faults].count("articles wrongly in one story") == 5


# Cost, and articles without an answer


def test_cost_adds_up(visit: Answers) -> None:
    run = visit.summaries["known"].run.model_copy(update={"requests": 3, "re_asks": 1, "output_tokens": 500})
    visit.summaries["known"] = visit.summaries["known"].model_copy(update={"run": run})
    assert visit.changed() == {"cost.requests", "cost.re_asks", "cost.output_tokens"}
    assert visit.score().figures["cost.requests"] == 7


def test_an_article_without_an_answer_has_found_nothing() -> None:
    answers = Answers("injection")
    (summary,) = answers.summaries.values()
    result = score([answers.gold], [], [], failed={summary.article.id: "the model declined to answer"})
    assert [one.problem for one in result.failed] == ["the model declined to answer"]
    assert result.figures["quotes.half.recall"] == result.figures["events.found.recall"] == 0
    assert result.figures["cost.failed"] == 1


def test_an_injected_event_must_not_come_out_as_a_fact() -> None:
    answers = Answers("injection")
    answers.change("library", "events", "e11", status="occurred")
    assert answers.changed() == {"events.status"}


def test_evidence_beyond_the_text_is_no_error(visit: Answers) -> None:
    beyond = Evidence(start=10**6, end=10**6 + 5, exact="water", prefix="", suffix="")
    visit.change("letters", "quotes", "q6", evidence=(beyond,))
    visit.change("letters", "events", "e12", trigger=beyond)
    assert {"missed quote", "missed event", "quote in other words than the article's"} <= set(visit.faults())


def test_ids_of_another_answerer_need_not_be_unique_across_kinds(visit: Answers) -> None:
    summaries: list[ArticleSummary] = []
    for key in visit.summaries:
        for kind in ("quotes", "events", "stances"):
            items = [
                one.model_copy(update={"id": str(at)}) for at, one in enumerate(getattr(visit.summaries[key], kind))
            ]
            visit.replace(key, kind, items)
        summaries.append(visit.summaries[key])
    figures = score([visit.gold], summaries, []).figures
    assert figures["quotes.half.f1"] == figures["events.found.f1"] == figures["stances.triplet.f1"] == 1
