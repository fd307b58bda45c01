"""Pure step: articles as they arrive -> stories (articles on the same event, over outlets and days).

terms: what an article is about, as numbers with weights
index: how like each other articles are, by rarity of what they share, fading with time
joining: average-link clustering
regrouping: stories that grow, become one, fall apart; ids stay
titles: which headline stands for a story
lifetime: since when a story runs, and whether it fell silent or came back
"""

from digest.stories.lifetime import Lifetime, lifetime
from digest.stories.regrouping import MEMORY, WINDOW, Regrouped, Stories, cluster
from digest.stories.terms import ArticleText, content_stems, stem

__all__ = [
    "MEMORY",
    "WINDOW",
    "ArticleText",
    "Lifetime",
    "Regrouped",
    "Stories",
    "cluster",
    "content_stems",
    "lifetime",
    "stem",
]
