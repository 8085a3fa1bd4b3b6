"""The people of a shop: the owners' page, leaving, and the answer of somebody who was asked to come."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice

from blueprints.merchant.shop import own_merchant
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.merchants import people, staff
from domain.merchants.policy import OWNING, ROLES
from web.forms import Form, TextField, number_arg, required
from web.guards import viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page
from web.show import absolute
from web.stepup import fresh

bp = Blueprint("merchant_staff", __name__)

ROLE_CHOICES = [
    SelectChoice(
        "support", lazy_gettext("Support: answers questions and letters, after-sales, wears the badge")
    ),
    SelectChoice("shipping", lazy_gettext("Shipping: packs and sends, sees the address but not the money")),
    SelectChoice("owner", lazy_gettext("Owner: everything, also the money and the people")),
]


class InvitationForm(Form):
    handle = TextField(lazy_gettext("Name"), max_chars=21)
    role = RadioField(
        lazy_gettext("What will she do?"), choices=ROLE_CHOICES, default="support", validate_choice=False
    )


class NamedForm(InvitationForm):
    handle = TextField(lazy_gettext("Name"), [required()], max_chars=21)


@bp.get("/merchant/staff")
def index() -> Response:
    return _page(InvitationForm(formdata=None))


@bp.post("/merchant/staff/invitations")
@limiter.limit(ASKING)
@fresh
def invite() -> Response:
    """By name; or, with `do` = link, whoever opens the link first, which this answer alone shows."""
    merchant = own_merchant()
    is_link = request.form.get("do") == "link"
    form = InvitationForm() if is_link else NamedForm()
    if form.validate():
        try:
            if is_link:
                token = staff.invite_by_link(viewer(), merchant.id, role=form.role.data or "")
                link = absolute(url_for("merchant_staff.asked", key=token))
                return _page(InvitationForm(formdata=None), link=link)
            staff.invite(viewer(), merchant.id, handle=form.handle.data or "", role=form.role.data or "")
            return done(url_for(".index"), message=N_("She is asked, and has seven days to answer."))
        except Refused as refusal:
            form.refuse(refusal)
    return _page(form, 422)


@bp.post("/merchant/staff/invitations/<id:invitation_id>/delete")
@limiter.limit(WRITING)
def withdraw(invitation_id: int) -> Response:
    staff.withdraw(viewer(), own_merchant().id, invitation_id)
    return done(url_for(".index"), message=N_("The invitation is taken back."))


@bp.post("/merchant/staff/<id:user_id>")
@limiter.limit(WRITING)
@fresh
def set_role(user_id: int) -> Response:
    merchant = own_merchant()
    try:
        staff.set_role(viewer(), merchant.id, user_id, role=request.form.get("role", ""))
    except Refused as refusal:
        return _page(InvitationForm(formdata=None), 422, problem=refusal)
    return _back(merchant.id, user_id, N_("Her part in the shop is changed."))


@bp.post("/merchant/staff/<id:user_id>/delete")
@limiter.limit(WRITING)
@fresh
def remove(user_id: int) -> Response:
    merchant = own_merchant()
    try:
        staff.remove(viewer(), merchant.id, user_id)
    except Refused as refusal:
        return _page(InvitationForm(formdata=None), 422, problem=refusal)
    return _back(merchant.id, user_id, N_("She does not work for the shop any more."))


@bp.post("/merchant/staff/leave")
@limiter.limit(WRITING)
def leave() -> Response:
    merchant = own_merchant(frozenset(ROLES))
    try:
        staff.leave(viewer(), merchant.id)
    except Refused as refusal:
        return _page(InvitationForm(formdata=None), 422, problem=refusal)
    return done("/", message=N_("You do not work for the shop any more."))


def _back(merchant_id: int, user_id: int, message: str) -> Response:
    """Who took the part of an owner from herself does not come back to the page."""
    return done("/merchant" if user_id == viewer().id else url_for(".index"), message=message)


def _page(
    form: InvitationForm, status: int = 200, *, link: str = "", problem: Refused | None = None
) -> Response:
    merchant, before = own_merchant(frozenset(ROLES)), number_arg("before")
    is_owner = merchant.id in viewer().shops_as(OWNING)
    return page(
        "merchant/staff.html",
        part="merchant/_staff_history.html" if before and is_owner else None,
        status=status,
        merchant=merchant,
        form=form,
        is_owner=is_owner,
        colleagues=people.colleagues(viewer(), merchant.id),
        invitations=people.open_invitations(viewer(), merchant.id) if is_owner else [],
        history=people.staff_history(viewer(), merchant.id, before=before) if is_owner else None,
        link=link,
        problem=problem,
    )


@bp.get("/merchant/join/<key>")
def asked(key: str) -> Response:
    return _asked_page(key)


@bp.post("/merchant/join/<key>")
@limiter.limit(ASKING)
def answer(key: str) -> Response:
    says = request.form.get("do")
    if says not in ("accept", "decline"):
        raise NotFound
    try:
        if says == "decline":
            staff.decline(viewer(), key)
            return done("/", message=N_("The shop has been told."))
        staff.accept(viewer(), key)
    except Refused as refusal:
        return _asked_page(key, 422, refusal)
    return done(url_for("merchant.home"), message=N_("Welcome to the shop."))


def _asked_page(key: str, status: int = 200, problem: Refused | None = None) -> Response:
    return page("merchant/asked.html", status=status, asked=people.asked(viewer(), key), problem=problem)
