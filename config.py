"""Typed settings from the environment. Every one has a default that works; a wrong one is told at start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.payments.accounts import Accounts, accounts
from core.errors import BadSetting

LOCALES = ("en", "zh_Hans", "zh_Hant")
SITE_NAME = "Angel Says"
CURRENCIES = ("CNY", "TWD", "HKD", "USD", "EUR", "GBP", "SGD", "JPY")


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path
    database_url: str
    redis_url: str
    secret_key: str
    app_env: str
    site_name: str
    site_url: str
    default_locale: str
    currency: str
    trusted_hosts: tuple[str, ...]
    port: int
    workers: int
    mail_url: str
    log_format: str
    proxy_hops: int
    demo_password: str
    run_jobs: bool
    # How many pages a worker tells what happens as it happens, and how many of one person's.
    live_streams: int
    live_streams_each: int
    # Under a post that is not for everybody one reads the comments of its author and of one's own friends only.
    moments_comments: bool
    # Of a withdrawal, in minor units: what it costs, and from where on two operators approve it.
    payout_fee_cents: int
    payout_two_approvals_cents: int
    tax_profile_required: bool
    tax_withholding_bps: int
    # How often what is due to merchants is drawn up, and from which amount on.
    merchant_payouts: str
    merchant_payout_least_cents: int
    # How long a visit by an angel's link counts, and before a lower rate reaches those who are angels already.
    product_touch_days: int
    store_touch_hours: int
    rate_cut_notice_days: int
    # How long before a higher fee of the platform counts its shop is told.
    fee_raise_notice_days: int
    # How long each side of an after-sales case may take for its step: the merchant's first answer; the buyer's yes or no
    # to it; until what goes back is on its way; the merchant's for what came back; until the new piece is there.
    case_answer_hours: int
    case_decide_days: int
    case_send_back_days: int
    case_settle_days: int
    case_receive_days: int
    # How long the papers of a refused application are kept.
    papers_kept_days: int
    # With which gateways the site has an account.
    gateways: Accounts

    @property
    def is_production(self) -> bool:
        return self.app_env == "production"

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings of contract.md. Raises BadSetting."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("DATA_DIR") or Path(__file__).parent / "var").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        data_dir=data_dir,
        database_url=_database_url(env.get("DATABASE_URL", ""), data_dir),
        redis_url=env.get("REDIS_URL", ""),
        secret_key=env.get("SECRET_KEY") or _kept_secret(data_dir),
        app_env=_one_of(env, "APP_ENV", "development", ("development", "production", "test")),
        site_name=env.get("SITE_NAME", "Angel Says"),
        site_url=env.get("SITE_URL", "").rstrip("/"),
        default_locale=_one_of(env, "DEFAULT_LOCALE", "en", LOCALES),
        currency=_one_of(env, "CURRENCY", "CNY", CURRENCIES),
        trusted_hosts=tuple(host.strip() for host in env.get("TRUSTED_HOSTS", "").split(",") if host.strip()),
        port=_number(env, "PORT", 5000),
        workers=_number(env, "WORKERS", 2),
        mail_url=_mail_url(env.get("MAIL_URL", "")),
        log_format=_one_of(env, "LOG_FORMAT", "text", ("text", "json")),
        proxy_hops=_number(env, "PROXY_HOPS", 0),
        demo_password=env.get("DEMO_PASSWORD", "angel-says-demo"),
        run_jobs=env.get("RUN_JOBS", "1") != "0",
        live_streams=_number(env, "LIVE_STREAMS", 560),
        live_streams_each=_number(env, "LIVE_STREAMS_EACH", 8),
        gateways=accounts(env),
        moments_comments=env.get("MOMENTS_COMMENTS", "1") != "0",
        payout_fee_cents=_number(env, "PAYOUT_FEE_CENTS", 0),
        payout_two_approvals_cents=_number(env, "PAYOUT_TWO_APPROVALS_CENTS", 100_000),
        tax_profile_required=env.get("TAX_PROFILE_REQUIRED", "0") != "0",
        tax_withholding_bps=_number(env, "TAX_WITHHOLDING_BPS", 0),
        merchant_payouts=_one_of(env, "MERCHANT_PAYOUTS", "week", ("week", "month")),
        merchant_payout_least_cents=_number(env, "MERCHANT_PAYOUT_LEAST_CENTS", 1_000),
        product_touch_days=_between(env, "PRODUCT_TOUCH_DAYS", 7, 1, 30),
        store_touch_hours=_between(env, "STORE_TOUCH_HOURS", 24, 1, 720),
        rate_cut_notice_days=_between(env, "RATE_CUT_NOTICE_DAYS", 7, 0, 30),
        fee_raise_notice_days=_between(env, "FEE_RAISE_NOTICE_DAYS", 7, 0, 90),
        case_answer_hours=_between(env, "CASE_ANSWER_HOURS", 72, 24, 240),
        case_decide_days=_between(env, "CASE_DECIDE_DAYS", 7, 3, 30),
        case_send_back_days=_between(env, "CASE_SEND_BACK_DAYS", 10, 7, 30),
        case_settle_days=_between(env, "CASE_SETTLE_DAYS", 7, 3, 15),
        case_receive_days=_between(env, "CASE_RECEIVE_DAYS", 10, 7, 30),
        papers_kept_days=_number(env, "PAPERS_KEPT_DAYS", 30),
    )
    _refuse_what_comes_later(env)
    if settings.is_production and len(settings.secret_key) < 32:
        raise BadSetting("SECRET_KEY is too short for production: it takes 32 characters or more, random")
    if settings.tax_withholding_bps > 9_999:
        raise BadSetting("TAX_WITHHOLDING_BPS takes basis points, 0 to 9999: 2000 is 20 %")
    return settings


def _database_url(given: str, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'site.db'}"
    if not given.startswith(("sqlite:", "postgresql+psycopg:")):
        raise BadSetting("DATABASE_URL takes sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    return given


def _mail_url(given: str) -> str:
    if given and not given.startswith(("smtp://", "smtps://")):
        raise BadSetting(
            "MAIL_URL takes smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS or smtps://; empty: files in DATA_DIR"
        )
    return given


def _refuse_what_comes_later(env: Mapping[str, str]) -> None:
    if env.get("SEARCH_URL", "whoosh:").split(":")[0] != "whoosh":
        raise BadSetting("SEARCH_URL takes whoosh: in this version")
    if env.get("MEDIA_URL", "").startswith("s3:"):
        raise BadSetting("MEDIA_URL takes no s3: in this version; leave it empty to keep files in DATA_DIR")


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    if not path.exists():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise BadSetting(f"{name} is {value!r}; it takes one of: {', '.join(allowed)}")
    return value


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdigit():
        raise BadSetting(f"{name} is {value!r}; it takes a whole number")
    return int(value)


def _between(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = _number(env, name, default)
    if not least <= value <= most:
        raise BadSetting(f"{name} is {value}; it takes {least} to {most}")
    return value
