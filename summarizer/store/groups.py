"""Which articles are read together: what their words say, and on top of it what analysts joined or took out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from sqlalchemy import Connection, delete, insert, select, update

from summarizer import versions
from summarizer.store.tables import add_row, anchors, articles, edits, groups, settings, stories

JOIN, TAKE_OUT = "join", "take_out"
BY_A_BATCH = "batch"
"""Who has grouped a store that no index has: a batch, which looks at all articles at once."""
_AT_ONCE = 500  # numbers in one statement: databases have limits


def settle(
    connection: Connection, clusters: Sequence[Set[int]], changed: Iterable[int] = (), touched: Iterable[int] = ()
) -> set[int]:
    """Takes clusters of articles over, and puts them into groups.

    A group goes on where the article goes that it began with. Two that become one go on as the older one, whose next
    reading takes in the stories of both.

    Args:
        clusters: all of each component that was touched.
        changed: articles that now say something else: their groups are to be read again in any case.
        touched: more articles whose clusters are others by now.

    Returns:
        The groups that are to be read again.
    """
    keep_clusters(connection, clusters)
    return regroup(connection, {*touched, *(number for cluster in clusters for number in cluster)}, changed)


def regroup(connection: Connection, touched: Iterable[int], changed: Iterable[int] = ()) -> set[int]:
    """Puts articles, and all that hang together with them, into groups anew; arguments and result as for `settle`."""
    changed = set(changed)
    group_of, parts = _parts(connection, set(touched))
    before: dict[int, set[int]] = defaultdict(set)
    for number, group in group_of.items():
        if group is not None:
            before[group].add(number)
    owners = _owners(connection, before, parts)
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
        for some in _portions(moved):
            connection.execute(update(articles).where(articles.c.number.in_(some)).values(group_number=group))
        for other in owned[1:]:  # its stories are taken in by the next reading
            connection.execute(update(stories).where(stories.c.group_number == other).values(group_number=group))
            connection.execute(delete(groups).where(groups.c.number == other))
        if owned:
            founder = connection.scalar(select(groups.c.founder).where(groups.c.number == group))
            if founder not in part:
                connection.execute(update(groups).where(groups.c.number == group).values(founder=min(part)))
        due.add(group)
    mark_due(connection, due)
    return due


def todays_rules() -> str:
    """Who groups a store by its index: the rules of this version."""
    return str(versions.STORIES)


def rules(connection: Connection) -> str | None:
    """Who has grouped the store."""
    return connection.scalar(select(settings.c.value).where(settings.c.name == "grouped_by"))


def keep_rules(connection: Connection, by: str) -> None:
    """Notes who has grouped the store."""
    if rules(connection) == by:
        return
    connection.execute(delete(settings).where(settings.c.name == "grouped_by"))
    connection.execute(insert(settings).values(name="grouped_by", value=by))


def mark_due(connection: Connection, due: Iterable[int]) -> None:
    """These groups are to be read again."""
    for some in _portions(sorted(due)):
        connection.execute(
            update(groups).where(groups.c.number.in_(some)).values(changed=groups.c.changed + 1, due=True)
        )


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


def keep_clusters(connection: Connection, clusters: Iterable[Set[int]]) -> None:
    """Takes over what grouping says."""
    for cluster in clusters:
        name = min(cluster)
        for some in _portions(sorted(cluster)):
            connection.execute(
                update(articles)
                .where(articles.c.number.in_(some), articles.c.cluster.is_distinct_from(name))
                .values(cluster=name)
            )


def _parts(connection: Connection, touched: set[int]) -> tuple[dict[int, int | None], list[set[int]]]:
    """All that hangs together with `touched`: each article's group so far, and the parts that are to be groups."""
    cluster_of: dict[int, int] = {}
    group_of: dict[int, int | None] = {}
    open_ = set(touched)
    joins: dict[int, dict[int, list[int]]] = {}
    while open_:
        rows = _with_their_clusters(connection, open_)
        new = {number for number, _, _ in rows if number not in cluster_of}
        for number, cluster, group in rows:
            cluster_of[number], group_of[number] = cluster, group
        joins |= _edits(connection, JOIN, new)
        # groups count as well: an undone join leaves articles of two clusters in one group
        named = {one for sides in joins.values() for side in sides.values() for one in side}
        named |= _in_groups(connection, {group for group in group_of.values() if group is not None})
        open_ = named - cluster_of.keys() - _gone(connection, named - cluster_of.keys())
    out = {one for sides in _edits(connection, TAKE_OUT, set(cluster_of)).values() for one in sides.get(0, ())}
    root = {number: number for number in cluster_of}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = number = root[root[number]]
        return number

    by_cluster: dict[int, int] = {}
    for number, cluster in cluster_of.items():
        if number not in out:
            root[find(number)] = find(by_cluster.setdefault(cluster, number))
    for _, sides in sorted(joins.items()):
        ends = [_end(side, cluster_of, out) for side in sides.values()]
        if len(ends) > 1 and None not in ends:
            root[find(ends[0] or 0)] = find(ends[1] or 0)
    parts: dict[int, set[int]] = defaultdict(set)
    for number in sorted(cluster_of):
        parts[find(number)].add(number)
    return group_of, list(parts.values())


def _end(side: Sequence[int], present: Mapping[int, int], out: Set[int]) -> int | None:
    """The article by which a joined story is found: one that is still in it, if any is."""
    left = sorted((one in out, one) for one in side if one in present)
    return left[0][1] if left else None


def _owners(connection: Connection, before: Mapping[int, Set[int]], parts: Sequence[Set[int]]) -> dict[int, list[int]]:
    """The groups that go on in each part."""
    part_of = {number: at for at, part in enumerate(parts) for number in part}
    out = {one for sides in _edits(connection, TAKE_OUT, set(part_of)).values() for one in sides.get(0, ())}
    owners: dict[int, list[int]] = defaultdict(list)
    for group, numbers in before.items():
        founder = connection.scalar(select(groups.c.founder).where(groups.c.number == group))
        # an article that was taken out by hand leaves the story to the others
        order = sorted(numbers, key=lambda one: (one in out, one != founder, one))
        owners[part_of[order[0]]].append(group)
    return owners


def _new_group(connection: Connection, founder: int) -> int:
    return add_row(connection, groups, founder=founder, changed=0, read=0, due=False)


def _with_their_clusters(connection: Connection, numbers: Set[int]) -> list[tuple[int, int, int | None]]:
    """These articles and all others of their clusters: number, cluster, group."""
    columns = (articles.c.number, articles.c.cluster, articles.c.group_number)
    found: dict[int, tuple[int, int, int | None]] = {}
    for some in _portions(sorted(numbers)):
        same = select(articles.c.cluster).where(articles.c.number.in_(some), articles.c.cluster.is_not(None))
        for row in connection.execute(select(*columns).where(articles.c.cluster.in_(same))):
            found[row[0]] = (row[0], row[1], row[2])
    return list(found.values())


def _in_groups(connection: Connection, numbers: Set[int]) -> set[int]:
    found: set[int] = set()
    for some in _portions(sorted(numbers)):
        found.update(connection.scalars(select(articles.c.number).where(articles.c.group_number.in_(some))))
    return found


def _gone(connection: Connection, numbers: Set[int]) -> set[int]:
    present: set[int] = set()
    for some in _portions(sorted(numbers)):
        rows = select(articles.c.number).where(articles.c.number.in_(some), articles.c.cluster.is_not(None))
        present.update(connection.scalars(rows))
    return set(numbers) - present


def _edits(connection: Connection, kind: str, numbers: Set[int]) -> dict[int, dict[int, list[int]]]:
    """The edits in force of a kind that name one of these articles: their articles, by side."""
    found: dict[int, dict[int, list[int]]] = {}
    if connection.scalar(select(edits.c.number).where(edits.c.kind == kind).limit(1)) is None:
        return found
    for some in _portions(sorted(numbers)):
        naming = (
            select(anchors.c.edit)
            .join(edits, edits.c.number == anchors.c.edit)
            .where(anchors.c.article.in_(some), edits.c.kind == kind, edits.c.undone_at.is_(None))
        )
        rows = select(anchors.c.edit, anchors.c.side, anchors.c.article).where(anchors.c.edit.in_(naming))
        for edit, side, article in connection.execute(rows):
            sides = found.setdefault(edit, {}).setdefault(side, [])
            if article not in sides:
                sides.append(article)
    return found


def _portions(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE))
