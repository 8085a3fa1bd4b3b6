"""What happens at the problem desk."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class ProblemTold(Event):
    """A buyer told of a problem, said more about it, or that it is not solved after all. `act`: opened, said,
    reopened."""

    problem_id: int
    product_id: int
    by_id: int
    act: str


@dataclass(frozen=True, slots=True)
class ProblemAnswered(Event):
    """The merchant's people answered."""

    problem_id: int
    product_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class ProblemSolved(Event):
    problem_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class BatchSuspected(Event):
    """Several buyers of one batch told of the same."""

    alert_id: int
    product_id: int
