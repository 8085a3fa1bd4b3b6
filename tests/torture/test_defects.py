"""Faults that somebody could make, each put into a copy of the project and found by the test that is named for it.

A net is as good as what it was seen to catch: where one of these is not found, a check has gone blind.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis")


@dataclass(frozen=True)
class Defect:
    """`right` stands once in `path`; with `wrong` instead the `test` must fail."""

    name: str
    path: str
    right: str
    wrong: str
    test: str


DEFECTS = [
    Defect(
        "the stock condition is dropped",
        "domain/catalog/stock.py",
        "before >= pieces",
        "before == before",
        "tests/domain/catalog/test_stock.py::test_more_than_there_is_is_refused_with_what_is_left",
    ),
    Defect(
        "a commission has no unique key",
        "domain/angels/models/crediting.py",
        '        UniqueConstraint("order_line_id"),\n        Index("ix_commissions_angel"',
        '        Index("ix_commissions_angel"',
        "tests/domain/angels/test_one_level.py::test_a_line_has_one_commission",
    ),
    Defect(
        "the signature of a notice is not looked at",
        "adapters/payments/sandbox.py",
        "if not hmac.compare_digest(",
        "if False and not hmac.compare_digest(",
        "tests/site/payments/test_notify.py::test_a_notice_that_is_not_right_changes_nothing_and_is_logged",
    ),
    Defect(
        "the amount of a notice is not compared",
        "domain/orders/actions/payment.py",
        "    if (notice.amount_cents, notice.currency) != (order.total_cents, order.currency):",
        "    if notice.currency != order.currency:",
        "tests/domain/orders/test_payment.py::test_a_notice_that_does_not_fit_changes_nothing",
    ),
    Defect(
        "a copy of a notice is taken again",
        "domain/orders/actions/payment.py",
        "    return bool(session.scalar(",
        "    return False and bool(session.scalar(",
        "tests/domain/orders/test_payment.py::test_a_notice_pays_the_order_and_its_copies_change_nothing",
    ),
    Defect(
        "a reversal is rounded by itself",
        "domain/angels/commissions.py",
        "    stays = earned(remaining_base_cents, commission.rate_bps, commission.cap_cents)\n",
        "    gone = commission.base_cents - remaining_base_cents\n"
        "    stays = commission.amount_cents - earned(gone, commission.rate_bps, commission.cap_cents)\n",
        "tests/domain/orders/test_refunds.py::test_partial_refunds_never_drift",
    ),
    Defect(
        "a share is rounded up",
        "core/money.py",
        "return base_cents * rate_bps // 10_000",
        "return -(-base_cents * rate_bps // 10_000)",
        "tests/core/test_money.py::test_a_share_is_never_more_than_promised",
    ),
    Defect(
        "an entry need not balance",
        "domain/ledger/triggers.py",
        "(SELECT sum(amount_cents) FROM entry_lines WHERE entry_id = NEW.id) <> 0;",
        "(SELECT sum(amount_cents) FROM entry_lines WHERE entry_id = NEW.id) IS NULL;",
        "tests/domain/ledger/test_triggers.py::test_the_database_refuses",
    ),
    Defect(
        "the key of a checkout is not remembered",
        "domain/orders/actions/checkout.py",
        "    there = _earlier(",
        "    there = None and _earlier(",
        "tests/domain/orders/test_place_order.py::test_the_same_key_with_the_same_body_answers_the_same",
    ),
    Defect(
        "a commission vests while something is open",
        "domain/angels/commissions.py",
        "Commission.vests_at <= at, ~is_held",
        "Commission.vests_at <= at",
        "tests/domain/orders/test_refunds.py::test_nothing_vests_while_a_refund_is_open",
    ),
    Defect(
        "any merchant may decide about any order",
        "domain/orders/actions/steps.py",
        "_found(_MERCHANTS, number=number, merchants=sorted(actor.merchant_ids))",
        "_found(_NUMBERED, number=number)",
        "tests/domain/orders/test_refunds.py::test_only_the_merchant_decides_and_only_on_her_orders",
    ),
    Defect(
        "SQLite does not wait for the disk",
        "core/db.py",
        '"synchronous=FULL"',
        '"synchronous=NORMAL"',
        "tests/core/test_basics.py",
    ),
    Defect(
        "a commit happens before the consequences",
        "core/unit.py",
        "        result = work()\n        _draw_consequences(unit)\n        session.commit()\n        return result, unit\n",
        "        result = work()\n        session.commit()\n        _draw_consequences(unit)\n        return result, unit\n",
        "tests/core/test_unit.py",
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("defects") / "project"
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED, symlinks=True)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_seeded_defect_is_caught(copy: Path, defect: Defect) -> None:
    path = copy / defect.path
    right = path.read_text(encoding="utf-8")
    assert right.count(defect.right) == 1, f"{defect.path} has changed: seed this defect anew"
    path.write_text(right.replace(defect.right, defect.wrong), encoding="utf-8")
    try:
        tried = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:xdist",
                defect.test,
            ],
            cwd=copy,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
            capture_output=True,
            text=True,
        )
    finally:
        path.write_text(right, encoding="utf-8")
    # A test that could not be run at all has caught nothing.
    assert tried.returncode == 1 and "1 failed" in tried.stdout, tried.stdout[-3000:] + tried.stderr[-1000:]
