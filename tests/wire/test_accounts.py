"""Accounts with gateways, from the settings: complete, not there, or refused at start with what is wrong."""

import pytest
from cryptography.hazmat.primitives import serialization

import config
from adapters.payments.accounts import accounts
from core.errors import BadSetting
from tests.wire.serving import key_of


def pem(who: str) -> str:
    return (
        key_of(who)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_pem(who: str) -> str:
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key_of(who).public_key().public_bytes(serialization.Encoding.PEM, kind).decode()


def bare(text: str) -> str:
    return "".join(text.splitlines()[1:-1])


def alipay(**changes: str) -> dict[str, str]:
    """Its keys as Alipay's own tool hands them out."""
    return {
        "SITE_URL": "https://angels.example",
        "ALIPAY_APP_ID": "2021",
        "ALIPAY_SELLER_ID": "2088",
        "ALIPAY_PRIVATE_KEY": bare(pem("site")),
        "ALIPAY_PUBLIC_KEY": bare(public_pem("alipay")),
        **changes,
    }


def test_nothing_set_is_no_account():
    none = accounts({})
    assert (none.stripe, none.alipay, none.wechat) == (None, None, None)


def test_keys_are_taken_bare_in_pem_and_from_files(tmp_path):
    (tmp_path / "key.pem").write_text(pem("site"))
    given = alipay(ALIPAY_PRIVATE_KEY="", ALIPAY_PRIVATE_KEY_FILE=str(tmp_path / "key.pem"))
    assert (
        accounts(given).alipay.private_key.key_size == accounts(alipay()).alipay.private_key.key_size == 2048
    )
    assert "PRIVATE" not in repr(accounts(given))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"ALIPAY_SELLER_ID": "", "ALIPAY_PUBLIC_KEY": ""},
            r"ALIPAY_SELLER_ID, ALIPAY_PUBLIC_KEY\(_FILE\) missing",
        ),
        ({"SITE_URL": ""}, "needs SITE_URL"),
        ({"CURRENCY": "USD"}, "CNY only"),
        ({"ALIPAY_PRIVATE_KEY": "abc"}, "ALIPAY_PRIVATE_KEY takes an RSA private key"),
        ({"ALIPAY_PUBLIC_KEY_FILE": "/nowhere", "ALIPAY_PUBLIC_KEY": ""}, "cannot be read"),
        ({"ALIPAY_GATEWAY_URL": "openapi.alipay.com"}, "begins with https"),
        ({"STRIPE_SECRET_KEY": "sk"}, "STRIPE_WEBHOOK_SECRET missing"),
        ({"STRIPE_SECRET_KEY": "sk", "STRIPE_WEBHOOK_SECRET": "x"}, "whsec_"),
    ],
)
def test_a_half_account_does_not_start(tmp_path, changes, words):
    with pytest.raises(BadSetting, match=words):
        config.load({"DATA_DIR": str(tmp_path), **alipay(**changes)})
