"""What the statements of the lists have in common, which are put together once for each kind of reader
(`people.kinds`)."""

from typing import Any

from sqlalchemy import Integer, Select, bindparam

from core.db import BigId

Rows = Select[*tuple[Any, ...]]

START = bindparam("start", type_=BigId)
FLOOR = bindparam("floor", type_=BigId)
AUTHOR = bindparam("author", type_=BigId)
PRODUCT = bindparam("product", type_=BigId)
# Written out: PostgreSQL keeps a plan for all readers only where it knows how few rows are wanted.
MANY = bindparam("many", type_=Integer, literal_execute=True)
POSTS = bindparam("posts", type_=BigId, expanding=True)

# Above every id: where a list without a cursor starts.
TOP = 2**62
