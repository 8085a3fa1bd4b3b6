"""The site with accounts at three gateways, which are local servers that speak their wire formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from adapters.payments.alipay import Alipay
from adapters.payments.stripe_checkout import Stripe
from adapters.payments.wechat import Wechat
from tests.wire.alipay import AlipayServer
from tests.wire.serving import served
from tests.wire.stripe import StripeServer
from tests.wire.wechat import WechatServer


@dataclass(frozen=True)
class World:
    alipay: AlipayServer
    wechat: WechatServer
    stripe: StripeServer

    def server(self, provider: str) -> Any:
        return getattr(self, provider)


@pytest.fixture
def gateways(app: Flask) -> Iterator[World]:
    world = World(AlipayServer(), WechatServer(), StripeServer())
    with served(world.alipay.answer) as a, served(world.wechat.answer) as w, served(world.stripe.answer) as s:
        app.extensions["gateways"] = {
            "stripe": Stripe(world.stripe.account(s)),
            "alipay": Alipay(world.alipay.account(a)),
            "wechat": Wechat(world.wechat.account(w)),
        }
        yield world
        del app.extensions["gateways"]
