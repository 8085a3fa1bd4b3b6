"""/settings: the profile, what friends learn of purchases, the password, the devices."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.people.devices import browser_and_system
from blueprints.people.forms import AvatarForm, PasswordForm, PrivacyForm, ProfileForm
from core.errors import DomainError, Refused, Throttled
from core.i18n import N_
from domain.people import actions, queries
from web import signin, uploads
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("settings", __name__)


@bp.get("/settings")
def profile() -> Response:
    account = queries.own_account(viewer())
    return _profile_page(ProfileForm(formdata=None, obj=account), AvatarForm(formdata=None))


@bp.post("/settings")
@limiter.limit(WRITING)
def change_profile() -> Response:
    form = ProfileForm()
    if not form.validate():
        return _profile_page(form, AvatarForm(formdata=None), 422)
    try:
        actions.change_profile(
            viewer(),
            display_name=form.display_name.data or "",
            bio=form.bio.data or "",
            locale=form.locale.data,
            theme=form.theme.data,
            time_zone=form.time_zone.data,
        )
    except Refused as error:
        form.refuse(error)
        return _profile_page(form, AvatarForm(formdata=None), 422)
    response = done(url_for("settings.profile"), message=N_("Saved."))
    # This browser follows the account again, not what was chosen in it before.
    for name in ("lang", "theme"):
        response.delete_cookie(name)
    return response


@bp.post("/settings/avatar")
@uploads.takes_pictures
@limiter.limit(WRITING)
def change_avatar() -> Response:
    form = AvatarForm()
    account = queries.own_account(viewer())
    if not form.validate():
        return _profile_page(ProfileForm(formdata=None, obj=account), form, 422)
    kept, problems = uploads.keep_pictures([form.avatar.data], field="avatar", limit=1)
    if problems:
        form.refuse(problems[0])
        return _profile_page(ProfileForm(formdata=None, obj=account), form, 422)
    _set_avatar(kept[0].key)
    return done(url_for("settings.profile"), message=N_("Saved."))


@bp.post("/settings/avatar/delete")
@limiter.limit(WRITING)
def remove_avatar() -> Response:
    _set_avatar(None)
    return done(url_for("settings.profile"), message=N_("Saved."))


def _set_avatar(key: str | None) -> None:
    before = actions.change_avatar(viewer(), avatar_key=key)
    if before:
        uploads.store().delete(before)


def _profile_page(form: ProfileForm, avatar_form: AvatarForm, status: int = 200) -> Response:
    return page(
        "people/settings.html",
        status=status,
        form=form,
        avatar_form=avatar_form,
        account=queries.own_account(viewer()),
        suspension=queries.suspension_of(viewer()),
    )


@bp.get("/settings/privacy")
def privacy() -> Response:
    account = queries.own_account(viewer())
    return page("people/privacy.html", form=PrivacyForm(formdata=None, obj=account))


@bp.post("/settings/privacy")
@limiter.limit(WRITING)
def change_privacy() -> Response:
    form = PrivacyForm()
    if not form.validate():
        return page("people/privacy.html", status=422, form=form)
    actions.change_privacy(
        viewer(),
        purchases_shown=form.purchases_shown.data,
        is_suggested=form.is_suggested.data,
        suggests_by_purchases=form.suggests_by_purchases.data,
        is_exportable=form.is_exportable.data,
        profile_window=form.profile_window.data,
    )
    return done(url_for("settings.privacy"), message=N_("Saved."))


@bp.get("/settings/password")
def password() -> Response:
    return page("people/password.html", form=PasswordForm(formdata=None))


@bp.post("/settings/password")
def change_password() -> Response:
    form = PasswordForm()
    if not form.validate():
        return page("people/password.html", status=422, form=form)
    try:
        actions.change_password(
            viewer(),
            current=form.current.data or "",
            new=form.new.data or "",
            kept_session=signin.session_key(),
        )
    except (Refused, Throttled) as error:
        return _password_again(form, error)
    return done(
        url_for("settings.devices"), message=N_("Your password is changed. All other devices are signed out.")
    )


def _password_again(form: PasswordForm, error: DomainError) -> Response:
    form.refuse(error)
    response = page("people/password.html", status=429 if isinstance(error, Throttled) else 422, form=form)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@bp.get("/settings/devices")
def devices() -> Response:
    found = queries.devices(viewer(), this=signin.session_key())
    named = [(device, *browser_and_system(device.user_agent)) for device in found]
    return page("people/devices.html", devices=named)


@bp.post("/settings/devices/<string(length=64):session_id>/delete")
def end_device(session_id: str) -> Response:
    actions.end_session(viewer(), session_id)
    return done(url_for("settings.devices"), message=N_("Signed out there."))


@bp.post("/settings/devices/delete")
def end_other_devices() -> Response:
    actions.end_other_sessions(viewer(), kept=signin.session_key())
    return done(url_for("settings.devices"), message=N_("All other devices are signed out."))
