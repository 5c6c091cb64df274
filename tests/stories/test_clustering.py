"""One wrong pair never chains two clusters together."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.stories.clustering import BLOCK, CANNOT_LINK, candidate_pairs, cluster

SIZE = 9
PAIRS = list(combinations(range(SIZE), 2))
scores = st.fixed_dictionaries({pair: st.sampled_from([CANNOT_LINK, None, 0.0, 0.3, 0.6, 0.9, 1.0]) for pair in PAIRS})


def test_one_wrong_pair_does_not_chain_two_clusters() -> None:
    alike = {(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)}
    affinity = {pair: 1.0 if pair in alike or pair == (2, 3) else 0.0 for pair in combinations(range(6), 2)}
    assert cluster(6, affinity, lambda a, b: affinity[a, b], 0.5) == [[0, 1, 2], [3, 4, 5]]


def test_members_that_have_no_opinion_do_not_stand_in_the_way() -> None:
    affinity = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): None}
    assert cluster(3, affinity, lambda a, b: affinity[a, b], 0.5) == [[0, 1, 2]]


@given(scores)
def test_every_item_is_in_exactly_one_cluster(affinity: dict[tuple[int, int], float | None]) -> None:
    clusters = cluster(SIZE, PAIRS, lambda a, b: affinity[a, b], 0.5)
    assert sorted(item for members in clusters for item in members) == list(range(SIZE))


@given(scores)
def test_a_cannot_link_is_never_broken(affinity: dict[tuple[int, int], float | None]) -> None:
    clusters = cluster(SIZE, PAIRS, lambda a, b: affinity[a, b], 0.5)
    assert all(affinity[pair] != CANNOT_LINK for members in clusters for pair in combinations(members, 2))


@given(scores)
def test_what_is_barred_is_never_joined(affinity: dict[tuple[int, int], float | None]) -> None:
    """Here clusters of more than three, whatever their members say of each other."""
    clusters = cluster(
        SIZE, PAIRS, lambda a, b: affinity[a, b], 0.5, barred=lambda left, right: len(left) + len(right) > 3
    )
    assert all(len(members) <= 3 for members in clusters)


@given(scores, st.randoms())
def test_the_order_of_candidates_does_not_matter(affinity: dict[tuple[int, int], float | None], order: object) -> None:
    shuffled = PAIRS[:]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    expected = cluster(SIZE, PAIRS, lambda a, b: affinity[a, b], 0.5)
    assert cluster(SIZE, shuffled, lambda a, b: affinity[a, b], 0.5) == expected


def test_candidates_grow_with_the_items_and_not_with_their_square() -> None:
    assert len(candidate_pairs([["common"]] * 1000)) < BLOCK * 1000


def test_a_key_that_two_share_makes_them_candidates() -> None:
    assert candidate_pairs([["a"], ["b"], ["a", "b"], []]) == [(0, 2), (1, 2)]
