import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.kernel.errors import Forbidden, NotFound
from smartretail.kernel.tenancy import Principal, Role

CLAIMS = {
    "custom:tenant": "DEMO",
    "custom:stores": "S01, s02",
    "custom:skus": "*",
    "cognito:groups": "[seller manager]",
    "email": "ann@demo.example",
    "sub": "0f1e",
}


def test_claims_become_a_principal() -> None:
    who = Principal.from_claims(CLAIMS)

    assert (who.tenant, who.user) == ("DEMO", "ann@demo.example")
    assert who.roles == {Role.SELLER, Role.MANAGER}
    assert who.stores == {"S01", "S02"}
    assert who.sees_all_skus
    assert not who.sees_all_stores


def test_a_missing_scope_shows_nothing() -> None:
    who = Principal.from_claims({"custom:tenant": "DEMO", "cognito:groups": "manager"})

    assert not who.sees_store("S01")
    assert not who.sees_sku("A")


@pytest.mark.parametrize("tenant", ["", "demo", "A#B", "T/..", "*", "A" * 41, "DEMO\n"])
def test_a_tenant_that_could_not_be_a_key_is_refused(tenant: str) -> None:
    with pytest.raises(Forbidden):
        Principal.from_claims(CLAIMS | {"custom:tenant": tenant})


def test_no_token_can_claim_to_be_a_job() -> None:
    assert Principal.from_claims(CLAIMS | {"cognito:groups": "[job root]"}).roles == frozenset()


def test_a_star_among_stores_is_not_everything() -> None:
    who = Principal.from_claims(CLAIMS | {"custom:stores": "S01,*"})

    assert who.stores == {"S01"}


@given(st.text(max_size=20))
def test_what_is_out_of_scope_does_not_exist(store: str) -> None:
    who = Principal.from_claims(CLAIMS)

    if store in {"S01", "S02"}:
        who.require_store(store)
    else:
        with pytest.raises(NotFound):
            who.require_store(store)


def test_a_sku_out_of_scope_does_not_exist() -> None:
    who = Principal.from_claims(CLAIMS | {"custom:skus": "A1"})

    who.require_sku("A1")
    with pytest.raises(NotFound):
        who.require_sku("A2")
