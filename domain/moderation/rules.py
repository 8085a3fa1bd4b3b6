"""The numbers and words of moderation, and how the log of actions is chained. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

# Why something is reported, and why it is folded or somebody suspended.
REASONS = ("spam", "abuse", "false_claim", "private_data", "counterfeit", "illegal", "other")
# Why nothing was done, and why something was undone.
NO_BREACH = "no_breach"
RECONSIDERED = "reconsidered"

SUSPENSION_DAYS = (1, 3, 7, 30)
REPORTS_A_DAY = 10
# What so many people have reported is in doubt until a moderator has looked.
DOUBTED_FROM = 3
DAY = timedelta(days=1)
REPORT_TEXT_MAX = 1_000
WORDS_MAX = 500

# What the first action follows.
GENESIS = "0" * 64


def hash_of_text(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def hash_of_action(previous_hash: str, facts: Mapping[str, Any]) -> str:
    """The hash of an action and of all before it."""
    return hashlib.sha256(f"{previous_hash}\n{canonical(facts)}".encode()).hexdigest()


def canonical(facts: Mapping[str, Any]) -> str:
    """One spelling for the same facts, whatever order a database gives them back in."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
