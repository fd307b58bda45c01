"""Pure step: quotations as they arrive -> statements, merged over outlets.

accounts: one per quotation: who, what, in which words to show it, and what it is compared by
likeness: whether two accounts report the same utterance; never other figures or the opposite sense
merging: statements that grow; the fullest literal wording leads
variants: in how many words outlets quote one statement
wording: the words shown beside the speaker's name
"""

from digest.statements.accounts import Account, Claim, Reading, accounts, claim, remembered
from digest.statements.contrast import Differs, difference
from digest.statements.likeness import QUOTED_APART
from digest.statements.merging import Statements, keys, merge
from digest.statements.variants import Variant, shortened
from digest.statements.wording import told

__all__ = [
    "QUOTED_APART",
    "Account",
    "Claim",
    "Differs",
    "Reading",
    "Statements",
    "Variant",
    "accounts",
    "claim",
    "difference",
    "keys",
    "merge",
    "remembered",
    "shortened",
    "told",
]
