"""The network: encoder, heads for words, and a small second encoder that reads the surroundings of one quotation.

The findings of the rules join above the frozen lower layers and in the second encoder; at first they change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from digest.analysis.tagger.hints import HINT_WIDTH
from digest.analysis.tagger.labels import ENTITY_LABELS, MEMORY_WIDTH, MODES, ROLE_COUNT, label_count
from digest.analysis.tagger.segments import DISTANCE_COUNT
from digest.training.base_model import BaseModel, Shape

MEMORY = MEMORY_WIDTH // 2
"""Width of each of the two views (as word, as content)."""


@dataclass(frozen=True, slots=True)
class WordScores:
    """Per word of each window: label scores and what the role network reads."""

    content: Tensor
    entity: Tensor
    sentence: Tensor
    memory: Tensor


class EncoderLayer(nn.Module):
    """One layer of the base encoder (BERT, normalisation after each half)."""

    def __init__(self, hidden: int, heads: int, feed_forward: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.widen = nn.Linear(hidden, feed_forward)
        self.narrow = nn.Linear(feed_forward, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """`states` is windows x places x hidden; `mask` is added to the attention scores."""
        rows, places, hidden = states.shape
        shape = (rows, places, self.heads, hidden // self.heads)
        query, key, value = (layer(states).view(shape).transpose(1, 2) for layer in (self.query, self.key, self.value))
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(rows, places, hidden)
        states = self.attention_norm(states + self.dropout(self.output(seen)))
        return self.output_norm(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))


def attention_mask(valid: Tensor) -> Tensor:
    """Additive mask from 1.0 for a place that exists and 0.0 for padding."""
    return (1.0 - valid)[:, None, None, :] * -1e4


class Encoder(nn.Module):
    """The base encoder without its embedding table: piece vectors in, contextual vectors out."""

    def __init__(self, shape: Shape, layers: int, dropout: float) -> None:
        super().__init__()
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.layers = nn.ModuleList(
            EncoderLayer(shape.hidden, shape.heads, shape.feed_forward, shape.epsilon, dropout) for _ in range(layers)
        )

    def lower(self, vectors: Tensor, mask: Tensor | None, count: int) -> Tensor:
        """What the lowest `count` layers make of the piece vectors."""
        states = self.norm(vectors + self.positions.weight[: vectors.shape[1]])
        for layer in self.layers[:count]:
            states = layer(states, mask)
        return states

    def upper(self, states: Tensor, mask: Tensor | None, first: int) -> Tensor:
        """What the layers from `first` on make of the states below them."""
        for layer in self.layers[first:]:
            states = layer(states, mask)
        return states

    def load_base(self, base: BaseModel) -> None:
        """Take over the base model's matrices."""
        take = {name: torch.from_numpy(value) for name, value in base.tensors.items()}
        hidden = base.shape.hidden
        with torch.no_grad():
            kind = take["emb.type"][:hidden]
            self.positions.weight.copy_(take["emb.pos"].view(-1, hidden) + kind)
            self.norm.weight.copy_(take["emb.ln.w"])
            self.norm.bias.copy_(take["emb.ln.b"])
            for number, layer in enumerate(self.layers):
                for part, module in _parts(layer):
                    module.weight.copy_(take[f"l{number}.{part}.w"])
                    module.bias.copy_(take[f"l{number}.{part}.b"])


def _parts(layer: nn.Module) -> list[tuple[str, nn.Module]]:
    """Names in the base model's file -> modules of a layer."""
    return [
        ("q", layer.query), ("k", layer.key), ("v", layer.value), ("ao", layer.output), ("aln", layer.attention_norm),
        ("fi", layer.widen), ("fo", layer.narrow), ("oln", layer.output_norm),
    ]  # fmt: skip


class RoleNetwork(nn.Module):
    """Reads the words around one candidate content: what each is to it, and whether it is a quotation at all."""

    def __init__(self, width: int = MEMORY, layers: int = 2, heads: int = 4, dropout: float = 0.1) -> None:
        super().__init__()
        self.product = nn.Linear(width, width)
        self.distance = nn.Embedding(DISTANCE_COUNT, width)
        self.proposed = nn.Linear(ROLE_COUNT, width, bias=False)
        nn.init.zeros_(self.proposed.weight)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(EncoderLayer(width, heads, 2 * width, 1e-5, dropout) for _ in range(layers))
        self.roles = nn.Linear(width, ROLE_COUNT)
        self.verdict = nn.Linear(2 * width, 1 + len(MODES))

    def forward(
        self, memory: Tensor, inside: Tensor, distance: Tensor, valid: Tensor | None, proposed: Tensor
    ) -> tuple[Tensor, Tensor]:
        """`memory` is candidates x words x two views, `proposed` the roles the rules give each word, `valid` 0.0 for
        padding (None: there is none). Returns role scores per word, and per candidate the score of being a quotation
        followed by those of the modes.
        """
        word, content = memory.chunk(2, dim=-1)
        share = inside / inside.sum(dim=1, keepdim=True).clamp(min=1.0)
        summary = torch.einsum("qw,qwd->qd", share, content)[:, None, :]
        states = self.norm(
            word + summary + self.product(word * summary) + self.distance(distance) + self.proposed(proposed)
        )
        mask = attention_mask(valid) if valid is not None else None
        for layer in self.layers:
            states = layer(states, mask)
        pooled = torch.einsum("qw,qwd->qd", share, states)
        counted = valid if valid is not None else torch.ones_like(inside)
        around = torch.einsum("qw,qwd->qd", counted / counted.sum(dim=1, keepdim=True), states)
        return self.roles(states), self.verdict(torch.cat([pooled, around], dim=-1))


class Network(nn.Module):
    """Everything that is trained."""

    def __init__(self, shape: Shape, layers: int, hinted_layer: int, dropout: float) -> None:
        super().__init__()
        hidden = shape.hidden
        self.encoder = Encoder(shape, layers, dropout)
        self.hinted_layer = hinted_layer
        self.hints = nn.Linear(HINT_WIDTH, hidden, bias=False)
        nn.init.zeros_(self.hints.weight)
        self.register_buffer("mean", torch.zeros(hidden))
        self.register_buffer("deviation", torch.ones(hidden))
        self.dropout = nn.Dropout(dropout)
        self.content = nn.Linear(hidden, label_count(len(MODES)))
        self.entity = nn.Linear(hidden, label_count(len(ENTITY_LABELS)))
        self.sentence = nn.Linear(hidden, 1)
        self.memory = nn.Linear(hidden, 2 * MEMORY)
        self.role_network = RoleNetwork(dropout=dropout)

    def standardised(self, states: Tensor) -> Tensor:
        """Encoder output standardised per dimension: its common offset hides the signal from a linear head."""
        return (states - self.mean) / self.deviation

    def forward(self, vectors: Tensor, first: Tensor, last: Tensor, hints: Tensor) -> WordScores:
        """Scores of windows without padding. `first` and `last` are windows x words: places of each word's pieces;
        `hints` is windows x places x HINT_WIDTH.
        """
        lower = self.encoder.lower(vectors, None, self.hinted_layer)
        return self.heads(self.hinted(lower, None, hints), first, last)

    def hinted(self, lower: Tensor, mask: Tensor | None, hints: Tensor) -> Tensor:
        """The encoder's output from its lower layers' and what the rules found, which joins in between."""
        return self.encoder.upper(lower + self.hints(hints), mask, self.hinted_layer)

    def heads(self, states: Tensor, first: Tensor, last: Tensor) -> WordScores:
        """The heads' scores for the encoder's output."""
        states = self.standardised(states)
        words = self.dropout((_take(states, first) + _take(states, last)) / 2)
        return WordScores(self.content(words), self.entity(words), self.sentence(words)[..., 0], self.memory(words))


def _take(states: Tensor, places: Tensor) -> Tensor:
    return torch.gather(states, 1, places[..., None].expand(-1, -1, states.shape[-1]))
