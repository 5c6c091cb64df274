"""One entity under all its names; two entities never under one."""

from __future__ import annotations

import pytest

from summarizer.schema import EntityKind

from .build import Report, entity_called, one_story


def together(*names: tuple[str, EntityKind]) -> int:
    """How many entities a story has of these names, each from a report of its own."""
    reports = []
    for at, (name, kind) in enumerate(names):
        report = Report(
            f"a{at}", "2031-05-09", gist="The bridge at Drevno was opened by the mayor after years of work."
        )
        report.entity(name, kind)
        reports.append(report)
    return len(one_story(*reports).entities)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("Kiev", "Kyiv", "place"),
        ("Odessa", "Odesa", "place"),
        ("Ashkhabad", "Ashgabat", "place"),
        ("Wien", "Vienna", "place"),
        ("Pérou", "Peru", "country"),
        ("Министерство", "Ministerstvo", "organization"),
        ("Vennic Museum", "Museum Vennic", "organization"),
        ("River Organisation", "River Organization", "organization"),
        ("the health department", "Drevno health department", "organization"),
        ("Dzhakhongir Orlov", "Jahongir Orlov", "person"),
        ("Sergey Molotkov", "Sergei Molotkov", "person"),
        ("António Freixo", "Antonio Freixo", "person"),
        ("Volodymyr Hrushevskyy", "Volodymir Hrushevsky", "person"),
        ("Wladimir Orlow", "Vladimir Orlov", "person"),
        ("Дмитро Весна", "Dmitro Vesna", "person"),
        ("President Pavel Draganov", "Pavel Draganov", "person"),
        ("Dr. Ana M. Lindqvist", "Ana Lindqvist", "person"),
        ("J. Okafor", "John Okafor", "person"),
        ("Freixo", "António Freixo", "person"),
        ("UN", "United Nations", "organization"),
        ("U.N. Security Council", "United Nations Security Council", "organization"),
        ("RL", "River League", "organization"),
        ("the U.S.", "United States of America", "country"),
        ("Nordkabel AG", "Nordkabel", "organization"),
        ("Charter of the United Nations", "UN Charter", "work"),
    ],
)
def test_spellings_of_one_name_are_one_entity(a: str, b: str, kind: EntityKind) -> None:
    assert together((a, kind), (b, kind)) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("Iran", "country"), ("Iraq", "country")),
        (("Niger", "country"), ("Nigeria", "country")),
        (("Anna Berg", "person"), ("Olof Berg", "person")),
        (("Washington", "person"), ("Washington", "place")),
        (("Lincoln", "place"), ("Lincoln", "organization")),
        (("a resident", "person"), ("a resident", "person")),
        (("the palace spokesman", "person"), ("the palace spokesman", "person")),
        (("a letter", "work"), ("letters", "work")),
    ],
)
def test_different_entities_stay_apart(a: tuple[str, EntityKind], b: tuple[str, EntityKind]) -> None:
    assert together(a, b) == 2


def test_a_country_and_a_place_of_one_name_are_one() -> None:
    assert together(("Luxembourg", "country"), ("Luxembourg", "place")) == 1


def test_a_surname_that_two_people_share_joins_neither() -> None:
    assert together(("Anna Berg", "person"), ("Olof Berg", "person"), ("Berg", "person")) == 3


def test_a_shared_surname_joins_the_one_with_the_same_role() -> None:
    full = Report("full", "2031-05-09", gist="Two Bergs argue over the harbour budget.")
    full.entity("Anna Berg", role="harbour minister")
    full.entity("Olof Berg", role="leader of the dockers' union")
    short = Report("short", "2031-05-09", gist="Berg defends the harbour budget.")
    short.entity("Berg", role="minister for harbours")
    story = one_story(full, short)
    assert set(entity_called(story, "Anna Berg").names) == {"Anna Berg", "Berg"}


def test_a_wife_listed_beside_a_surname_is_not_its_bearer() -> None:
    report = Report("a", "2031-05-09", gist="The Bergs open the bridge.")
    report.entity("Anna Berg", role="pianist")
    report.entity("Berg", role="prime minister")
    assert len(one_story(report).entities) == 2


def test_a_role_without_a_name_joins_the_named_holder_of_the_same_post() -> None:
    named = Report("named", "2031-05-09", gist="The palace confirms the visit to Drevno.")
    palace = named.entity("Amber Palace", "organization")
    named.entity("Leonid Varga", role="Amber Palace spokesman", affiliation=palace)
    unnamed = Report("unnamed", "2031-05-09", gist="The palace confirms a visit to Drevno.")
    palace = unnamed.entity("Amber Palace", "organization")
    unnamed.entity("a spokesperson", affiliation=palace)
    assert "a spokesperson" in entity_called(one_story(named, unnamed), "Leonid Varga").names


@pytest.mark.parametrize("second_named", [("Harbour Board", "spokesman"), ("Amber Palace", "treasurer")])
def test_a_role_without_a_name_joins_nobody_of_another_post(second_named: tuple[str, str]) -> None:
    body, role = second_named
    gist = "The palace at Drevno confirms that the envoys of the river towns arrive before the feast."
    named = Report("named", "2031-05-09", gist=gist)
    named.entity("Leonid Varga", role=role, affiliation=named.entity(body, "organization"))
    unnamed = Report("unnamed", "2031-05-09", gist=gist)
    unnamed.entity("a spokesman", affiliation=unnamed.entity("Amber Palace", "organization"))
    assert entity_called(one_story(named, unnamed), "a spokesman").names == ("a spokesman",)


def test_a_role_that_two_named_people_hold_joins_neither() -> None:
    reports = []
    for name in ("Leonid Varga", "Elena Arkhipova", "a spokesman"):
        report = Report(name, "2031-05-09", gist="The palace confirms the visit to Drevno.")
        palace = report.entity("Amber Palace", "organization")
        report.entity(name, role="spokesman", affiliation=palace)
        reports.append(report)
    assert len(one_story(*reports).entities) == 4


def test_the_canonical_name_is_the_fullest_and_every_variant_stands() -> None:
    reports = []
    for at, name in enumerate(("Freixo", "A. Freixo", "António Freixo")):
        report = Report(f"a{at}", "2031-05-09", gist="Freixo opens the bridge at Drevno.")
        report.entity(name)
        reports.append(report)
    (entity,) = one_story(*reports).entities
    assert entity.name == "António Freixo"
    assert set(entity.names) == {"Freixo", "A. Freixo", "António Freixo"}


def test_a_namesake_of_another_age_or_walk_of_life_is_somebody_else() -> None:
    reports = []
    for article, role in (("a", "mayor of Drevno"), ("b", "a 19-year-old man arrested for theft")):
        report = Report(article, "2031-05-09", gist="John Ford was in Drevno, the police say.")
        report.entity("John Ford", role=role)
        reports.append(report)
    assert len(one_story(*reports).entities) == 2


@pytest.mark.parametrize(
    ("beside", "people"),
    [
        ("John Ford, 19, was at the bridge.", 2),
        ("John Ford (19) was at the bridge.", 2),
        ("The police spoke of 19-year-old John Ford.", 2),
        ("John Ford, 61, was at the bridge.", 1),
        ("John Ford, 19 others and a dog were at the bridge.", 1),
    ],
)
def test_who_is_too_young_for_an_office_is_not_who_holds_it(beside: str, people: int) -> None:
    gist = "John Ford was in Drevno, the police say."
    mayor, young = Report("a", "2031-05-09", gist=gist), Report("b", "2031-05-09", gist=gist)
    young.fact(beside.rstrip("."))
    mayor.entity("John Ford", role="Mayor")
    young.entity("John Ford")
    assert len(one_story(mayor, young).entities) == people


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("Anna Molot", "Anna Molod", True),
        ("Anna Moll", "Anna Molk", False),  # four letters: one of them is much
        ("Anna Bergland", "Anna Bengmand", False),  # eight letters: two are too many
        ("Anna Berglands", "Anna Bengmands", True),  # two of nine and more are not
    ],
)
def test_a_surname_may_differ_by_a_letter_in_five_and_two_in_nine(a: str, b: str, one: bool) -> None:
    assert (together((a, "person"), (b, "person")) == 1) is one


def test_a_name_in_the_desk_s_language_joins_what_other_reports_call_it() -> None:
    english, german, other = (Report(f"a{at}", "2031-05-09", gist="The office at Drevno opened.") for at in range(3))
    english.entity("Foreign Office", "organization")
    german.entity("Auswärtiges Amt", "organization", translation="Foreign Office")
    other.entity("Bauamt", "organization")
    story = one_story(english, german, other)
    office = entity_called(story, "Foreign Office")
    assert set(office.names) == {"Foreign Office", "Auswärtiges Amt"}
    assert len(story.entities) == 2


def test_a_name_that_only_a_translation_gives_stands_last_among_its_names() -> None:
    report = Report("a", "2031-05-09", gist="Das Amt in Drevno.")
    report.entity("Auswärtiges Amt", "organization", translation="Foreign Office")
    assert one_story(report).entities[0].names == ("Auswärtiges Amt", "Foreign Office")
