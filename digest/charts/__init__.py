"""Charts as pictures. `drawing` needs matplotlib and is loaded by the process that draws; here is how it is asked."""

from __future__ import annotations

import json
from dataclasses import asdict

from digest.chart import Chart, ChartKind, Series


def chart_line(chart: Chart) -> bytes:
    """The chart as a line of JSON."""
    return json.dumps(asdict(chart), ensure_ascii=True).encode() + b"\n"


def chart_of(line: bytes) -> Chart:
    """The chart of a line. Raises ValueError, KeyError or TypeError for a line that tells none."""
    values = json.loads(line)
    series = tuple(Series(one["name"], tuple(one["values"])) for one in values.pop("series"))
    kind = ChartKind(values.pop("kind"))
    return Chart(series=series, labels=tuple(values.pop("labels")), kind=kind, **values)
