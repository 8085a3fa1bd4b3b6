"""The address book: only its owner reads and changes it. An order keeps a copy of its own."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.orders.actions.cart import lock_buyer
from domain.orders.actions.words import typed
from domain.orders.address_rules import LIMITS, MAX_ADDRESSES, problem_with_address
from domain.orders.models import Address
from domain.people.policy import can_write, is_signed_in
from domain.people.viewer import Viewer


@action(quiet=True)
def keep_address(
    actor: Viewer, fields: Mapping[str, str], *, address_id: int | None = None, is_default: bool = False
) -> int:
    """Keeps a new address, or changes one of the actor's own. The first one is the default. Raises Refused at the
    field that is wrong, NotFound for an address that is not hers. Returns its id."""
    require(can_write(actor))
    values = _checked(fields)
    lock_buyer(actor.id)
    if address_id is None:
        address = Address(user_id=actor.id, used_at=clock.now(), **values)
        if _count(actor.id) >= MAX_ADDRESSES:
            raise Refused(N_("You can keep %(max)s addresses. Delete one first."), max=MAX_ADDRESSES)
        session.add(address)
    else:
        address = _own(actor, address_id)
        for name, value in values.items():
            setattr(address, name, value)
    session.flush()
    if is_default or _count(actor.id) == 1:
        _make_default(actor.id, address.id)
    return address.id


@action(quiet=True)
def make_default_address(actor: Viewer, address_id: int) -> None:
    require(can_write(actor))
    lock_buyer(actor.id)
    _make_default(actor.id, _own(actor, address_id).id)


@action(quiet=True)
def delete_address(actor: Viewer, address_id: int) -> None:
    """Orders that were sent there keep their copy."""
    require(is_signed_in(actor))
    _own(actor, address_id)
    session.execute(delete(Address).where(Address.id == address_id, Address.user_id == actor.id))


def remember_address(actor: Viewer, fields: Mapping[str, str], at: datetime) -> None:
    """Inside a checkout: the address is offered the next time. A full book stays as it is."""
    same = session.scalar(
        select(Address).where(
            Address.user_id == actor.id, *(getattr(Address, name) == fields[name] for name in LIMITS)
        )
    )
    if same is not None:
        same.used_at = at
    elif _count(actor.id) < MAX_ADDRESSES:
        session.add(Address(user_id=actor.id, used_at=at, **fields))


def _checked(fields: Mapping[str, str]) -> dict[str, str]:
    values = {
        name: typed(fields[name], name, most, required=False, one_line=True) for name, most in LIMITS.items()
    }
    for name, value in values.items():
        problem = problem_with_address(name, value)
        if problem:
            raise Refused(problem, field=name)
    return values


def _own(actor: Viewer, address_id: int) -> Address:
    address = session.scalar(select(Address).where(Address.id == address_id, Address.user_id == actor.id))
    if address is None:
        raise NotFound
    return address


def _count(user_id: int) -> int:
    return session.scalar(select(func.count()).where(Address.user_id == user_id)) or 0


def _make_default(user_id: int, address_id: int) -> None:
    session.execute(
        update(Address)
        .where(Address.user_id == user_id)
        .values(is_default=Address.id == address_id)
        .execution_options(synchronize_session=False)
    )
