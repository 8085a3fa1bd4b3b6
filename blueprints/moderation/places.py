"""Where a reported thing stands on the site."""

from flask import url_for

from domain.moderation.queries import Content


def place_of(content: Content) -> str:
    """The address at which it is read."""
    if content.kind == "post":
        return url_for("says.show", post_id=content.id)
    if content.kind == "comment":
        return url_for("says.show", post_id=content.place_id) + f"#comment-{content.id}"
    if content.kind == "person":
        return f"/@{content.author.handle}"
    if content.kind == "product":
        return f"/products/{content.id}"
    if content.kind == "problem":
        return url_for("problems.show", product_id=content.product_id, problem_id=content.id)
    if content.kind == "letter":
        return url_for("letters.show", thread_id=content.place_id)
    if content.kind == "message":
        return (
            url_for("groups.show", product_id=content.product_id, room="chat", at=content.place_id)
            + f"#message-{content.place_id}"
        )
    question_id = content.id if content.kind == "question" else content.place_id
    address = url_for("groups.question", product_id=content.product_id, question_id=question_id)
    return address if content.kind == "question" else f"{address}#answer-{content.id}"
