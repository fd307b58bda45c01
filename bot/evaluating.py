"""What `wortlaut eval` does: figures to stdout, section by section, then the gate and, if wanted, what goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from digest.errors import BadInput
from digest.evaluation.faults import Finding, chosen, groups
from digest.evaluation.gate import Baseline, Measured, raised, read_baseline, shortcomings, write_baseline
from digest.evaluation.gold import data_folder
from digest.evaluation.listing import listing, overview
from digest.evaluation.listing_page import listing_page
from digest.evaluation.run import CORPORA, NOT_TO_LEARN_FROM, Evaluation, Section, Step
from digest.ports import Analyser

ROOT = Path(__file__).parents[1]
BASELINE = ROOT / "tests" / "eval" / "baseline.json"
"""Floors of the project, where the program runs from its source."""

DATA = ROOT.parent / "shared"
"""Where the development data is looked for when nothing is said."""

FAULTS_ON_THE_PAGE = 200
"""Faults on the HTML page when --errors says nothing."""


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What was asked for on the command line. `raise_floors` writes the baseline; `lower` lets it lower floors."""

    data: Path | None = None
    baseline: Path | None = None
    errors: int = 0
    page: Path | None = None
    only: tuple[str, ...] = ()
    raise_floors: bool = False
    lower: bool = False


def evaluate(analyser: Analyser, options: EvalOptions) -> bool:
    """Measure, print, and return whether all figures are at or above their floors. Raises BadInput."""
    if unknown := set(options.only) - set(CORPORA):
        raise BadInput(f"no corpus {min(unknown)!r}; there are: {', '.join(CORPORA)}")
    kind = analyser.version.partition("-")[0]
    baseline, path = _baseline(options)
    print(f"analyser {analyser.version}", flush=True)
    told = [f"analyser {analyser.version}"]
    measured: list[Measured] = []
    faults: list[Finding] = []
    with _progress() as step:
        run = Evaluation(analyser, _data(options.data), baseline.get(kind, {}), step)
        for section in run.sections(options.only):
            lines = _section_lines(section)
            print("\n".join(lines), flush=True)
            told += lines
            if options.errors and section.details:
                print("\n".join(section.details), flush=True)
            if section.corpus != NOT_TO_LEARN_FROM or NOT_TO_LEARN_FROM in options.only:
                faults += section.faults
            measured += [section.measured] if section.measured is not None else []
    _show_faults(faults, options, told)
    if options.raise_floors:
        _raise_floors(path, baseline, kind, measured, lower=options.lower)
        return True
    return _gate(measured, baseline, kind, path)


def _section_lines(section: Section) -> list[str]:
    sha256 = f" (sha256 {section.measured.sha256[:12]}…)" if section.measured is not None else ""
    return [f"{section.corpus}: {section.about}{sha256}", *section.lines]


def _data(given: Path | None) -> Path | None:
    if given is None:
        return data_folder(DATA) if DATA.is_dir() else None
    return data_folder(given)


def _baseline(options: EvalOptions) -> tuple[Baseline, Path | None]:
    """The floors and the file they are in; none where no file was named and the program has no source beside it."""
    path = options.baseline or (BASELINE if BASELINE.is_file() else None)
    if path is None or (options.raise_floors and not path.exists()):
        return {}, path
    return read_baseline(path), path


def _gate(measured: list[Measured], baseline: Baseline, kind: str, path: Path | None) -> bool:
    floors = baseline.get(kind, {})
    if not any(one.corpus in floors for one in measured):
        print(f"gate: no floors for {kind!r}" + (f" in {path}" if path else " (--baseline names a file)"))
        return True
    wrong = [line for one in measured for line in shortcomings(one, floors.get(one.corpus))]
    for line in wrong:
        print(f"gate: {line}")
    if not wrong:
        print("gate: all figures at or above their floors")
    return not wrong


def _raise_floors(path: Path | None, baseline: Baseline, kind: str, measured: list[Measured], *, lower: bool) -> None:
    if path is None:
        raise BadInput("name the file that the floors are written to: --baseline FILE")
    floors = dict(baseline.get(kind, {}))
    for one in measured:
        floors[one.corpus] = raised(one, floors.get(one.corpus), lower=lower)
    write_baseline(path, {**baseline, kind: floors})
    print(f"floors of {kind!r} written to {path}")


def _show_faults(faults: list[Finding], options: EvalOptions, told: list[str]) -> None:
    if not options.errors and options.page is None:
        return
    grouped = groups(faults)
    summary = [f"what goes wrong: {len(faults)} times", *overview(grouped)]
    print("\n".join([*summary, *listing(chosen(grouped, options.errors))]))
    if options.page is not None:
        shown = chosen(grouped, options.errors or FAULTS_ON_THE_PAGE)
        content = listing_page("Wortlaut: what the analysis gets wrong", "\n".join([*told, *summary]), shown)
        try:
            options.page.write_text(content, encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{options.page}: cannot be written ({error.strerror})") from error
        print(f"{len(shown)} faults written to {options.page}")


@contextmanager
def _progress() -> Iterator[Step]:
    """Where stderr is a terminal, a line that says how far it is."""
    if not sys.stderr.isatty():
        yield lambda _corpus, _done, _total: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda corpus, done, total: status.update(f"{corpus}: {done} of {total}")
