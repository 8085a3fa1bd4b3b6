"""How hard the site is tried: a short form in ./check, the full one in `./check torture` (TORTURE=full)."""

import os
from dataclasses import dataclass
from random import Random

SEED = int(os.environ.get("TORTURE_SEED", "20"))


@dataclass(frozen=True)
class Intensity:
    buyers: int
    pieces: int
    buyers_of_the_last_piece: int
    crossing_carts: int
    kills: int
    workers_to_kill: int
    database_stops: int
    # So many walks of so many steps, each in a world of its own, so that its tables stay small.
    walks: int
    money_steps: int


SHORT = Intensity(
    buyers=100,
    pieces=20,
    buyers_of_the_last_piece=50,
    crossing_carts=15,
    kills=20,
    # Half of the time goes into starting them.
    workers_to_kill=1,
    database_stops=5,
    walks=1,
    money_steps=400,
)
FULL = Intensity(
    buyers=500,
    pieces=100,
    buyers_of_the_last_piece=2_000,
    crossing_carts=60,
    kills=1_000,
    workers_to_kill=2,
    database_stops=200,
    walks=100,
    money_steps=10_000,
)
IS_FULL = os.environ.get("TORTURE") == "full"
NOW = FULL if IS_FULL else SHORT


def chance(of: str) -> Random:
    """The luck of one test: the same for the same seed, which a failure names."""
    print(f"TORTURE_SEED={SEED}")
    return Random(f"{SEED} {of}")
