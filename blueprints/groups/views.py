"""A product's discussion group: its Q&A room, which everyone may read, and its members' chat."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.fans.filling import filled_into
from blueprints.groups.answering import answer_box
from blueprints.groups.forms import AnnouncementForm, AnswerForm, MessageForm, QuestionForm
from blueprints.groups.sent import (
    ASKING,
    fits,
    forget,
    hanging_on,
    illustrated_by,
    kept_for_next_try,
    sent_pictures,
)
from core.errors import Refused, Throttled
from core.i18n import N_
from core.policy import require
from domain.groups import actions, queries, rules
from domain.groups.queries.messages import PhotoInChat
from domain.notices.queries import hidden_groups
from domain.search.in_group import asked_about, like_this
from web.forms import number_arg, text_arg
from web.guards import cacheable, viewer
from web.limits import WRITING, limiter
from web.respond import done, page, wants_part
from web.uploads import takes_pictures

bp = Blueprint("groups", __name__)

CLIENT_ID_MAX = 40


@bp.get("/groups")
@cacheable
def index() -> Response:
    """The viewer's groups, and the latest questions of all."""
    before = number_arg("before")
    hidden = hidden_groups(viewer())
    mine = (
        queries.groups_of(viewer(), after=number_arg("after"), size=12, without=hidden)
        if viewer().is_signed_in
        else None
    )
    return page(
        "groups/index.html",
        part="groups/_latest.html" if before else None,
        mine=mine,
        hidden_count=len(hidden),
        latest=queries.latest_questions(viewer(), before=before),
    )


@bp.get("/products/<id:product_id>/group")
@cacheable
def show(product_id: int) -> Response:
    head = queries.head_of(viewer(), product_id)
    if request.args.get("room") == "chat":
        return _chat(head)
    return _room(head)


def _room(
    head: queries.GroupHead,
    form: QuestionForm | None = None,
    status: int = 200,
    like: Sequence[queries.QuestionCard] = (),
    kept: Sequence[PhotoInChat] = (),
) -> Response:
    before = number_arg("before")
    which = "doubted" if request.args.get("which") == "doubted" else ""
    return page(
        "groups/show.html",
        part="groups/_questions.html" if before else None,
        status=status,
        head=head,
        questions=queries.questions_of(viewer(), head.product_id, before=before, which=which),
        which=which,
        like=like,
        variants=queries.variants_of(head.product_id) if head.can_ask.ok and not before else [],
        form=form or QuestionForm(formdata=None),
        kept=kept,
    )


def chat_again(
    product_id: int,
    form: MessageForm | None = None,
    announcement: AnnouncementForm | None = None,
    status: int = 422,
    kept: Sequence[PhotoInChat] = (),
) -> Response:
    """The chat with what was refused still in its boxes."""
    return _chat(queries.head_of(viewer(), product_id), form, announcement, status, kept)


def _chat(
    head: queries.GroupHead,
    form: MessageForm | None = None,
    announcement: AnnouncementForm | None = None,
    status: int = 200,
    kept: Sequence[PhotoInChat] = (),
) -> Response:
    if not head.can_read_chat.ok:
        return page("groups/chat_closed.html", status=403, head=head)
    wanted, before = number_arg("at"), number_arg("before")
    # How far the talk is, before it is read: the page then asks for all that it does not show.
    at = queries.mark_of(head.product_id)
    if wanted:
        messages = queries.messages_around(viewer(), head.product_id, wanted)
    else:
        messages = queries.messages_of(viewer(), head.product_id, before=before)
    is_end = not before and (not wanted or not messages or messages[-1].seq >= head.last_seq)
    if not is_end and messages:
        at = at._replace(seq=messages[-1].seq)
    _mark_shown(head, messages, is_end)
    reply_to = form.reply_to.data if form else number_arg("reply")
    return page(
        "groups/chat.html",
        status=status,
        head=head,
        messages=messages,
        at=at,
        is_seen=queries.wants_to_be_seen(viewer()),
        is_end=is_end,
        first_unread=_first_unread(head),
        pins=queries.pins_of(viewer(), head.product_id),
        desk=queries.desk_of(viewer(), head),
        quote=queries.quote_of(viewer(), head.product_id, reply_to),
        form=form or MessageForm(formdata=None),
        announcement=announcement or AnnouncementForm(formdata=None),
        kept=kept,
    )


def _first_unread(head: queries.GroupHead) -> int:
    """The seq from which on the viewer has read nothing; 0 when there is none."""
    is_known = bool(head.basis or head.lost_at)
    return head.last_read_seq + 1 if is_known and head.last_read_seq < head.last_seq else 0


def _mark_shown(head: queries.GroupHead, messages: Sequence[queries.MessageCard], is_end: bool) -> None:
    """Read is what was shown, up to where nothing lies unread in between."""
    if not (head.basis or head.lost_at):
        return
    if not messages:
        actions.mark_read(viewer(), head.product_id, head.last_seq if is_end else 0)
    elif messages[0].seq <= head.last_read_seq + 1 or (is_end and len(messages) < queries.MESSAGES_SHOWN):
        actions.mark_read(viewer(), head.product_id, head.last_seq if is_end else messages[-1].seq)


@bp.post("/products/<id:product_id>/questions")
@takes_pictures
@limiter.limit(WRITING)
def ask(product_id: int) -> Response:
    form = QuestionForm()
    # Seen first, so that nobody sends pictures to where she may not ask.
    head = queries.head_of(viewer(), product_id)
    require(head.can_ask)
    sent = sent_pictures(ASKING)
    like: list[queries.QuestionCard] = []
    # Who has seen them, or asks all the same, says so with the second button.
    if fits(form, sent) and not request.form.get("sure"):
        like = like_this(viewer(), product_id, form.body.data)
    if not form.errors and not like:
        try:
            question_id = actions.ask(
                viewer(),
                product_id,
                body=form.body.data,
                variant_id=form.variant.data,
                shown=illustrated_by(sent),
            )
        except Refused as refusal:
            form.refuse(refusal)
        except Exception:
            forget(sent)
            raise
        else:
            return done(
                url_for("groups.question", product_id=product_id, question_id=question_id),
                message=N_("Your question is asked."),
            )
    return _room(head, form, status=422, like=like, kept=kept_for_next_try(sent, ASKING))


@bp.get("/products/<id:product_id>/questions/like")
def like(product_id: int) -> Response:
    """While somebody types a question: those that ask about the same."""
    head = queries.head_of(viewer(), product_id)
    found = like_this(viewer(), product_id, request.args.get("body", "")[: rules.QUESTION_MAX])
    if not wants_part():
        return redirect(url_for(".show", product_id=head.product_id), 303)
    return page("groups/show.html", part="groups/_like.html", like=found)


@bp.get("/products/<id:product_id>/questions/<id:question_id>")
@cacheable
def question(product_id: int, question_id: int) -> Response:
    return _question(product_id, question_id)


def _question(
    product_id: int,
    question_id: int,
    form: AnswerForm | None = None,
    status: int = 200,
    kept: Sequence[PhotoInChat] = (),
) -> Response:
    card = queries.question(viewer(), product_id, question_id)
    return page(
        "groups/question.html",
        part="groups/_question.html",
        status=status,
        head=queries.head_of(viewer(), product_id),
        question=card,
        **answer_box(card, form, kept),
    )


@bp.post("/products/<id:product_id>/questions/<id:question_id>/answers")
@takes_pictures
@limiter.limit(WRITING)
def answer(product_id: int, question_id: int) -> Response:
    form = AnswerForm()
    # Seen first, so that nobody sends pictures to where she may not answer.
    asked = queries.question(viewer(), product_id, question_id)
    require(asked.can_answer)
    if request.form.get("fill"):
        return _filled(asked, form)
    sent = sent_pictures(ASKING)
    if fits(form, sent):
        try:
            actions.answer(
                viewer(),
                question_id,
                body=form.body.data,
                voice=form.voice.data or "",
                shown=illustrated_by(sent),
            )
        except Refused as refusal:
            form.refuse(refusal)
        except Exception:
            forget(sent)
            raise
        else:
            if wants_part():
                return _question(product_id, question_id)
            return done(url_for("groups.question", product_id=product_id, question_id=question_id))
    return _question(product_id, question_id, form, 422, kept_for_next_try(sent, ASKING))


def _filled(asked: queries.QuestionCard, form: AnswerForm) -> Response:
    """The shop's ready words go below what stands in the box already; nothing is sent."""
    head = queries.head_of(viewer(), asked.product_id)
    filled_into(form, name=asked.author.display_name, product=head.title)
    if wants_part():
        return page(
            "groups/question.html",
            part="fans/_box.html",
            box=form.body,
            box_id="body",
            max_chars=rules.ANSWER_MAX,
        )
    return _question(asked.product_id, asked.id, form, kept=kept_for_next_try(sent_pictures(ASKING), ASKING))


@bp.post("/products/<id:product_id>/messages")
@takes_pictures
@limiter.limit(WRITING)
def send(product_id: int) -> Response:
    form = MessageForm()
    # Seen first, so that nobody sends pictures to where she may not write.
    head = queries.head_of(viewer(), product_id)
    require(head.can_chat)
    client_id = _client_id(request.form.get("client_id", ""))
    sent = sent_pictures()
    status = 422
    if fits(form, sent):
        try:
            actions.refuse_floods(viewer(), product_id, head.last_seq)
            seq = actions.send(
                viewer(),
                product_id,
                body=form.body.data or "",
                client_id=client_id,
                voice=form.voice.data or "",
                hanging=hanging_on(form, sent),
            )
        except (Refused, Throttled) as refusal:
            form.refuse(refusal)
            status = 429 if isinstance(refusal, Throttled) else 422
            if wants_part():
                # The chat itself must not be replaced by an error: it comes as a toast, and all stays in its box.
                forget(sent)
                raise
        except Exception:
            forget(sent)
            raise
        else:
            return _sent(product_id, seq)
    if wants_part():
        forget(sent)
        raise Refused(str(next(iter(form.errors.values()))[0]))
    return chat_again(product_id, form, status=status, kept=kept_for_next_try(sent))


def _client_id(given: str) -> str:
    if len(given) > CLIENT_ID_MAX or (not given.replace("-", "").isalnum() and given):
        raise Refused(N_("This message cannot be told from another. Reload the page and send it again."))
    return given


def _sent(product_id: int, seq: int) -> Response:
    if wants_part():
        return page(
            "groups/chat.html",
            part="groups/_messages.html",
            messages=queries.messages_of(viewer(), product_id, after=seq - 1, size=1),
        )
    return done(url_for("groups.show", product_id=product_id, room="chat") + f"#message-{seq}")


@bp.get("/products/<id:product_id>/group/search")
@cacheable
def search(product_id: int) -> Response:
    """The questions for everybody; the chat for those who may read it."""
    head = queries.head_of(viewer(), product_id)
    words, before, number = text_arg("q"), number_arg("before"), number_arg("page") or 1
    asked, more = (
        asked_about(viewer(), product_id, words, page=min(number, 20)) if not before else ([], False)
    )
    said = queries.said_in(viewer(), product_id, words, before=before) if head.can_read_chat.ok else None
    return page(
        "groups/search.html",
        head=head,
        words=words,
        asked=asked,
        next_page=number + 1 if more and number < 20 else None,
        said=said,
        is_first=not before and number == 1,
    )


@bp.post("/questions/<id:question_id>/delete")
def delete_question(question_id: int) -> Response:
    product_id = actions.delete_question(viewer(), question_id)
    return done(url_for("groups.show", product_id=product_id), message=N_("Your question is deleted."))


@bp.post("/answers/<id:answer_id>/delete")
def delete_answer(answer_id: int) -> Response:
    question_id = actions.delete_answer(viewer(), answer_id)
    product_id = queries.product_of_question(question_id)
    return done(
        url_for("groups.question", product_id=product_id, question_id=question_id),
        message=N_("Your answer is deleted."),
    )


@bp.post("/messages/<id:message_id>/delete")
def delete_message(message_id: int) -> Response:
    product_id = actions.delete_message(viewer(), message_id)
    return done(url_for("groups.show", product_id=product_id, room="chat"))
