from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from smartretail.admin.contract import EVENTS, GuardrailsChange, ThresholdsChange
from smartretail.admin.model import PLATFORM, Guardrails, Tenant, Thresholds
from smartretail.admin.opening import OpenTenant
from smartretail.admin.steering import Steering
from smartretail.admin.usecases import SettingsBook, Tenants
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, Invalid, NotFound
from smartretail.kernel.tenancy import Principal, Role

from tests.kit.admin import FakeSettings, FakeTenants

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
ANN = Principal("DEMO", "ann@demo.example", frozenset({Role.MANAGER}))
NEW = {
    "min_margin_pct": 20,
    "max_delta_pct": 5.5,
    "max_changes_per_week": 1,
    "price_ending": 0.99,
    "competitor_band_pct": 8,
    "approval_above": 50000,
}
ORDER = {"tenant": "DEMO", "name": "Bharat Bazaar", "time_zone": "Asia/Kolkata", "simulated": True}


@dataclass
class Office:
    store: FakeSettings = field(default_factory=FakeSettings)
    register: FakeTenants = field(default_factory=FakeTenants)

    @property
    def steering(self) -> Steering:
        return Steering(self.store, CLOCK)

    @property
    def book(self) -> SettingsBook:
        return SettingsBook(self.store, CLOCK)

    def open(self, **order: Any) -> dict[str, Any]:
        return OpenTenant(self.store, self.register, CLOCK).run(ORDER | order)


@pytest.fixture
def office() -> Office:
    return Office()


def test_defaults_hold_until_a_manager_changes_them(office: Office) -> None:
    answer = office.steering.guardrails(ANN)

    assert (answer.version, answer.updated_by) == (0, None)
    assert answer.max_delta_pct == 10
    assert office.book.guardrails(ANN) == Guardrails()
    assert office.book.thresholds(ANN).service_level_by_class["A"] == Decimal("0.98")


def test_changed_guardrails_are_in_force_for_every_context(office: Office) -> None:
    answer = office.steering.change_guardrails(ANN, GuardrailsChange(**NEW))

    assert (answer.version, answer.updated_by) == (1, "ann@demo.example")
    assert office.book.guardrails(ANN).max_delta_pct == Decimal("5.5")
    assert office.book.guardrails(Principal.job("SHOP")) == Guardrails()


def test_a_change_is_audited_with_before_and_after(office: Office) -> None:
    office.steering.change_guardrails(ANN, GuardrailsChange(**NEW))
    (line,) = office.store.audited

    assert (line.actor, line.action, line.object) == (
        "ann@demo.example",
        "change_settings",
        "settings/guardrails",
    )
    assert line.before is not None
    assert line.after is not None
    assert (line.before["max_delta_pct"], line.after["max_delta_pct"]) == (10.0, 5.5)
    (event,) = office.store.events
    assert EVENTS[event.name].model_validate(event.data).model_dump() == event.data
    assert event.data == {"setting": "guardrails", "version": 1}


def test_a_change_based_on_a_stale_version_is_refused(office: Office) -> None:
    office.steering.change_guardrails(ANN, GuardrailsChange(**NEW, version=0))

    with pytest.raises(Conflict):
        office.steering.change_guardrails(ANN, GuardrailsChange(**NEW, version=0))
    assert office.steering.change_guardrails(ANN, GuardrailsChange(**NEW, version=1)).version == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_margin_pct": -1},
        {"min_margin_pct": 101},
        {"max_delta_pct": "NaN"},
        {"max_changes_per_week": 1.5},
        {"approval_above": 0},
    ],
)
def test_values_out_of_bounds_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GuardrailsChange(**NEW | wrong)


@pytest.mark.parametrize("name", sorted(NEW))
def test_a_guardrail_left_out_is_an_error_and_never_a_default(name: str) -> None:
    with pytest.raises(ValidationError):
        GuardrailsChange(**{key: value for key, value in NEW.items() if key != name})


def test_thresholds_change_like_guardrails(office: Office) -> None:
    values = office.steering.thresholds(ANN).model_dump() | {"stockout_days": 3}
    values["service_level_by_class"] = {"A": 0.99, "B": 0.95, "C": 0.9}
    office.steering.change_thresholds(ANN, ThresholdsChange.model_validate(values))

    thresholds = office.book.thresholds(ANN)
    assert isinstance(thresholds, Thresholds)
    assert (thresholds.stockout_days, thresholds.service_level_by_class["A"]) == (
        3,
        Decimal("0.99"),
    )


def test_every_class_needs_a_service_level() -> None:
    values = {
        "stockout_days": 7,
        "overstock_days": 90,
        "demand_spike_pct": 50,
        "demand_drop_pct": 40,
        "price_gap_pct": 10,
        "service_level_by_class": {"A": 0.98, "B": 0.95},
    }

    with pytest.raises(ValidationError):
        ThresholdsChange.model_validate(values)


def test_opening_a_tenant_twice_changes_nothing_the_second_time(office: Office) -> None:
    assert office.open(base_currency="INR")["changed"]
    assert not office.open(base_currency="INR")["changed"]
    assert not office.open()["changed"]
    assert len(office.store.events) == 1
    assert office.book.tenant(ANN) == Tenant("Bharat Bazaar", "Asia/Kolkata", "INR", simulated=True)


def test_an_open_tenant_can_be_corrected_but_not_its_currency(office: Office) -> None:
    office.open(base_currency="INR")
    office.open(name="Bharat Bazaar Ltd")

    assert office.book.tenant(ANN).name == "Bharat Bazaar Ltd"
    assert office.book.tenant(ANN).base_currency == "INR"
    with pytest.raises(Conflict):
        office.open(base_currency="GBP")


@pytest.mark.parametrize(
    "wrong",
    [
        {"tenant": "demo"},
        {"tenant": PLATFORM},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
        {"base_currency": "GPB"},
        {"colour": "blue"},
        {"name": ""},
    ],
)
def test_a_wrong_order_opens_nothing(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        office.open(**wrong)
    assert office.register.kept == set()


def test_opened_tenants_are_listed_for_daily_work(office: Office) -> None:
    office.open()
    office.open(tenant="SHOP")

    assert Tenants(office.register).all() == ("DEMO", "SHOP")


def test_the_first_currency_offered_stays(office: Office) -> None:
    office.open()
    assert office.book.settle_currency(ANN, None) is None
    assert office.book.settle_currency(ANN, "GBP") == "GBP"
    assert office.book.settle_currency(ANN, "EUR") == "GBP"
    assert office.book.tenant(ANN).base_currency == "GBP"


def test_of_two_first_currencies_one_wins_for_both(office: Office) -> None:
    office.open()
    rival = SettingsBook(office.store, CLOCK)

    class Slow(FakeSettings):
        def save(self, *parts: Any) -> None:
            rival.settle_currency(ANN, "EUR")
            office.store.save(*parts)

    slow = Slow(office.store.kept)
    assert SettingsBook(slow, CLOCK).settle_currency(ANN, "GBP") == "EUR"


def test_a_tenant_that_was_never_opened_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.book.tenant(ANN)
