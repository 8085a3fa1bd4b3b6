"""The questions of a product with their answers, for feed readers, as every stranger may read them."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from blueprints.says.atom import NEVER, answer_with
from domain.groups import queries
from domain.people.viewer import ANONYMOUS
from web.guards import cacheable

bp = Blueprint("group_feed", __name__)


@bp.get("/products/<id:product_id>/group.atom")
@cacheable
def questions(product_id: int) -> Response:
    head = queries.head_of(ANONYMOUS, product_id)
    cards = queries.questions_of(ANONYMOUS, product_id).items
    # An answer is news of its question.
    changed = {card.id: max([card.created_at, *(one.created_at for one in card.answers)]) for card in cards}
    updated = max(changed.values(), default=NEVER)
    body = render_template(
        "groups/feed.xml",
        title=head.title,
        about=url_for("groups.show", product_id=product_id),
        cards=cards,
        changed=changed,
        updated=updated,
    )
    return answer_with(body, updated)
