"""The papers of a shop: what was sent and how it was judged, sending more, and the talk about them. The files are
given out to their owner alone here; operators open them at their own desk."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, request, send_file, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from adapters.documents import Paper, delete_paper, paper_path, put_paper
from adapters.media import BadPicture
from blueprints.merchant.shop import own_merchant
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.merchants import dossier, papers
from domain.merchants.dossier import PaperDraft
from domain.merchants.models import MerchantDocument
from domain.merchants.papers import KINDS, NewPaper
from web.forms import Form, LongTextField
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.uploads import private_store, takes_pictures

bp = Blueprint("merchant_papers", __name__, url_prefix="/merchant/papers")

FILES_AT_ONCE = 6


class PapersForm(Form):
    words = LongTextField(lazy_gettext("Your words"), max_chars=papers.MAX_WORDS)


@bp.get("")
def index() -> Response:
    return _page(PapersForm(formdata=None), [])


@bp.post("")
@takes_pictures
@limiter.limit(WRITING)
def send() -> Response:
    merchant, form = own_merchant(), PapersForm()
    kept, problems = kept_papers()
    if form.validate() and not problems:
        try:
            papers.send_papers(
                viewer(), merchant.id, tokens=[one.token for one in kept], words=form.words.data or ""
            )
            return done(url_for(".index"), message=N_("Sent. The operators look at it."))
        except Refused as refusal:
            problems = [refusal]
    for problem in problems:
        form.refuse(problem)
    return _page(form, kept, 422)


@bp.get("/<id:document_id>")
def show(document_id: int) -> Response:
    return served(dossier.own_document(viewer(), document_id))


def kept_papers() -> tuple[Sequence[PaperDraft], list[Refused]]:
    """The papers of a form: those that an earlier try left, and those of this one, which are kept in any case so that
    nobody has to choose them again; and what is wrong with the others. Decodes before any action begins."""
    sent, problems = _sent_files()
    tokens = request.form.getlist("paper_tokens")[: papers.MAX_DOCUMENTS]
    if sent:
        try:
            tokens += papers.keep_papers(viewer(), sent)
        except Exception as problem:
            for one in sent:
                delete_paper(private_store(), one.key, one.format)
            if not isinstance(problem, Refused):
                raise
            problems.append(problem)
    known = [token for token in tokens if len(token) <= 40 and token.isascii() and "\0" not in token]
    return dossier.kept_papers(viewer(), known), problems


def _sent_files() -> tuple[list[NewPaper], list[Refused]]:
    kept: list[NewPaper] = []
    problems: list[Refused] = []
    files = [(kind, file) for kind in KINDS for file in request.files.getlist(kind) if file.filename]
    if len(files) > FILES_AT_ONCE:
        problems.append(Refused(N_("At most %(max)s files at a time."), max=FILES_AT_ONCE))
    for kind, file in files[:FILES_AT_ONCE]:
        try:
            paper: Paper = put_paper(private_store(), file.stream)  # type: ignore[arg-type]
        except BadPicture as problem:
            problems.append(Refused(problem.reason, field=None, **problem.values))
        else:
            kept.append(NewPaper(kind, paper.key, paper.format, file.filename or "", paper.bytes))
        finally:
            file.close()
    return kept, problems


def served(document: MerchantDocument) -> Response:
    """The file itself, for who has been asked: never kept by anything on its way, and a PDF never shown in place."""
    path: Path = paper_path(private_store(), document.key, document.format)
    if not path.exists():
        raise NotFound
    is_pdf = document.format == "pdf"
    response = send_file(
        path,
        mimetype="application/pdf" if is_pdf else "image/webp",
        as_attachment=is_pdf,
        download_name=f"{document.kind}-{document.id}.{'pdf' if is_pdf else 'webp'}",
        conditional=False,
        etag=False,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(form: PapersForm, kept: Sequence[PaperDraft], status: int = 200) -> Response:
    merchant = own_merchant()
    return page(
        "merchant/papers.html",
        status=status,
        merchant=merchant,
        dossier=dossier.dossier(viewer(), merchant.id),
        form=form,
        kept=kept,
    )
