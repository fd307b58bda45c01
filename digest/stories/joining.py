"""Average-link clustering: the two clusters of the highest mean similarity become one, down to a threshold."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping

Sums = dict[int, dict[int, float]]
"""For pairs of nodes the sum of the similarities between their members, kept both ways."""


def average_link(
    sizes: Mapping[int, int], sums: Sums, threshold: float, settled: Collection[int] = ()
) -> list[tuple[int, ...]]:
    """Return the nodes in clusters, each ascending; `sizes` are their members.

    Two `settled` nodes never come into one cluster: what lies between them is not in `sums`. Sums are added on joining,
    so that no mean is computed twice; ties fall to the lower numbers.
    """
    clusters: dict[int, tuple[int, ...]] = {node: (node,) for node in sizes}
    members = dict(sizes)
    between: Sums = {node: dict(sums.get(node, {})) for node in sizes}
    fixed = set(settled)

    def mean(one: int, other: int) -> float:
        return between[one][other] / (members[one] * members[other])

    queue = [(-mean(one, other), one, other) for one in sizes for other in between[one] if one < other]
    heapq.heapify(queue)
    fresh = max(sizes, default=0) + 1
    while queue and -queue[0][0] >= threshold:
        _, one, other = heapq.heappop(queue)
        if one not in clusters or other not in clusters or (one in fixed and other in fixed):
            continue
        clusters[fresh] = clusters.pop(one) + clusters.pop(other)
        members[fresh] = members[one] + members[other]
        if one in fixed or other in fixed:
            fixed.add(fresh)
        between[fresh] = _joined(between, one, other)
        for neighbour, total in between[fresh].items():
            for gone in (one, other):
                between[neighbour].pop(gone, None)
            between[neighbour][fresh] = total
            heapq.heappush(queue, (-mean(neighbour, fresh), neighbour, fresh))
        fresh += 1
    return sorted(tuple(sorted(cluster)) for cluster in clusters.values())


def _joined(between: Sums, one: int, other: int) -> dict[int, float]:
    """The sums of both to their neighbours; both are taken out."""
    joined: dict[int, float] = defaultdict(float)
    for gone in (one, other):
        for neighbour, total in between.pop(gone).items():
            if neighbour not in (one, other):
                joined[neighbour] += total
    return dict(joined)
