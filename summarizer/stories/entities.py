"""Which names of several reports mean one entity.

Full names are clustered by agreement. Whatever is less than a full name (a surname, an acronym, a body's short
name, a role) joins only where a single candidate remains, so that it can never join two full names to each other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from summarizer.schema import Entity, EntityKind
from summarizer.text.languages import written_in
from summarizer.text.names import CLASSES, Name, is_initial_of, parse
from summarizer.text.similarity import content_words

from .clustering import CANNOT_LINK, candidate_pairs, cluster
from .items import Item

EntityItem = Item[Entity]

_FULL_NAME = 0.8
"""Least agreement of two full names: the same words, or all of one in the other, or one letter's difference."""
# Roles that many hold at once: to have the same one says nothing.
_SHARED_ROLES = content_words(
    """official aide adviser diplomat source member lawmaker analyst expert witness resident soldier lawyer former
    senior victim employee critic"""
)


_OF_AGE = 25
"""Years below which nobody holds an office of those below."""
_AGE = re.compile(r"\b\d{1,3}(?= ?[- ]years?\b)|(?<=aged )\d{1,3}\b|(?<=, )\d{1,3}(?=,|\Z)")
# What tells an office-holder from a namesake whom news names for what befell or was done by them, by hand.
_OFFICES = content_words(
    """mayor president minister governor senator judge ambassador chancellor premier secretary chief director chairman
    spokesman spokeswoman commissioner general bishop professor"""
)
_PRIVATE = content_words(
    """suspect arrested defendant accused victim man woman boy girl teenager student driver passenger footballer player
    actor singer gunman robber"""
)


@dataclass(slots=True)
class _Group:
    """Mentions that are one entity."""

    items: list[EntityItem]
    names: set[Name] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)

    def add(self, item: EntityItem) -> None:
        self.items.append(item)
        self.names.add(_name(item))
        self.articles.add(item.info.id)


def merge_entities(items: Sequence[EntityItem]) -> list[list[EntityItem]]:
    """The items that mean one entity, as far as names, roles and affiliations tell, in the order of `items`."""
    things = _merge_things([item for item in items if CLASSES[item.part.kind] != "person"])
    bodies = {
        (item.info.id, item.part.id): at for at, group in enumerate(things) for item in group.items
    }  # what a person's affiliation is told by
    people = _merge_people([item for item in items if CLASSES[item.part.kind] == "person"], bodies)
    order = {id(item): at for at, item in enumerate(items)}
    groups = [sorted(group.items, key=lambda item: order[id(item)]) for group in (*things, *people)]
    return sorted(groups, key=lambda group: order[id(group[0])])


def merge_equal_names(items: Sequence[EntityItem]) -> list[list[EntityItem]]:
    """Groups of items with the same name, unless roles or ages show two people; in the order of `items`."""
    groups = _grouped(
        items, lambda item: _thing_key(item) if CLASSES[item.part.kind] != "person" else _person_key(item)
    )
    order = {id(item): at for at, item in enumerate(items)}
    return sorted((part.items for group in groups for part in _split(group)), key=lambda found: order[id(found[0])])


def canonical_name(items: Sequence[EntityItem], language: str) -> str:
    """The fullest name; of equally full ones one that reports in `language` have, then the most frequent, then one with
    its accents, then the shortest.
    """
    frequency = Counter(item.part.name for item in items)
    native = {item.part.name for item in items if written_in(item.info.language) == language}

    def rank(name: str) -> tuple[object, ...]:
        fullness = _fullness(name, items[0].part.kind)
        return -fullness, name not in native, -frequency[name], name.isascii(), len(name), name

    return min(frequency, key=rank)


def canonical_kind(items: Sequence[EntityItem]) -> EntityKind:
    """The kind that most reports give, of equally many the first."""
    frequency = Counter(item.part.kind for item in items)
    return max(frequency, key=lambda kind: frequency[kind])


def _fullness(name: str, kind: EntityKind) -> int:
    parsed = parse(name, kind)
    if parsed.acronym:
        return 0
    return sum(2 if len(token) > 1 else 1 for token in parsed.tokens) if parsed.named else 1


def _name(item: EntityItem) -> Name:
    """Its name, that in the desk's language where a reader gave one: Munich and München are one by it."""
    return parse(item.part.translation or item.part.name, item.part.kind)


# Things: bodies, places, works


def _merge_things(items: Sequence[EntityItem]) -> list[_Group]:
    groups = _grouped(items, _thing_key)
    whole = [group for group in groups if not _is_bare_acronym(group)]
    by_initials, by_ending = _index(whole, _initials), _index(whole, _endings)
    entities_of: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for item in items:
        entities_of[item.info.id].add(_name(item).keys)
    attached: dict[int, _Group] = {}
    for group in groups:
        if _is_bare_acronym(group):
            first = group.items[0]
            found = by_initials.get((CLASSES[first.part.kind], _name(first).acronym), [])
        else:
            found = _longer(group, by_ending, entities_of) or _fuller(group, by_ending)
        if len(found) == 1 and found[0] is not group and id(found[0]) not in attached:
            attached[id(group)] = found[0]
    return _joined(groups, attached)


def _thing_key(item: EntityItem) -> Hashable:
    name, of_class = _name(item), CLASSES[item.part.kind]
    if not name.keys or (of_class == "work" and not name.named and len(name.keys) < 2):
        return (item.info.id, item.part.id, id(item))  # “a letter”, “the report”: which one, nobody says
    return (of_class, name.keys if of_class == "territory" else tuple(sorted(name.keys)))


def _is_bare_acronym(group: _Group) -> bool:
    return all(name.acronym and len(name.tokens) == 1 for name in group.names)


def _initials(group: _Group) -> Iterable[Hashable]:
    of_class = CLASSES[group.items[0].part.kind]
    return {(of_class, name.initials) for name in group.names if len(name.tokens) > 1 and name.named}


def _endings(group: _Group) -> Iterable[Hashable]:
    of_class = CLASSES[group.items[0].part.kind]
    return {(of_class, name.keys[at:]) for name in group.names for at in range(1, len(name.keys) - 1)}


def _longer(
    group: _Group, by_ending: dict[Hashable, list[_Group]], entities_of: dict[str, set[tuple[str, ...]]]
) -> list[_Group]:
    """Groups with a longer name that is this one behind a name of the same report: UN + Security Council."""
    keys = _name(group.items[0]).keys
    known = set.intersection(*(entities_of[article] for article in sorted(group.articles)))
    return [
        longer
        for longer in by_ending.get((CLASSES[group.items[0].part.kind], keys), [])
        if any(name.keys[-len(keys) :] == keys and name.keys[: -len(keys)] in known for name in longer.names)
    ]


def _fuller(group: _Group, by_ending: dict[Hashable, list[_Group]]) -> list[_Group]:
    """The names that end in what this group is called without being named: “the health department”."""
    name, of_class = _name(group.items[0]), CLASSES[group.items[0].part.kind]
    if name.named or len(name.keys) < 2 or of_class != "body" or group.items[0].part.kind == "group":
        return []
    return [one for one in by_ending.get((of_class, name.keys), []) if group.articles.isdisjoint(one.articles)]


# People


@dataclass(frozen=True, slots=True)
class _Post:
    """A role and whom it is for, as evidence that a role without a name is somebody who has one."""

    role: frozenset[str]
    body: int


def _merge_people(items: Sequence[EntityItem], bodies: dict[tuple[str, str], int]) -> list[_Group]:
    body_names: dict[int, set[str]] = defaultdict(set)
    for item in items:
        if (body := _body(item, bodies)) is not None:
            body_names[body] |= content_words(_affiliation_name(item))
    named = [item for item in items if _name(item).named]
    full = _full_names([item for item in named if _name(item).is_full])
    rest = _attach_short([item for item in named if not _name(item).is_full], full, bodies)
    holders: dict[_Post, list[_Group]] = defaultdict(list)
    for group in (*full, *rest):
        for post in {post for item in group.items if (post := _post(item, bodies, body_names))}:
            holders[post].append(group)
    unnamed = []
    for item in items:
        if _name(item).named:
            continue
        candidates = holders.get(post, []) if (post := _post(item, bodies, body_names)) else []
        if len(candidates) == 1 and item.info.id not in candidates[0].articles:
            candidates[0].add(item)
        else:
            unnamed.append(_new_group([item]))
    return [*full, *rest, *unnamed]


def _full_names(items: Sequence[EntityItem]) -> list[_Group]:
    groups = [part for group in _grouped(items, lambda item: _name(item).keys) for part in _split(group)]
    names = [sorted(group.names, key=lambda name: name.tokens)[0] for group in groups]

    def affinity(first: int, second: int) -> float:
        agreement = _same_person(names[first], names[second])
        if any(_two_people(mine, theirs) for mine in groups[first].items for theirs in groups[second].items):
            return CANNOT_LINK
        together = not groups[first].articles.isdisjoint(groups[second].articles)
        # A report that lists the two apart knows them to be two.
        return CANNOT_LINK if agreement == 0 or (together and agreement < 1) else agreement

    pairs = candidate_pairs([[key for key in name.keys if len(key) > 1] for name in names])
    clusters = cluster(len(groups), pairs, affinity, _FULL_NAME)
    return [_new_group([item for at in members for item in groups[at].items]) for members in clusters]


def _person_key(item: EntityItem) -> Hashable:
    name = _name(item)
    if not name.named or not name.is_full:
        return (item.info.id, item.part.id, id(item))
    return ("person", name.keys)


def _split(group: _Group) -> list[_Group]:
    """Splits a group whose name belongs to two people: a mayor, and a man of nineteen who was arrested."""
    parts: list[_Group] = []
    for item in group.items:
        home = next((one for one in parts if not any(_two_people(item, other) for other in one.items)), None)
        if home is None:
            parts.append(_new_group([item]))
        else:
            home.add(item)
    return parts


def _two_people(item: EntityItem, other: EntityItem) -> bool:
    ages = [_ages(one) for one in (item, other)]
    if all(ages) and ages[0].isdisjoint(ages[1]):
        return True
    words = [content_words(one.part.role or "") for one in (item, other)]
    young = [bool(each) and max(each) < _OF_AGE for each in ages]
    if (young[1] and not words[0].isdisjoint(_OFFICES)) or (young[0] and not words[1].isdisjoint(_OFFICES)):
        return True
    return any(
        not ours.isdisjoint(_OFFICES) and not yours.isdisjoint(_PRIVATE) and ours.isdisjoint(yours)
        for ours, yours in (words, words[::-1])
    )


def _ages(item: EntityItem) -> frozenset[int]:
    """The ages that a report gives of somebody: in the role, or beside the name in the text."""
    told = f"{item.part.role or ''} {item.part.name}"
    found = {int(age) for age in _AGE.findall(told)}
    if _name(item).is_full and item.reading.text:
        found |= _ages_beside(item.reading.text, item.part.name)
    return frozenset(found)


@lru_cache(maxsize=4096)
def _ages_beside(text: str, name: str) -> frozenset[int]:
    """“John Ford, 19, …”, “John Ford (19)”, “19-year-old John Ford”."""
    called = re.escape(name)
    behind = re.findall(rf"\b{called}(?:,| \(|, aged) ?(\d{{1,2}})(?=[,);.])", text)
    before = re.findall(rf"\b(\d{{1,2}})-year-old (?:\w+ ){{0,2}}{called}\b", text)
    return frozenset(map(int, (*behind, *before)))


def _same_person(a: Name, b: Name) -> float:
    if sorted(a.keys) == sorted(b.keys):
        return 1.0
    fewer, more = sorted((a.keys, b.keys), key=len)
    if all(any(key == other or is_initial_of(key, other) for other in more) for key in fewer):
        return 0.9
    given_alike = a.keys[0] == b.keys[0] or is_initial_of(a.keys[0], b.keys[0]) or is_initial_of(b.keys[0], a.keys[0])
    if given_alike and _nearly(a.keys[-1], b.keys[-1]):
        return 0.85
    if a.keys[-1] == b.keys[-1] and _nearly(a.keys[0], b.keys[0]):
        return 0.85
    return 0.0


def _nearly(a: str, b: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    allowed = 2 if min(len(a), len(b)) >= 9 else 1
    return min(len(a), len(b)) >= 5 and Levenshtein.distance(a, b, score_cutoff=allowed) <= allowed


def _attach_short(
    items: Sequence[EntityItem], full: Sequence[_Group], bodies: dict[tuple[str, str], int]
) -> list[_Group]:
    """Adds surnames and initials to the full name that they can only mean; the rest in groups of their own."""
    by_last = _index(full, lambda group: {name.keys[-1] for name in group.names})
    by_first = _index(full, lambda group: {name.keys[0] for name in group.names})
    profiles = {id(group): tuple(group.items) for group in full}
    unmatched: list[_Group] = []
    homeless: dict[Hashable, list[_Group]] = defaultdict(list)
    for item in items:
        name = _name(item)
        possible = by_last.get(name.keys[-1]) or (by_first.get(name.keys[0], []) if len(name.keys) == 1 else [])
        found = [
            group for group in possible if _initials_fit(name, group) and not _told_apart(item, profiles[id(group)])
        ]
        if len(found) > 1:
            found = [group for group in found if _same_post(item, profiles[id(group)], bodies)]
        if len(found) == 1:
            found[0].add(item)
        elif possible:
            unmatched.append(_new_group([item]))
        else:
            _join_homeless(item, homeless[name.keys], bodies)
    return unmatched + [group for groups in homeless.values() for group in groups]


def _initials_fit(name: Name, group: _Group) -> bool:
    if len(name.keys) == 1:
        return True
    return any(is_initial_of(name.keys[0], full.keys[0]) for full in group.names if full.is_full)


def _told_apart(item: EntityItem, members: Sequence[EntityItem]) -> bool:
    """Whether the item's own report lists it beside the full name, with another role."""
    role = content_words(item.part.role or "")
    return any(
        other.info.id == item.info.id and role and other.part.role and role.isdisjoint(content_words(other.part.role))
        for other in members
    )


def _same_post(item: EntityItem, members: Sequence[EntityItem], bodies: dict[tuple[str, str], int]) -> bool:
    role, body = content_words(item.part.role or ""), _body(item, bodies)
    return any(
        (role & content_words(other.part.role or "") - _SHARED_ROLES)
        or (body is not None and body == _body(other, bodies))
        for other in members
    )


def _join_homeless(item: EntityItem, groups: list[_Group], bodies: dict[tuple[str, str], int]) -> None:
    """One surname that no report gives in full is one person, unless role and affiliation both speak against it."""
    fitting = [group for group in groups if not _differ(item, group.items[0], bodies)]
    if fitting:
        fitting[0].add(item)
    else:
        groups.append(_new_group([item]))


def _differ(item: EntityItem, other: EntityItem, bodies: dict[tuple[str, str], int]) -> bool:
    if item.info.id == other.info.id:
        return True
    if not item.part.role or not other.part.role:
        return False
    mine, theirs = _body(item, bodies), _body(other, bodies)
    roles_differ = content_words(item.part.role).isdisjoint(content_words(other.part.role))
    return roles_differ and mine is not None and theirs is not None and mine != theirs


def _body(item: EntityItem, bodies: dict[tuple[str, str], int]) -> int | None:
    return bodies.get((item.info.id, item.part.affiliation)) if item.part.affiliation else None


def _affiliation_name(item: EntityItem) -> str:
    return next((one.name for one in item.reading.entities if one.id == item.part.affiliation), "")


def _post(item: EntityItem, bodies: dict[tuple[str, str], int], body_names: dict[int, set[str]]) -> _Post | None:
    body = _body(item, bodies)
    text = item.part.role or ("" if _name(item).named else item.part.name)
    if body is None or not text:
        return None
    role = content_words(text) - body_names[body]
    return _Post(role, body) if role and not role <= _SHARED_ROLES else None


# Groups


def _new_group(items: Iterable[EntityItem]) -> _Group:
    group = _Group([])
    for item in items:
        group.add(item)
    return group


def _grouped(items: Iterable[EntityItem], key: Callable[[EntityItem], Hashable]) -> list[_Group]:
    by_key: dict[Hashable, list[EntityItem]] = defaultdict(list)
    for item in items:
        by_key[key(item)].append(item)
    return [_new_group(members) for members in by_key.values()]


def _index(groups: Iterable[_Group], keys: Callable[[_Group], Iterable[Hashable]]) -> dict[Hashable, list[_Group]]:
    index: dict[Hashable, list[_Group]] = defaultdict(list)
    for group in groups:
        for key in keys(group):
            index[key].append(group)
    return index


def _joined(groups: Sequence[_Group], attached: dict[int, _Group]) -> list[_Group]:
    for group in groups:
        if target := attached.get(id(group)):
            for item in group.items:
                target.add(item)
    return [group for group in groups if id(group) not in attached]
