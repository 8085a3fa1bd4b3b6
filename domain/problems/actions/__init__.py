"""The verbs of the problem desk."""

from domain.problems.actions.folding import fold_problem, restore_problem
from domain.problems.actions.pictures import keep_problem_pictures, sweep_problem_pictures
from domain.problems.actions.settling import delete_problem, reopen, solve, solve_due
from domain.problems.actions.telling import say, tell_of

__all__ = [
    "delete_problem",
    "fold_problem",
    "keep_problem_pictures",
    "reopen",
    "restore_problem",
    "say",
    "solve",
    "solve_due",
    "sweep_problem_pictures",
    "tell_of",
]
