"""The training loop: batches, losses, schedule, checkpoints that survive a pause."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from digest.analysis.tagger.embeddings import PackedTable
from digest.analysis.tagger.hints import HINT_WIDTH, Proposal, by_piece, mark_proposals
from digest.analysis.tagger.labels import CONTENT, FRAME, ROLE_COUNT, SPEAKER
from digest.corpora import Scheme
from digest.training.base_model import BaseModel
from digest.training.candidates import Lesson, lessons_for, padded
from digest.training.dataset import Batch, Example, collate, shuffled_batches
from digest.training.network import Network, WordScores, attention_mask

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """Decisions of a training run. Shares are the part of an auxiliary corpus that each epoch sees.

    `frozen_layers` are the lowest layers kept as they are (the embedding table always is). `layer_decay` is the factor
    on the learning rate from one layer to the next lower one. The learning rate falls to zero over
    `epochs`, of which `stop_after` are run. `hint_dropout` is how often a window is shown without what
    the rules found, `proposal_dropout` how often a quotation they found is kept back: they are a little better on the
    articles they were written with than on others (joint F1 73.9 on training articles, 68.5 on corpus-de dev).
    """

    seed: int = 20261125
    epochs: int = 6
    layers: int = 12
    frozen_layers: int = 4
    dropout: float = 0.1
    encoder_rate: float = 8e-5
    head_rate: float = 1e-3
    role_rate: float = 6e-4
    layer_decay: float = 0.95
    warmup: float = 0.1
    batch_pieces: int = 3000
    germeval_share: float = 0.6
    smartdata_share: float = 0.25
    gepade_share: float = 0.5
    germeval_group: int = 8
    role_weight: float = 0.05
    verdict_weight: float = 0.5
    positive_weight: float = 2.0
    half_precision: bool = True
    restyle: bool = True
    stop_after: int = 6
    hint_dropout: float = 0.1
    proposal_dropout: float = 0.08


@dataclass(frozen=True, slots=True)
class Corpus:
    """Windows of one corpus and the share of them that an epoch takes."""

    examples: tuple[Example, ...]
    share: float


def new_network(base: BaseModel, config: Config) -> Network:
    """A network with the base encoder's weights and fresh heads."""
    torch.manual_seed(config.seed)
    network = Network(base.shape, config.layers, config.frozen_layers, config.dropout)
    network.encoder.load_base(base)
    frozen = [network.encoder.positions, network.encoder.norm, *network.encoder.layers[: config.frozen_layers]]
    for module in frozen:
        module.requires_grad_(False)
    return network


def shorten(network: Network, layers: int) -> None:
    """Take off the encoder's upper layers; the heads then learn to read the lower ones."""
    network.encoder.layers = network.encoder.layers[:layers]


def standardise(network: Network, table: PackedTable, examples: Sequence[Example]) -> None:
    """Measure mean and deviation of the encoder's output per dimension, on a sample, before training."""
    network.eval()
    batch = collate(examples)
    valid = torch.from_numpy(batch.valid)
    with torch.no_grad():
        mask = attention_mask(valid)
        lower = network.encoder.lower(_vectors(table, batch), mask, network.hinted_layer)
        states = network.encoder.upper(lower, mask, network.hinted_layer)[valid > 0]
        network.mean.copy_(states.mean(dim=0))
        network.deviation.copy_(states.std(dim=0).clamp(min=1e-3))


class LowerStates:
    """Output of the frozen layers for every window, computed once: they never change during training."""

    def __init__(self, network: Network, table: PackedTable, frozen: int) -> None:
        self._network, self._table, self._frozen = network, table, frozen
        self._known: dict[int, Tensor] = {}

    def of(self, batch: Batch) -> Tensor:
        """States of a batch, windows x places x hidden."""
        missing = [example for example in batch.examples if id(example) not in self._known]
        if missing:
            self._compute(missing)
        states = [self._known[id(example)] for example in batch.examples]
        return torch.nn.utils.rnn.pad_sequence(states, batch_first=True)

    def _compute(self, examples: Sequence[Example]) -> None:
        training = self._network.training
        self._network.eval()
        batch = collate(examples)
        mask = attention_mask(torch.from_numpy(batch.valid))
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._network.encoder.lower(_vectors(self._table, batch), mask, self._frozen)
        for row, example in enumerate(examples):
            self._known[id(example)] = states[row, : len(example)].to(torch.bfloat16).clone()
        self._network.train(training)


def _vectors(table: PackedTable, batch: Batch) -> Tensor:
    """The embeddings of a batch, windows x places x hidden."""
    rows, places = batch.pieces.shape
    return torch.from_numpy(table.rows(batch.pieces.reshape(-1)).reshape(rows, places, -1))


def run_training(network: Network, table: PackedTable, corpora: Sequence[Corpus], config: Config, folder: Path) -> None:
    """Train until the last epoch, going on from `folder`/checkpoint.pt where there is one."""
    optimizer = torch.optim.AdamW(_parameter_groups(network, config), weight_decay=0.01)
    steps_per_epoch = len(_epoch_batches(corpora, config, 0))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _linear(config.epochs * steps_per_epoch, config.warmup))
    checkpoint = folder / "checkpoint.pt"
    first = _resume(checkpoint, network, optimizer, schedule)
    lower = LowerStates(network, table, config.frozen_layers)
    for epoch in range(first, min(config.epochs, config.stop_after)):
        generator = np.random.default_rng([config.seed, epoch])
        torch.manual_seed(config.seed + epoch)
        network.train()
        batches = _epoch_batches(corpora, config, epoch)
        for number, examples in enumerate(batches[:steps_per_epoch]):
            losses = _losses(network, lower, collate(examples), config, generator)
            optimizer.zero_grad(set_to_none=True)
            torch.stack(list(losses.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if number % 10 == 0:
                shown = {name: round(value.item(), 4) for name, value in losses.items()}
                _LOG.info("epoch %d step %d of %d: %s", epoch, number, steps_per_epoch, json.dumps(shown))
        _keep(checkpoint, epoch + 1, network, optimizer, schedule, config)


def _epoch_batches(corpora: Sequence[Corpus], config: Config, epoch: int) -> list[list[Example]]:
    """The batches of one epoch: all of a corpus, or the next stretch of it in a fixed random order."""
    generator = np.random.default_rng([config.seed, 1, epoch])
    chosen: list[list[Example]] = []
    for corpus in corpora:
        order = np.random.default_rng(config.seed).permutation(len(corpus.examples))
        size = round(corpus.share * len(order))
        places = (np.arange(size) + epoch * size) % max(len(order), 1)
        chosen += shuffled_batches([corpus.examples[order[i]] for i in places], config.batch_pieces, generator)
    return [chosen[i] for i in generator.permutation(len(chosen))]


def _parameter_groups(network: Network, config: Config) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for number, layer in enumerate(network.encoder.layers):
        if number >= config.frozen_layers:
            rate = config.encoder_rate * config.layer_decay ** (len(network.encoder.layers) - 1 - number)
            groups.append({"params": list(layer.parameters()), "lr": rate})
    heads = [network.content, network.entity, network.sentence, network.memory, network.hints]
    groups.append({"params": _parameters(heads), "lr": config.head_rate})
    groups.append({"params": _parameters([network.role_network]), "lr": config.role_rate})
    return groups


def _parameters(modules: Iterable[torch.nn.Module]) -> list[torch.nn.Parameter]:
    return [parameter for module in modules for parameter in module.parameters()]


def _linear(total: int, warmup: float) -> Any:
    """Up to the full rate over the first part of all steps, then down to zero."""
    rise = max(1, int(total * warmup))
    return lambda step: min((step + 1) / rise, max(0.0, (total - step) / max(1, total - rise)))


def _losses(
    network: Network, lower: LowerStates, batch: Batch, config: Config, generator: np.random.Generator
) -> dict[str, Tensor]:
    mask = attention_mask(torch.from_numpy(batch.valid))
    proposals = [_proposals_shown(example, config, generator) for example in batch.examples]
    hints = torch.from_numpy(_hint_marks(batch, proposals))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config.half_precision):
        states = network.hinted(lower.of(batch).float(), mask, hints)
        scores = network.heads(states, torch.from_numpy(batch.first), torch.from_numpy(batch.last))
    scores = WordScores(scores.content.float(), scores.entity.float(), scores.sentence.float(), scores.memory.float())
    losses = {
        "content": _content_loss(scores, batch),
        "entity": _entity_loss(scores, batch),
        "sentence": 0.2 * _sentence_loss(scores, batch),
    }
    contents = scores.content.detach().numpy()
    lessons = [
        lesson
        for row, example in enumerate(batch.examples)
        for lesson in lessons_for(row, example, proposals[row] or (), contents[row, : len(example.first)], generator)
    ]
    if lessons:
        losses |= _role_losses(network, scores.memory, lessons, batch, config)
    return losses


def _proposals_shown(example: Example, config: Config, generator: np.random.Generator) -> tuple[Proposal, ...] | None:
    """The findings of the rules that the network sees this time; None: it shall do without, entities included."""
    if generator.random() < config.hint_dropout:
        return None
    kept = generator.random(len(example.proposals)) >= config.proposal_dropout
    return tuple(proposal for proposal, keep in zip(example.proposals, kept, strict=True) if keep)


def _hint_marks(batch: Batch, proposals: Sequence[tuple[Proposal, ...] | None]) -> npt.NDArray[np.float32]:
    """Windows x places x HINT_WIDTH."""
    hints = np.zeros((*batch.pieces.shape, HINT_WIDTH), np.float32)
    for row, (example, shown) in enumerate(zip(batch.examples, proposals, strict=True)):
        if shown is not None:
            marks = example.entity_hints.copy()
            mark_proposals(marks, shown)
            hints[row, 1 : len(example) - 1] = by_piece(marks, example.first - 1, len(example) - 2)
    return hints


def _content_loss(scores: WordScores, batch: Batch) -> Tensor:
    judged = torch.tensor([e.scheme is Scheme.QUOTATIONS for e in batch.examples], dtype=torch.float32)
    weight = torch.from_numpy(batch.word_valid) * judged[:, None]
    each = functional.cross_entropy(scores.content.transpose(1, 2), torch.from_numpy(batch.content), reduction="none")
    return (each * weight).sum() / weight.sum().clamp(min=1.0)


def _entity_loss(scores: WordScores, batch: Batch) -> Tensor:
    """Minus the log of the probability that any allowed label gets."""
    allowed = torch.from_numpy(batch.allowed)
    logs = functional.log_softmax(scores.entity, dim=-1).masked_fill(~allowed, -1e4)
    weight = torch.from_numpy(batch.word_valid)
    return -(torch.logsumexp(logs, dim=-1) * weight).sum() / weight.sum()


def _sentence_loss(scores: WordScores, batch: Batch) -> Tensor:
    target = torch.from_numpy(batch.sentence)
    weight = torch.from_numpy(batch.word_valid) * (target.sum(dim=1, keepdim=True) > 0)
    each = functional.binary_cross_entropy_with_logits(scores.sentence, target, reduction="none")
    return (each * weight).sum() / weight.sum().clamp(min=1.0)


def _role_losses(
    network: Network, memory: Tensor, lessons: Sequence[Lesson], batch: Batch, config: Config
) -> dict[str, Tensor]:
    index, inside, distance, valid = (torch.from_numpy(x) for x in padded([lesson.segment for lesson in lessons]))
    rows = torch.tensor([lesson.row for lesson in lessons])
    proposed = torch.zeros(*index.shape, ROLE_COUNT)
    for i, lesson in enumerate(lessons):
        proposed[i, : len(lesson.segment)] = torch.from_numpy(lesson.proposed)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config.half_precision):
        roles, verdict = network.role_network(memory[rows[:, None], index], inside, distance, valid, proposed)
    roles, verdict = roles.float(), verdict.float()
    target, weight = _role_targets(lessons, batch, index.shape[1])
    positive = torch.full((ROLE_COUNT,), config.positive_weight)
    positive[CONTENT] = 1.0
    each = functional.binary_cross_entropy_with_logits(roles, target, pos_weight=positive, reduction="none")
    true = weight[:, 0, SPEAKER].sum().clamp(min=1.0)
    judged = torch.tensor([batch.examples[lesson.row].scheme is Scheme.QUOTATIONS for lesson in lessons])
    return {
        "roles": config.role_weight * (each * weight).sum() / true,
        "verdict": config.verdict_weight * _verdict_loss(verdict, lessons, judged),
    }


def _role_targets(lessons: Sequence[Lesson], batch: Batch, width: int) -> tuple[Tensor, Tensor]:
    """Marks and weights, candidates x words x roles. Speeches have no frames; a false candidate teaches no roles."""
    target = torch.zeros(len(lessons), width, ROLE_COUNT)
    weight = torch.zeros(len(lessons), width, ROLE_COUNT)
    column = torch.tensor([0.3, 1.0, 1.0, 0.7, 1.0])
    for i, lesson in enumerate(lessons):
        if lesson.truth is not None:
            segment = lesson.segment
            target[i, : len(segment)] = torch.from_numpy(lesson.truth.roles[segment.start : segment.end])
            weight[i, : len(segment)] = column
            if batch.examples[lesson.row].scheme is Scheme.SPEECH:
                weight[i, :, FRAME] = 0.0
    return target, weight


def _verdict_loss(verdict: Tensor, lessons: Sequence[Lesson], judged: Tensor) -> Tensor:
    true = torch.tensor([lesson.truth is not None for lesson in lessons])
    each = functional.binary_cross_entropy_with_logits(verdict[:, 0], true.float(), reduction="none")
    loss = (each * judged).sum() / judged.sum().clamp(min=1)
    kinds = torch.tensor([lesson.truth.kind if lesson.truth else 0 for lesson in lessons])
    modes = functional.cross_entropy(verdict[:, 1:], kinds, reduction="none")
    sure = true & judged
    return loss + 0.5 * (modes * sure).sum() / sure.sum().clamp(min=1)


def _keep(path: Path, epoch: int, network: Network, optimizer: Any, schedule: Any, config: Config) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {
        "epoch": epoch, "network": network.state_dict(), "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(), "config": asdict(config),
    }  # fmt: skip
    waiting = path.with_suffix(".new")
    torch.save(state, waiting)
    waiting.replace(path)
    _LOG.info("kept %s after epoch %d", path, epoch)


def _resume(path: Path, network: Network, optimizer: Any, schedule: Any) -> int:
    """The epoch to go on with: 0, or where a checkpoint left off."""
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["epoch"])
