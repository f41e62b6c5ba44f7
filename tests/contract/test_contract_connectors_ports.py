"""Each port of the connectors context keeps its word in memory and on AWS alike."""

import json
from dataclasses import replace

import boto3
import pytest
from smartretail.adapters.dynamo.connectors import DynamoConnectors
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.adapters.secrets.vault import SecretsVault
from smartretail.adapters.sqs.pulls import SqsOrders, read_order
from smartretail.adapters.sqs.queue import SqsQueue
from smartretail.connectors.model import Hosts, Order, Progress, Run
from smartretail.connectors.ports import Claim, Connectors, Vault
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, Invalid
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal

from tests.kit.connectors import AT, DEMO, NOW, FakeConnectors, FakeVault, connector
from tests.kit.plan import outbox

SHOP = Principal.job("SHOP")
EVENT = happened(DEMO, FixedClock(NOW), "connectors", "ConnectorChanged.v1", {})
LINE = AuditRecord(AT, "DEMO", "ann", "create_connector", "connectors/con_1")
RICH = connector(
    auth={"kind": "oauth2", "token_url": "https://a.example.com/t", "client_id": "i"},
    paging={"kind": "page", "size": 5},
    request={
        "url": "https://api.example.com/",
        "query": {"p": "{page}", "f": "{since}", "t": "{until}"},
    },
    watermark={"start": "2026-01-01", "step_days": 7},
)


@pytest.fixture(params=["in memory", "on AWS"])
def store(request: pytest.FixtureRequest) -> Connectors:
    if request.param == "in memory":
        return FakeConnectors()
    request.getfixturevalue("cloud")
    return DynamoConnectors(ContextTable(boto3.client("dynamodb"), "connectors-table"))


@pytest.fixture(params=["in memory", "on AWS"])
def vault(request: pytest.FixtureRequest) -> Vault:
    if request.param == "in memory":
        return FakeVault()
    request.getfixturevalue("cloud")
    client = boto3.client("secretsmanager")
    return SecretsVault(client, "smartretail-test/connectors", "alias/smartretail-test")


def test_a_connector_comes_back_as_it_was_kept(store: Connectors) -> None:
    store.save(DEMO, RICH, EVENT, LINE, new=True)

    assert store.get(DEMO, "con_1") == RICH
    assert store.listing(DEMO) == [(RICH, Progress())]
    assert store.get(SHOP, "con_1") is None
    assert store.listing(SHOP) == []


def test_of_two_saves_the_second_is_told(store: Connectors) -> None:
    store.save(DEMO, RICH, EVENT, LINE, new=True)
    with pytest.raises(Conflict):
        store.save(DEMO, RICH, EVENT, LINE, new=True)
    later = store.save(DEMO, replace(RICH, updated_by="bob"), EVENT, LINE, new=False)

    assert later.version == 2
    with pytest.raises(Conflict):
        store.save(DEMO, RICH, EVENT, LINE, new=False)
    found = store.get(DEMO, "con_1")
    assert found
    assert (found.updated_by, found.version) == ("bob", 2)


def test_what_is_removed_is_gone_with_its_progress(store: Connectors) -> None:
    store.save(DEMO, RICH, EVENT, LINE, new=True)
    store.advance(DEMO, "con_1", Progress(reached=AT))
    with pytest.raises(Conflict):
        store.remove(DEMO, replace(RICH, version=7), EVENT, LINE)
    store.remove(DEMO, RICH, EVENT, LINE)

    assert store.get(DEMO, "con_1") is None
    assert store.listing(DEMO) == []
    assert store.progress(DEMO, "con_1") == Progress()


def test_progress_moves_one_version_at_a_time(store: Connectors) -> None:
    run = Run(AT, AT, "stored", AT, AT, 1, 2, 3, "upl_1")
    store.advance(DEMO, "con_1", Progress(reached=AT, last=run), EVENT)
    present = store.progress(DEMO, "con_1")
    assert (present.last, present.reached, present.version) == (run, AT, 1)

    with pytest.raises(Conflict):
        store.advance(DEMO, "con_1", Progress(), EVENT)
    store.advance(DEMO, "con_1", replace(present, failures=1))
    with pytest.raises(Conflict):
        store.advance(DEMO, "con_1", present)
    assert store.progress(DEMO, "con_1").failures == 1
    assert store.progress(SHOP, "con_1") == Progress()


def test_a_key_is_claimed_once_in_a_tenant(store: Connectors) -> None:
    first = Claim("asked", "con_1")
    assert store.claim(DEMO, "k", first) == first
    assert store.claim(DEMO, "k", Claim("other", "con_2")) == first
    assert store.claim(SHOP, "k", Claim("other", "con_2")) == Claim("other", "con_2")


def test_the_allow_list_begins_empty_and_changes_by_version(store: Connectors) -> None:
    assert store.hosts(DEMO) == Hosts()
    kept = store.allow(DEMO, Hosts(("a.example.com",), AT, "ann"), EVENT, LINE)

    assert store.hosts(DEMO) == kept
    assert (kept.version, store.hosts(SHOP)) == (1, Hosts())
    with pytest.raises(Conflict):
        store.allow(DEMO, Hosts(), EVENT, LINE)


def test_state_event_and_audit_are_one_write(cloud: object) -> None:
    table = DynamoConnectors(ContextTable(boto3.client("dynamodb"), "connectors-table"))
    table.save(DEMO, RICH, EVENT, LINE, new=True)
    with pytest.raises(Conflict):
        table.save(DEMO, RICH, replace(EVENT, id="evt_2"), LINE, new=True)

    [sent] = outbox("connectors")
    assert (sent["id"], sent["audited"]) == (EVENT.id, True)


def test_a_secret_is_kept_per_tenant_and_forgotten_at_once(vault: Vault) -> None:
    assert vault.get(DEMO, "con_1/sec_1") is None
    vault.put(DEMO, "con_1/sec_1", "one")
    vault.put(DEMO, "con_1/sec_1", "two")

    assert vault.get(DEMO, "con_1/sec_1") == "two"
    assert vault.get(SHOP, "con_1/sec_1") is None
    vault.remove(DEMO, "con_1/sec_1")
    vault.remove(DEMO, "con_1/sec_1")
    assert vault.get(DEMO, "con_1/sec_1") is None
    vault.put(DEMO, "con_1/sec_1", "three")
    assert vault.get(DEMO, "con_1/sec_1") == "three"


def test_secrets_lie_below_the_prefix_and_under_our_key(cloud: object) -> None:
    client = boto3.client("secretsmanager")
    kept = SecretsVault(client, "smartretail-test/connectors", "alias/smartretail-test")
    kept.put(DEMO, "con_1/sec_1", "one")

    [secret] = client.list_secrets()["SecretList"]
    assert secret["Name"] == "smartretail-test/connectors/DEMO/con_1/sec_1"
    assert secret["KmsKeyId"] == "alias/smartretail-test"
    assert "client" not in repr(kept)


def test_an_order_passes_through_the_queue_whole(cloud: object) -> None:
    client = boto3.client("sqs")
    url = client.create_queue(QueueName="pulls")["QueueUrl"]
    SqsOrders(SqsQueue(client, url)).put(DEMO, Order("con_1", AT))

    [message] = client.receive_message(QueueUrl=url)["Messages"]
    assert read_order(message["Body"]) == (DEMO, Order("con_1", AT))


@pytest.mark.parametrize("body", ["", "[]", "{}", "no", json.dumps({"tenant": "DEMO"})])
def test_a_message_that_orders_nothing_is_refused(body: str) -> None:
    with pytest.raises(Invalid):
        read_order(body)
