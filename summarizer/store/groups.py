"""Which articles are read together: what their words say, and on top of it what analysts joined or took out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, or_, select, update

from summarizer import versions
from summarizer.store.tables import add_row, anchors, articles, edits, groups, links, settings, stories

JOIN, TAKE_OUT = "join", "take_out"
BY_A_BATCH = "batch"
"""Who has grouped a store that no index has: a batch, which looks at all articles at once."""
_AT_ONCE = 500  # numbers in one statement: databases have limits

# Built once: an article goes through some twenty statements, and building one takes longer than running it.
_SOME: BindParameter[int] = bindparam("numbers", expanding=True)
_RULES = select(settings.c.value).where(settings.c.name == "grouped_by")
_FOUNDERS = select(groups.c.number, groups.c.founder).where(groups.c.number.in_(_SOME))
_MARK_DUE = update(groups).where(groups.c.number.in_(_SOME)).values(changed=groups.c.changed + 1, due=True)
_CLUSTERS = select(articles.c.number, articles.c.cluster).where(articles.c.number.in_(_SOME))
_SET_CLUSTER = update(articles).where(articles.c.number == bindparam("at")).values(cluster=bindparam("to"))
_MOVE = update(articles).where(articles.c.number == bindparam("at")).values(group_number=bindparam("to"))
_IN_GROUPS = select(articles.c.number).where(articles.c.group_number.in_(_SOME))
_WITH_THEIR_CLUSTERS = select(articles.c.number, articles.c.cluster, articles.c.group_number).where(
    articles.c.cluster.in_(
        select(articles.c.cluster).where(articles.c.number.in_(_SOME), articles.c.cluster.is_not(None))
    )
)
_LINKS = select(links.c.article, links.c.other).where(or_(links.c.article.in_(_SOME), links.c.other.in_(_SOME)))
_EDITS = (
    select(anchors.c.edit, edits.c.kind, anchors.c.side, anchors.c.article)
    .join(edits, edits.c.number == anchors.c.edit)
    .where(
        anchors.c.edit.in_(select(anchors.c.edit).where(anchors.c.article.in_(_SOME))),
        edits.c.kind.in_((JOIN, TAKE_OUT)),
        edits.c.undone_at.is_(None),
    )
)


def settle(
    connection: Connection, clusters: Sequence[Set[int]], changed: Iterable[int] = (), touched: Iterable[int] = ()
) -> set[int]:
    """Takes clusters of articles over, and puts them into groups.

    A group goes on where the article goes that it began with. Two that become one go on as the older one, whose next
    reading takes in the stories of both.

    Args:
        clusters: all of each component that was touched, those as well that have not changed.
        changed: articles that now say something else: their groups are to be read again in any case.
        touched: more articles whose clusters are others by now.

    Returns:
        The groups that are to be read again.
    """
    changed = set(changed)
    return regroup(connection, {*touched, *changed, *keep_clusters(connection, clusters)}, changed)


def regroup(connection: Connection, touched: Iterable[int], changed: Iterable[int] = ()) -> set[int]:
    """Puts articles, and all that hang together with them, into groups anew; arguments and result as for `settle`."""
    changed = set(changed)
    group_of, parts, out = _parts(connection, set(touched))
    before: dict[int, set[int]] = defaultdict(set)
    for number, group in group_of.items():
        if group is not None:
            before[group].add(number)
    founders: dict[int, int] = {}
    for some in _portions(sorted(before)):
        founders.update((row[0], row[1]) for row in connection.execute(_FOUNDERS, {"numbers": some}))
    owners = _owners(before, founders, parts, out)
    due = set()
    for at, part in enumerate(parts):
        owned = sorted(owners.get(at, ()))
        was = {group_of[number] for number in part}
        if len(owned) == 1 and was == {owned[0]} and before[owned[0]] == part:
            if part & changed:
                due.add(owned[0])
            continue
        group = owned[0] if owned else _new_group(connection, min(part))
        moved = [number for number in part if group_of[number] != group]
        if moved:
            connection.execute(_MOVE, [{"at": number, "to": group} for number in moved])
        for other in owned[1:]:  # its stories are taken in by the next reading
            connection.execute(update(stories).where(stories.c.group_number == other).values(group_number=group))
            connection.execute(delete(groups).where(groups.c.number == other))
        if owned and founders[group] not in part:
            connection.execute(update(groups).where(groups.c.number == group).values(founder=min(part)))
        due.add(group)
    mark_due(connection, due)
    return due


def link(connection: Connection, pairs: Iterable[tuple[int, int]], told_by: str) -> set[int]:
    """The stories of these articles are one, as a model has told; returns the groups that are to be read again."""
    pairs = {(min(pair), max(pair)) for pair in pairs}
    present = {one for pair in pairs for one in pair} - _gone(connection, {one for pair in pairs for one in pair})
    pairs = {pair for pair in pairs if present.issuperset(pair)} - _links(connection, present)
    if not pairs:
        return set()
    row = {"told_by": told_by, "at": time.time()}
    connection.execute(insert(links), [{"article": one, "other": other, **row} for one, other in sorted(pairs)])
    return regroup(connection, {one for pair in pairs for one in pair})


def unlink(connection: Connection, number: int) -> list[int]:
    """What a model has told of an article does not hold any more; returns the articles that it was linked with."""
    others = [one for pair in _links(connection, {number}) for one in pair if one != number]
    if others:
        connection.execute(delete(links).where(or_(links.c.article == number, links.c.other == number)))
    return others


def by_hand(connection: Connection) -> tuple[list[tuple[str, str]], list[str]]:
    """Ids of articles whose stories are joined, two by two, and of those that are taken out of one."""
    edited: dict[str, dict[int, dict[int, list[int]]]] = {JOIN: {}, TAKE_OUT: {}}
    anchored = set(connection.scalars(select(anchors.c.article)))
    _look_for_edits(connection, anchored, edited)
    pairs = _links(connection, None)
    ids: dict[int, str] = {}
    for some in _portions(sorted(anchored.union(*pairs))):
        found = connection.execute(select(articles.c.number, articles.c.id).where(articles.c.number.in_(some)))
        ids.update((row[0], row[1]) for row in found)
    out = {one for sides in edited[TAKE_OUT].values() for one in sides.get(0, ()) if one in ids}
    joined = [(ids[one], ids[other]) for one, other in sorted(pairs) if {one, other} <= ids.keys() - out]
    for _, sides in sorted(edited[JOIN].items()):
        ends = [_end(side, ids, out) for side in sides.values()]
        if len(ends) > 1 and ends[0] is not None and ends[1] is not None:
            joined.append((ids[ends[0]], ids[ends[1]]))
    return joined, [ids[one] for one in sorted(out)]


def todays_rules() -> str:
    """Who groups a store by its index: the rules of this version."""
    return str(versions.STORIES)


def rules(connection: Connection) -> str | None:
    """Who has grouped the store."""
    return connection.scalar(_RULES)


def keep_rules(connection: Connection, by: str) -> None:
    """Notes who has grouped the store."""
    if rules(connection) == by:
        return
    connection.execute(delete(settings).where(settings.c.name == "grouped_by"))
    connection.execute(insert(settings).values(name="grouped_by", value=by))


def mark_due(connection: Connection, due: Iterable[int]) -> None:
    """These groups are to be read again."""
    for some in _portions(sorted(due)):
        connection.execute(_MARK_DUE, {"numbers": some})


def leave(connection: Connection, number: int) -> int | None:
    """An article leaves its group; an empty group stays until its stories are emptied.

    Returns:
        The group that it left.
    """
    group = connection.scalar(select(articles.c.group_number).where(articles.c.number == number))
    if group is not None:
        connection.execute(update(articles).where(articles.c.number == number).values(group_number=None, cluster=None))
        mark_due(connection, [group])
    return group


def keep_clusters(connection: Connection, clusters: Iterable[Set[int]]) -> list[int]:
    """Takes over what grouping says; returns the articles of which it says something else than before."""
    name_of = {number: min(cluster) for cluster in clusters for number in cluster}
    others = []
    for some in _portions(sorted(name_of)):
        was = connection.execute(_CLUSTERS, {"numbers": some})
        others += [number for number, name in was if name != name_of[number]]
    if others:
        connection.execute(_SET_CLUSTER, [{"at": number, "to": name_of[number]} for number in others])
    return others


def _parts(connection: Connection, touched: set[int]) -> tuple[dict[int, int | None], list[set[int]], set[int]]:
    """All that hangs together with `touched`: each article's group so far, and the parts that are to be groups.

    Returns:
        The groups, the parts, and the articles that analysts took out of a story.
    """
    cluster_of: dict[int, int] = {}
    group_of: dict[int, int | None] = {}
    open_ = set(touched)
    edited: dict[str, dict[int, dict[int, list[int]]]] = {JOIN: {}, TAKE_OUT: {}}
    linked: set[tuple[int, int]] = set()
    while open_:
        rows = _with_their_clusters(connection, open_)
        new = {number for number, _, _ in rows if number not in cluster_of}
        for number, cluster, group in rows:
            cluster_of[number], group_of[number] = cluster, group
        _look_for_edits(connection, new, edited)
        linked |= _links(connection, new)
        # groups count as well: an undone join leaves articles of two clusters in one group
        named = {one for sides in edited[JOIN].values() for side in sides.values() for one in side}
        named |= {one for pair in linked for one in pair}
        named |= _in_groups(connection, {group for group in group_of.values() if group is not None})
        unknown = named - cluster_of.keys()
        open_ = unknown - _gone(connection, unknown) if unknown else set()
    out = {one for sides in edited[TAKE_OUT].values() for one in sides.get(0, ())}
    root = {number: number for number in cluster_of}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = number = root[root[number]]
        return number

    by_cluster: dict[int, int] = {}
    for number, cluster in cluster_of.items():
        if number not in out:
            root[find(number)] = find(by_cluster.setdefault(cluster, number))
    for one, other in sorted(linked):
        if {one, other} <= cluster_of.keys() - out:
            root[find(one)] = find(other)
    for _, sides in sorted(edited[JOIN].items()):
        ends = [_end(side, cluster_of, out) for side in sides.values()]
        if len(ends) > 1 and None not in ends:
            root[find(ends[0] or 0)] = find(ends[1] or 0)
    parts: dict[int, set[int]] = defaultdict(set)
    for number in sorted(cluster_of):
        parts[find(number)].add(number)
    return group_of, list(parts.values()), out


def _end(side: Sequence[int], present: Collection[int], out: Set[int]) -> int | None:
    """The article by which a joined story is found: one that is still in it, if any is."""
    left = sorted((one in out, one) for one in side if one in present)
    return left[0][1] if left else None


def _owners(
    before: Mapping[int, Set[int]], founders: Mapping[int, int], parts: Sequence[Set[int]], out: Set[int]
) -> dict[int, list[int]]:
    """The groups that go on in each part."""
    part_of = {number: at for at, part in enumerate(parts) for number in part}
    owners: dict[int, list[int]] = defaultdict(list)
    for group, numbers in before.items():
        # an article that was taken out by hand leaves the story to the others
        first = min(numbers, key=lambda one: (one in out, one != founders[group], one))
        owners[part_of[first]].append(group)
    return owners


def _new_group(connection: Connection, founder: int) -> int:
    return add_row(connection, groups, founder=founder, changed=0, read=0, due=False)


def _with_their_clusters(connection: Connection, numbers: Set[int]) -> list[tuple[int, int, int | None]]:
    """These articles and all others of their clusters: number, cluster, group."""
    found: dict[int, tuple[int, int, int | None]] = {}
    for some in _portions(sorted(numbers)):
        for row in connection.execute(_WITH_THEIR_CLUSTERS, {"numbers": some}):
            found[row[0]] = (row[0], row[1], row[2])
    return list(found.values())


def _in_groups(connection: Connection, numbers: Set[int]) -> set[int]:
    found: set[int] = set()
    for some in _portions(sorted(numbers)):
        found.update(connection.scalars(_IN_GROUPS, {"numbers": some}))
    return found


def _gone(connection: Connection, numbers: Set[int]) -> set[int]:
    present: set[int] = set()
    for some in _portions(sorted(numbers)):
        rows = select(articles.c.number).where(articles.c.number.in_(some), articles.c.cluster.is_not(None))
        present.update(connection.scalars(rows))
    return set(numbers) - present


def _look_for_edits(
    connection: Connection, numbers: Set[int], edited: Mapping[str, dict[int, dict[int, list[int]]]]
) -> None:
    """Adds the joins and take-outs in force that name one of these articles: their articles, by side."""
    for some in _portions(sorted(numbers)):
        for edit, kind, side, article in connection.execute(_EDITS, {"numbers": some}):
            sides = edited[kind].setdefault(edit, {}).setdefault(side, [])
            if article not in sides:
                sides.append(article)


def _links(connection: Connection, numbers: Set[int] | None) -> set[tuple[int, int]]:
    """What a model has told of these articles, or of all."""
    if numbers is None:
        return {(row[0], row[1]) for row in connection.execute(select(links.c.article, links.c.other))}
    found: set[tuple[int, int]] = set()
    for some in _portions(sorted(numbers)):
        found.update((row[0], row[1]) for row in connection.execute(_LINKS, {"numbers": some}))
    return found


def _portions(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE))
