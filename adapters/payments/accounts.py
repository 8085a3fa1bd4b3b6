"""The site's accounts with gateways, from the settings. An account is complete or it is not there; a half one is
refused at start with what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.payments import keys
from core.errors import BadSetting


@dataclass(frozen=True, slots=True)
class StripeAccount:
    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    app_id: str
    seller_id: str
    private_key: rsa.RSAPrivateKey = field(repr=False)
    public_key: rsa.RSAPublicKey = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True)
class WechatAccount:
    """`serial` names our own certificate, `platform_serial` the key that WeChat Pay signs with. `app_secret` is the
    official account's: with it buyers inside WeChat pay there, named by WeChat at `sign_in_url` and `openid_url`."""

    app_id: str
    mch_id: str
    serial: str
    private_key: rsa.RSAPrivateKey = field(repr=False)
    api_v3_key: bytes = field(repr=False)
    platform_serial: str
    platform_key: rsa.RSAPublicKey = field(repr=False)
    url: str
    app_secret: str = field(default="", repr=False)
    sign_in_url: str = ""
    openid_url: str = ""


@dataclass(frozen=True, slots=True)
class Accounts:
    stripe: StripeAccount | None = None
    alipay: AlipayAccount | None = None
    wechat: WechatAccount | None = None


# Gateway -> its settings. One with `(_FILE)` may be given as the name of a file.
NEEDED: dict[str, tuple[str, ...]] = {
    "Stripe": ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
    "Alipay": ("ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ALIPAY_PRIVATE_KEY(_FILE)", "ALIPAY_PUBLIC_KEY(_FILE)"),
    "WeChat Pay": (
        "WECHAT_APP_ID",
        "WECHAT_MCH_ID",
        "WECHAT_SERIAL",
        "WECHAT_PRIVATE_KEY(_FILE)",
        "WECHAT_API_V3_KEY",
        "WECHAT_PLATFORM_SERIAL",
        "WECHAT_PLATFORM_KEY(_FILE)",
    ),
}


def accounts(env: Mapping[str, str]) -> Accounts:
    """Raises BadSetting for an account that is half there, a key that is none, or a currency that it does not take."""
    stripe, alipay, wechat = (_given(env, gateway) for gateway in NEEDED)
    return Accounts(
        stripe=_stripe(env, stripe) if stripe else None,
        alipay=_alipay(env, alipay) if alipay else None,
        wechat=_wechat(env, wechat) if wechat else None,
    )


def missing(env: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Gateway -> the settings that it lacks; none for one that is complete."""
    return {
        gateway: tuple(name for name in names if not _value(env, name)) for gateway, names in NEEDED.items()
    }


def _given(env: Mapping[str, str], gateway: str) -> dict[str, str]:
    """The values of a complete account by their names; none when nothing of it is set."""
    values = {name.removesuffix("(_FILE)"): _value(env, name) for name in NEEDED[gateway]}
    if not any(values.values()):
        return {}
    lacking = missing(env)[gateway]
    if lacking:
        raise BadSetting(f"{gateway} is half configured: {', '.join(lacking)} missing. Set all of it or none")
    if not env.get("SITE_URL"):
        raise BadSetting(f"{gateway} needs SITE_URL: it sends its notices there")
    return values


def _value(env: Mapping[str, str], name: str) -> str:
    plain = name.removesuffix("(_FILE)")
    if env.get(plain) or plain == name:
        return env.get(plain, "").strip()
    file = env.get(f"{plain}_FILE", "")
    if not file:
        return ""
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSetting(f"{plain}_FILE: {file} cannot be read ({problem})") from None


def _stripe(env: Mapping[str, str], given: Mapping[str, str]) -> StripeAccount:
    if not given["STRIPE_WEBHOOK_SECRET"].startswith("whsec_"):
        raise BadSetting("STRIPE_WEBHOOK_SECRET is the signing secret of the endpoint; it begins with whsec_")
    return StripeAccount(
        given["STRIPE_SECRET_KEY"],
        given["STRIPE_WEBHOOK_SECRET"],
        _url(env, "STRIPE_API_URL", "https://api.stripe.com"),
    )


def _alipay(env: Mapping[str, str], given: Mapping[str, str]) -> AlipayAccount:
    _only_yuan(env, "Alipay")
    return AlipayAccount(
        given["ALIPAY_APP_ID"],
        given["ALIPAY_SELLER_ID"],
        _private(given, "ALIPAY_PRIVATE_KEY"),
        _public(given, "ALIPAY_PUBLIC_KEY"),
        _url(env, "ALIPAY_GATEWAY_URL", "https://openapi.alipay.com/gateway.do"),
    )


def _wechat(env: Mapping[str, str], given: Mapping[str, str]) -> WechatAccount:
    _only_yuan(env, "WeChat Pay")
    secret = given["WECHAT_API_V3_KEY"].encode()
    if len(secret) != 32:
        raise BadSetting("WECHAT_API_V3_KEY has 32 characters")
    return WechatAccount(
        given["WECHAT_APP_ID"],
        given["WECHAT_MCH_ID"],
        given["WECHAT_SERIAL"],
        _private(given, "WECHAT_PRIVATE_KEY"),
        secret,
        given["WECHAT_PLATFORM_SERIAL"],
        _public(given, "WECHAT_PLATFORM_KEY"),
        _url(env, "WECHAT_API_URL", "https://api.mch.weixin.qq.com"),
        _value(env, "WECHAT_APP_SECRET(_FILE)"),
        _url(env, "WECHAT_SIGN_IN_URL", "https://open.weixin.qq.com"),
        _url(env, "WECHAT_OPENID_URL", "https://api.weixin.qq.com"),
    )


def _only_yuan(env: Mapping[str, str], gateway: str) -> None:
    if (env.get("CURRENCY") or "CNY") != "CNY":
        raise BadSetting(f"{gateway} takes CNY only, and CURRENCY is {env['CURRENCY']}")


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    url = (env.get(name) or default).rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise BadSetting(f"{name} takes an address that begins with https://")
    return url


def _private(given: Mapping[str, str], name: str) -> rsa.RSAPrivateKey:
    try:
        return keys.private_key(given[name])
    except ValueError:
        raise BadSetting(f"{name} takes an RSA private key, in PEM or its base64") from None


def _public(given: Mapping[str, str], name: str) -> rsa.RSAPublicKey:
    try:
        return keys.public_key(given[name])
    except ValueError:
        raise BadSetting(f"{name} takes an RSA public key or a certificate, in PEM or its base64") from None
