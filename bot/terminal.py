"""What the command line prints while it works: progress and outcomes to stderr, results to stdout.

Nothing here decides anything; it turns values into lines.
"""

from __future__ import annotations
