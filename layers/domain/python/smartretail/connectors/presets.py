"""Settings for well-known systems, only where their owners document every fact that is used.

Amazon's Selling Partner API is left out: its reports are asked for, waited for and fetched from
another host in three steps, which a plain pull does not do.
"""

from functools import partial

from smartretail.connectors.contract import PresetView

_SHOPIFY = partial(
    PresetView,
    key="shopify-orders",
    title="Shopify: order lines",
    source="https://shopify.dev/docs/api/admin-rest/usage/pagination",
    note=(
        "Replace SHOP and VERSION (a supported one, such as 2026-10). The secret is the Admin API "
        "access token of an app with read_orders; without read_all_orders Shopify gives the last "
        "60 days. The REST Admin API is a legacy API since October 2024. Customers' names and "
        "addresses are not kept. Shopify keeps refunds apart; they are not read here."
    ),
    definition={
        "name": "Shopify orders",
        "table": "sales",
        "schedule": {"expression": "rate(1 hour)"},
        "request": {
            "url": "https://SHOP.myshopify.com/admin/api/VERSION/orders.json",
            "query": {
                "status": "any",
                "limit": "250",
                "updated_at_min": "{since}",
                "updated_at_max": "{until}",
            },
        },
        "auth": {"kind": "header", "header": "X-Shopify-Access-Token"},
        "paging": {"kind": "link"},
        "rows": {
            "format": "json",
            "pointer": "/orders",
            "each": "/line_items",
            "keep": [
                "name",
                "created_at",
                "cancelled_at",
                "currency",
                "source_name",
                "line_items.id",
                "line_items.sku",
                "line_items.title",
                "line_items.quantity",
                "line_items.price",
                "line_items.total_discount",
            ],
        },
        "watermark": {"start": "2026-01-01", "overlap_days": 2, "step_days": 30},
    },
)

_WOOCOMMERCE = partial(
    PresetView,
    key="woocommerce-orders",
    title="WooCommerce: order lines",
    source="https://woocommerce.github.io/woocommerce-rest-api-docs/",
    note=(
        "Replace SHOP.EXAMPLE with your shop's host and CONSUMER_KEY with the consumer key of a "
        "read key; the secret is its consumer secret. Customers' names and addresses are not kept."
    ),
    definition={
        "name": "WooCommerce orders",
        "table": "sales",
        "schedule": {"expression": "rate(1 hour)"},
        "request": {
            "url": "https://SHOP.EXAMPLE/wp-json/wc/v3/orders",
            "query": {
                "per_page": "100",
                "page": "{page}",
                "orderby": "date",
                "order": "asc",
                "after": "{since}",
                "before": "{until}",
                "dates_are_gmt": "true",
            },
        },
        "auth": {"kind": "basic", "user": "CONSUMER_KEY"},
        "paging": {"kind": "page", "first": 1, "size": 100, "pages_header": "X-WP-TotalPages"},
        "rows": {
            "format": "json",
            "pointer": "",
            "each": "/line_items",
            "keep": [
                "number",
                "date_created_gmt",
                "status",
                "currency",
                "created_via",
                "line_items.id",
                "line_items.sku",
                "line_items.name",
                "line_items.quantity",
                "line_items.price",
                "line_items.total",
            ],
        },
        "watermark": {"start": "2026-01-01", "overlap_days": 14, "step_days": 30},
    },
)


def presets() -> list[PresetView]:
    """Return the settings, made only when asked for: that takes longer than most requests."""
    return [_SHOPIFY(), _WOOCOMMERCE()]
