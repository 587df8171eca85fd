"""Puts the application together. The one module that knows every feature."""

from flask import Flask
from gevent import monkey
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

import ecabinet.agenda.live
import ecabinet.agenda.notices
import ecabinet.audit.jobs
import ecabinet.audit.live
import ecabinet.audit.notices
import ecabinet.audit.trail
import ecabinet.ballots.jobs
import ecabinet.ballots.live
import ecabinet.ballots.notices
import ecabinet.bodies.jobs
import ecabinet.bodies.retention_jobs
import ecabinet.bodies.second_factor
import ecabinet.calling.notices
import ecabinet.consent.jobs
import ecabinet.consent.notices
import ecabinet.consultations.jobs
import ecabinet.consultations.live
import ecabinet.consultations.notices
import ecabinet.demo.jobs
import ecabinet.desk.trail_names
import ecabinet.emergencies.live
import ecabinet.emergencies.notices
import ecabinet.lodging.jobs
import ecabinet.lodging.live
import ecabinet.lodging.notices
import ecabinet.meetings.live
import ecabinet.meetings.notices
import ecabinet.minutes.live
import ecabinet.notifications.device_notices
import ecabinet.notifications.factor_notices
import ecabinet.notifications.jobs
import ecabinet.notifications.live
import ecabinet.notifications.post_notices
import ecabinet.notifications.retention_kinds
import ecabinet.papers.jobs
import ecabinet.papers.live
import ecabinet.papers.notices
import ecabinet.sittings.live
import ecabinet.sittings.notices
import ecabinet.tasks.live
import ecabinet.tasks.notices  # noqa: F401 -- these listen and are watched from here on
from config import Config, ConfigurationError
from ecabinet.accounts import demanding, sso
from ecabinet.accounts.access_routes import bp as access_links
from ecabinet.accounts.doors import current_account, guard
from ecabinet.accounts.enrolment_routes import bp as enrolment
from ecabinet.accounts.factor_routes import bp as own_factors
from ecabinet.accounts.rates import limit_rates
from ecabinet.accounts.routes import bp as accounts
from ecabinet.accounts.second_routes import bp as second
from ecabinet.accounts.session_routes import bp as own_sessions
from ecabinet.accounts.sso_routes import bp as sso_pages
from ecabinet.agenda.pasting_routes import bp as pasting
from ecabinet.agenda.placing_routes import bp as placing
from ecabinet.agenda.position_routes import bp as positions
from ecabinet.agenda.routes import bp as agenda
from ecabinet.audit import checkpoints
from ecabinet.audit.access_routes import bp as access
from ecabinet.audit.routes import bp as audit
from ecabinet.ballots.casting_routes import bp as casting
from ecabinet.ballots.receipt_routes import bp as receipts
from ecabinet.ballots.record_routes import bp as records
from ecabinet.ballots.routes import bp as ballots
from ecabinet.ballots.running_routes import bp as running
from ecabinet.bodies.calendar_routes import bp as calendar
from ecabinet.bodies.founding import declared_kind
from ecabinet.bodies.identity_routes import bp as identities
from ecabinet.bodies.import_routes import bp as people_imports
from ecabinet.bodies.lists_routes import bp as lists
from ecabinet.bodies.models import InstallationKind
from ecabinet.bodies.own_routes import bp as own
from ecabinet.bodies.people_routes import bp as people
from ecabinet.bodies.post_routes import bp as posts
from ecabinet.bodies.recovery_routes import bp as recovery
from ecabinet.bodies.rules_routes import bp as rules
from ecabinet.bodies.settings_routes import bp as bodies
from ecabinet.calling.routes import bp as calling
from ecabinet.commands import backup, database, demo, restore, trail
from ecabinet.commands import ballots as ballot_commands
from ecabinet.consent.routes import bp as consent
from ecabinet.consultations.routes import bp as consultations
from ecabinet.core import clock, files, jobs, sealing, signing, transaction
from ecabinet.core.database import reading
from ecabinet.desk.first_start import bp as first_start
from ecabinet.desk.health_routes import bp as health
from ecabinet.desk.meeting_pages import bp as pages
from ecabinet.desk.pipeline_routes import bp as pipeline
from ecabinet.desk.retention_routes import bp as retention
from ecabinet.desk.rights import bp as rights
from ecabinet.desk.routes import bp as desk
from ecabinet.desk.surroundings import surround
from ecabinet.emergencies.routes import bp as emergencies
from ecabinet.lodging.counter_routes import bp as counter
from ecabinet.lodging.late_routes import bp as lateness
from ecabinet.lodging.routes import bp as lodging
from ecabinet.manuals.routes import bp as manuals
from ecabinet.meetings.halting_routes import bp as halting
from ecabinet.meetings.routes import bp as meetings
from ecabinet.minutes.routes import bp as minutes
from ecabinet.notifications import mail, sms
from ecabinet.notifications.routes import bp as notifications
from ecabinet.papers.falling_routes import bp as falling
from ecabinet.papers.routes import bp as papers
from ecabinet.realtime.gateway import open_sockets
from ecabinet.realtime.routes import bp as realtime
from ecabinet.realtime.wire import Wire
from ecabinet.sittings.routes import bp as sittings
from ecabinet.tasks.routes import bp as tasks
from ecabinet.web.assets import init_assets
from ecabinet.web.language import speak
from ecabinet.web.shell import ROOT, Shell, dress

BLUEPRINTS = (
    access,
    audit,
    access_links,
    accounts,
    agenda,
    ballots,
    bodies,
    calendar,
    calling,
    casting,
    consent,
    consultations,
    counter,
    desk,
    emergencies,
    enrolment,
    falling,
    first_start,
    halting,
    health,
    identities,
    lateness,
    lists,
    lodging,
    manuals,
    meetings,
    minutes,
    notifications,
    own,
    own_factors,
    own_sessions,
    pages,
    papers,
    people,
    people_imports,
    positions,
    pipeline,
    placing,
    pasting,
    posts,
    realtime,
    receipts,
    records,
    recovery,
    retention,
    rights,
    rules,
    running,
    second,
    sittings,
    sso_pages,
    tasks,
)
OTHER_KIND = {
    InstallationKind.DEMO: "The database of this installation holds a demonstration, which can never become a real "
    "installation. Leave DEMO=0 out, or choose another data directory with ECABINET_DATA, and another database "
    "where ECABINET_DATABASE_URL names one.",
    InstallationKind.REAL: "The database of this installation is a real one, and no demonstration is ever told in it. "
    "Set DEMO=0, or choose another data directory with ECABINET_DATA, and another database where "
    "ECABINET_DATABASE_URL names one.",
}
COMMANDS = (
    backup.backup,
    ballot_commands.group,
    database.migrate,
    demo.group,
    restore.restore,
    trail.group,
)


def create_app(config: Config) -> Flask:
    """Return the application, its database, files, queue and mail opened as `config` says."""
    app = Shell(
        "ecabinet", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.from_mapping(_settings(config))
    _open_ground(config)
    refuse_the_other_kind(config)
    limit_rates(app, config.redis_url)
    guard(app)
    demanding.watch(app)
    dress(app)
    init_assets(app)
    speak(app, lambda name: getattr(current_account(), name, None))
    surround(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    green = monkey.is_module_patched("socket")
    open_sockets(app, "gevent" if green else "threading", config.redis_url)
    app.wsgi_app = Wire(app.wsgi_app, app.config["ORIGINS"])  # type: ignore[method-assign]
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    return app


def refuse_the_other_kind(config: Config) -> None:
    """ConfigurationError where the open database was declared a demonstration and `config` says real, or the reverse.

    A database that does not answer is not asked: the server waits for it, and was asked before it became the server.
    """
    try:
        with reading():
            kind = declared_kind()
    except OperationalError:
        return
    if kind and (kind is InstallationKind.DEMO) != config.demo:
        raise ConfigurationError(OTHER_KIND[kind])


def _settings(config: Config) -> dict[str, object]:
    local = {config.base_url, f"http://localhost:{config.port}", f"http://127.0.0.1:{config.port}"}
    return {
        "SECRET_KEY": config.secret_key,
        "DATABASE_URL": config.database_url,
        "SECURE": config.secure,
        "TIMEZONE": config.timezone,
        "DEMO": config.demo,
        "BASE_URL": config.base_url,
        "DATA": config.data,
        "DEMO_PASSWORD": config.demo_password,
        "ORIGINS": sorted({config.base_url} if config.secure else local),
        "MAX_CONTENT_LENGTH": config.max_upload_bytes + 1024 * 1024,
        "MAX_UPLOAD_BYTES": config.max_upload_bytes,
        "WTF_CSRF_TIME_LIMIT": None,  # a page may stay open for a whole session; the token dies with it
        "WTF_CSRF_SSL_STRICT": False,  # we send no referrer; the origin is checked instead
        "SESSION_COOKIE_NAME": "__Host-ecabinet-form" if config.secure else "ecabinet-form",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": config.secure,
    }


def _open_ground(config: Config) -> None:
    clock.use_zone(config.timezone)
    transaction.open_database(config.database_url)
    sealing.use_master_key(config.master_key)
    signing.use_signing_key(config.signing_key, config.data / "signing-keys")
    checkpoints.use_folder(config.data / "checkpoints")
    files.use_folder(config.files)
    jobs.open_queue(config.data, config.redis_url)
    sso.use_provider(_provider(config))
    mail.use_mail(config.smtp_url, config.data / "outbox", config.mail_from, config.base_url)
    sms.use_sms(config.sms_url)


def _provider(config: Config) -> sso.Provider | None:
    if config.oidc_issuer is None:
        return None
    return sso.Provider(
        issuer=config.oidc_issuer,
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret,
        name=config.oidc_name,
    )
