"""Imports the tables of every room, so that the metadata is complete. Holds nothing itself."""

from core import outbox
from domain.angels import models as angels
from domain.catalog import cap_models as catalog_caps, import_models as catalog_imports, models as catalog
from domain.fans import models as fans
from domain.groups import models as groups
from domain.ledger import models as ledger
from domain.letters import models as letters
from domain.merchants import models as merchants
from domain.moderation import models as moderation
from domain.notices import models as notices
from domain.orders import models as orders
from domain.people import models as people
from domain.problems import models as problems
from domain.says import models as says
from domain.stores import models as stores

ROOMS = (
    people,
    merchants,
    catalog,
    catalog_caps,
    catalog_imports,
    ledger,
    angels,
    orders,
    says,
    stores,
    groups,
    fans,
    letters,
    problems,
    notices,
    moderation,
    outbox,
)
