"""Pictures without a post do not stay."""

import io

from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.says import actions
from domain.says.models import Photo
from jobs import photos


def kept(site):
    source = io.BytesIO()
    Image.new("RGB", (60, 40)).save(source, "PNG")
    source.seek(0)
    return site.extensions["media"].put_picture(source)


def test_rows_and_files_go_after_two_days(site, cast, time):
    draft, posted = kept(site), kept(site)
    actions.keep_drafts(cast.bo, [draft])
    post_id = actions.publish(cast.bo, body="", pictures=[posted])
    assert photos.sweep() == 0
    time.pass_(days=3)
    store = site.extensions["media"]
    assert (photos.sweep(), store.path(draft.key, 360).exists()) == (1, False)
    assert store.path(posted.key, 360).exists()
    actions.delete(cast.bo, post_id)
    assert photos.sweep() == 1
    assert not store.path(posted.key, 360).exists()
    assert session.scalars(select(Photo)).all() == []


def test_a_file_that_cannot_go_keeps_no_other_from_going(site, cast, time, caplog):
    stuck, loose = sorted((kept(site), kept(site)), key=lambda picture: picture.key)
    actions.keep_drafts(cast.bo, [stuck, loose])
    store = site.extensions["media"]
    place = store.path(stuck.key, 360)
    place.unlink()
    place.mkdir()
    time.pass_(days=3)
    assert photos.sweep() == 2
    assert not store.path(loose.key, 360).exists()
    assert f"the files of the picture {stuck.key} stay behind" in caplog.text
    place.rmdir()
