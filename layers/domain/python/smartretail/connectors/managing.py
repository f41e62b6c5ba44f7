"""What admins do with connectors; every change is audited, and no secret leaves the vault."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from smartretail.connectors.checks import authority
from smartretail.connectors.contract import (
    ConnectorAnswer,
    ConnectorAsk,
    ConnectorChange,
    ConnectorChanged,
    ConnectorDeleted,
    ConnectorList,
)
from smartretail.connectors.definition import ClientAuth, Definition
from smartretail.connectors.hosts import HostRule
from smartretail.connectors.limits import MOST_CONNECTORS
from smartretail.connectors.model import Connector, Progress
from smartretail.connectors.ports import Claim, Connectors, Vault
from smartretail.connectors.presets import presets
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, FieldError, Invalid, NotFound
from smartretail.kernel.events import happened
from smartretail.kernel.ids import new_id
from smartretail.kernel.tenancy import Principal

_MOST_KEY_CHARACTERS = 200


@dataclass(frozen=True)
class ManageConnectors:
    """Lists, reads, makes, changes and deletes connectors.

    Each secret has a name of its own in the vault, and the connector says which one counts: a
    change that loses against another one leaves the secret in force untouched.
    """

    connectors: Connectors
    vault: Vault
    clock: Clock
    tables: frozenset[str]
    admitted: tuple[str, ...]

    def listing(self, who: Principal) -> ConnectorList:
        """Return all connectors, oldest first, and the presets."""
        found = [shown(*one) for one in self.connectors.listing(who)]
        return ConnectorList(connectors=found, presets=presets())

    def one(self, who: Principal, connector_id: str) -> ConnectorAnswer:
        """Return one connector."""
        connector = known(self.connectors, who, connector_id)
        return shown(connector, self.connectors.progress(who, connector_id))

    def create(self, who: Principal, ask: ConnectorAsk, idempotency_key: str) -> ConnectorAnswer:
        """Make a connector; the same idempotency key and body are the same connector."""
        self._check(who, ask, secret_kept=False)
        connector_id = self._claim(who, ask, idempotency_key)
        present = self.connectors.get(who, connector_id)
        if present is not None:
            return shown(present, self.connectors.progress(who, connector_id))
        if len(self.connectors.listing(who)) >= MOST_CONNECTORS:
            raise Conflict(f"There are {MOST_CONNECTORS} connectors already.", "too_many")
        at = timestamp(self.clock.now())
        made = Connector(connector_id, ask.definition, at, who.user, at, who.user)
        return shown(self._save(who, None, made, ask.secret), Progress())

    def change(self, who: Principal, connector_id: str, change: ConnectorChange) -> ConnectorAnswer:
        """Replace a connector. Raise `Conflict` when it was changed meanwhile."""
        before = known(self.connectors, who, connector_id)
        if change.version is not None and change.version != before.version:
            raise Conflict("Somebody changed this connector meanwhile; read it again.")
        kept = before.secret_ref is not None and _same_receivers(before.definition, change)
        self._check(who, change, secret_kept=kept)
        after = replace(
            before,
            definition=change.definition,
            updated_at=timestamp(self.clock.now()),
            updated_by=who.user,
        )
        if change.auth.kind == "none":
            after = replace(after, secret_ref=None, secret_set_at=None)
        saved = self._save(who, before, after, change.secret)
        return shown(saved, self._resume(who, connector_id))

    def remove(self, who: Principal, connector_id: str) -> ConnectorDeleted:
        """Delete a connector and its secret; what it has stored stays."""
        connector = known(self.connectors, who, connector_id)
        if connector.secret_ref:
            self.vault.remove(who, connector.secret_ref)
        event, audit = self._facts(who, connector, None, "deleted")
        self.connectors.remove(who, connector, event, audit)
        return ConnectorDeleted(connector_id=connector_id)

    def _check(self, who: Principal, ask: ConnectorAsk, *, secret_kept: bool) -> None:
        wrong: list[FieldError] = []
        if ask.table not in self.tables:
            wrong.append(FieldError("body.table", "is not a table that takes uploads"))
        rule = HostRule(self.connectors.hosts(who).hosts, self.admitted)
        wrong += [
            FieldError(f"body.{field}", reason)
            for field, url in _receivers(ask).items()
            if (reason := rule.reason(url))
        ]
        if ask.auth.kind != "none" and ask.secret is None and not secret_kept:
            wrong.append(FieldError("body.secret", "is needed, also when the host changes"))
        if ask.auth.kind in ("bearer", "header") and not (ask.secret or "").isascii():
            wrong.append(FieldError("body.secret", "must be plain ASCII"))
        if wrong:
            raise Invalid("; ".join(f"{one.field}: {one.reason}" for one in wrong), tuple(wrong))

    def _claim(self, who: Principal, ask: ConnectorAsk, idempotency_key: str) -> str:
        """Claim the key. The secret is no part of what is compared: its digest would be stored."""
        if len(idempotency_key) > _MOST_KEY_CHARACTERS:
            raise Invalid("The Idempotency-Key is longer than 200 characters.")
        asked = _digest({"by": who.user, **_plain(ask.definition)})
        key = _digest({"route": "POST /admin/connectors", "key": idempotency_key})
        claim = self.connectors.claim(who, key, Claim(asked, new_id("con")))
        if claim.asked != asked:
            raise Invalid(
                "This Idempotency-Key was used for another request; use a new one.",
                (FieldError("Idempotency-Key", "reused"),),
                code="idempotency_key_reused",
            )
        return claim.connector_id

    def _save(
        self, who: Principal, before: Connector | None, after: Connector, secret: str | None
    ) -> Connector:
        if secret is not None and after.definition.auth.kind != "none":
            ref = f"{after.connector_id}/{new_id('sec')}"
            self.vault.put(who, ref, secret)
            after = replace(after, secret_ref=ref, secret_set_at=after.updated_at)
        event, audit = self._facts(who, before, after, "changed" if before else "created")
        try:
            saved = self.connectors.save(who, after, event, audit, new=before is None)
        except Conflict:
            self._forget(who, after.secret_ref, before.secret_ref if before else None)
            raise
        self._forget(who, before.secret_ref if before else None, saved.secret_ref)
        return saved

    def _forget(self, who: Principal, ref: str | None, in_force: str | None) -> None:
        if ref and ref != in_force:
            self.vault.remove(who, ref)

    def _resume(self, who: Principal, connector_id: str) -> Progress:
        """End a pause: somebody has looked at it."""
        present = self.connectors.progress(who, connector_id)
        if present.failures or present.paused_at:
            after = replace(present, failures=0, paused_at=None)
            self.connectors.advance(who, connector_id, after)
            return after
        return present

    def _facts(
        self, who: Principal, before: Connector | None, after: Connector | None, change: Any
    ) -> tuple[Any, AuditRecord]:
        subject = after or before
        assert subject is not None  # noqa: S101
        data = ConnectorChanged(
            connector_id=subject.connector_id, change=change, version=subject.version
        )
        event = happened(who, self.clock, "connectors", "ConnectorChanged.v1", data.model_dump())
        verb = {"created": "create", "changed": "change", "deleted": "delete"}[change]
        audit = AuditRecord(
            event.at,
            who.tenant,
            who.user,
            f"{verb}_connector",
            f"connectors/{subject.connector_id}",
            _audited(before),
            _audited(after),
        )
        return event, audit


def known(connectors: Connectors, who: Principal, connector_id: str) -> Connector:
    """Return the connector; raise `NotFound` when the tenant has none of this id."""
    connector = connectors.get(who, connector_id)
    if connector is None:
        raise NotFound(f"There is no connector {connector_id}.", code="connector_not_found")
    return connector


def shown(connector: Connector, progress: Progress) -> ConnectorAnswer:
    """Return a connector as people see it."""
    state = "paused" if progress.paused_at else "active"
    return ConnectorAnswer.model_validate(
        _plain(connector.definition)
        | {
            "connector_id": connector.connector_id,
            "secret_set_at": connector.secret_set_at,
            "state": state if connector.definition.enabled else "off",
            "reached": progress.reached,
            "last_run": asdict(progress.last) if progress.last else None,
            "failures": progress.failures,
            "paused_at": progress.paused_at,
            "version": connector.version,
            "created_at": connector.created_at,
            "updated_at": connector.updated_at,
            "updated_by": connector.updated_by,
        }
    )


def _receivers(definition: Definition) -> dict[str, str]:
    """Return who gets to see credentials, by the field that names them."""
    auth = definition.auth
    token = {"auth.token_url": auth.token_url} if isinstance(auth, ClientAuth) else {}
    return {"request.url": definition.request.url, **token}


def _same_receivers(before: Definition, after: Definition) -> bool:
    """Whether the secret stays where it was given for; else it must be given again."""

    def hosts(definition: Definition) -> Sequence[str]:
        return sorted(authority(url) for url in _receivers(definition).values())

    return hosts(before) == hosts(after) and before.auth.kind == after.auth.kind


def _plain(definition: Definition) -> dict[str, Any]:
    return definition.model_dump(mode="json", include={*Definition.model_fields})


def _audited(connector: Connector | None) -> dict[str, Any] | None:
    if connector is None:
        return None
    return _plain(connector.definition) | {"secret_set_at": connector.secret_set_at}


def _digest(parts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
