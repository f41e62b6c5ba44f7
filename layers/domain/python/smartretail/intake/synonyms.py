"""What other systems call our columns.

After the exports of Shopify (orders, products), Amazon Seller Central (orders, inventory), Flipkart
Seller Hub and Tally Prime, and the columns of public retail data sets (UCI Online Retail, Rossmann,
Favorita, M5). Names are compared without case, spaces and punctuation.
"""

from functools import cache

from smartretail.intake.names import folded
from smartretail.intake.tables import TABLES

SURE: dict[str, str] = {
    "date": """
        completeddate billingdate transactiontimestamp datum verkaufsdatum fecha दिनांक तारीख 日期
        invoicedate orderdate saledate salesdate transactiondate billdate voucherdate
        purchasedate businessdate salesday bookingdate postingdate snapshotdate stockdate
        inventorydate asofdate
    """,
    "sku_id": """
        artikelnummer artikelnr referencia codigo customsku 商品编码
        sku stockcode skucode skuid itemcode itemno itemnumber itemnbr itemid itemsku
        productcode productid productno articleno articlenumber articlecode lineitemsku
        sellersku msku fsn variantsku materialcode partno partnumber barcode ean eancode
        gtin upc stockitemcode
    """,
    "store_id": """
        filiale filialnummer tienda magasin plant werk दुकान 门店
        store storecode storeno storenbr storenumber shop shopid shopcode branch
        branchcode branchid outlet outletcode outletid outletidentifier locationid
        locationcode locationname warehouseid warehousecode warehouse godown godownname
        sitecode siteid poslocation
    """,
    "units_sold": """
        menge anzahl cantidad quantite verkauftemenge मात्रा 数量
        quantity qty unitssold unitsales soldqty qtysold quantitysold salesqty
        salesquantity quantitypurchased quantityordered orderedquantity lineitemquantity
        billedquantity billedqty itemquantity netqty netquantity unitsordered
        shippedquantity
    """,
    "price": """
        unitprice sellingprice sellprice saleprice priceperunit lineitemprice unitrate
        einzelpreis stueckpreis preciounitario prixunitaire sellingpriceperitem मूल्य 单价
    """,
    "revenue": """
        umsatz importe montant netvalue weeklysales dailysales 金额
        lineamount linetotal totalprice salesamount salesvalue netsales grosssales
        netamount salesrevenue lineitemtotal extendedprice turnover itemtotal amountinr
    """,
    "source_event_id": """
        belegnummer bonnummer billingdocument saleid basketid 单号
        invoiceno invoicenumber invoiceid invoice orderid ordernumber orderno billno
        billnumber receiptno receiptnumber voucherno vouchernumber transactionid txnid
        amazonorderid documentno
    """,
    "product_name": """
        bezeichnung artikelbezeichnung materialdescription 商品名称
        description productdescription itemdescription itemname productname producttitle
        lineitemname stockitem stockitemname articlename nameofitem productdesc itemdesc
    """,
    "category": """
        productcategory itemcategory department dept productgroup stockgroup departmentname
        categoryname itemfamily merchandisegroup
    """,
    "promo_flag": "promo onpromo onpromotion ispromo ispromotion promotionflag discounted",
    "currency": "currencycode curr ccy documentcurrency waehrung moneda devise",
    "exchange_rate": "fxrate conversionrate currencyrate",
    "on_hand": """
        bestand lagerbestand endinventory endinginventory closinginventory unrestricted
        unrestrictedstock existencias 库存
        onhandqty qtyonhand quantityonhand stockonhand soh stockqty stockquantity
        currentstock availablestock closingstock closingbalance closingquantity
        inventoryquantity variantinventoryqty afnfulfillablequantity quantityavailable
    """,
    "in_transit": """
        onorder qtyonorder openorders inbound inboundquantity pendingreceipt
        stockintransit goodsintransit
    """,
    "backorder": "backorders backordered backorderqty",
    "lead_time_days": "leadtime leadtimes leaddays deliverydays supplierleadtime",
    "capacity_units": "capacity shelfcapacity maxstock",
    "min_display_units": "mindisplay displayminimum minfacing minimumdisplay",
    "competitor": "competitorname rival rivalname competitorstore",
    "competitor_price": "compprice rivalprice competitorsprice marketprice",
    "url": "link producturl pageurl competitorurl",
    "subcategory": "subdepartment subcat productsubcategory subcategoryname subclass",
    "brand": "brandname vendor manufacturer make",
    "pack_size": "packsize packing netweight uom packagesize",
    "mrp": "maximumretailprice listprice variantcompareatprice recommendedretailprice rrp",
    "map_price": "minimumadvertisedprice map",
    "unit_cost": """
        cost costprice purchaseprice costperitem buyingprice landedcost purchaserate
        standardcost
    """,
    "min_margin_pct": "minmargin minimummargin",
    "private_label": "ownbrand ownlabel privatelabel",
    "supplier_id": """
        supplier suppliercode vendorcode vendorid supplierno vendorno
        manufacturerid lieferant lieferantennummer
    """,
    "order_multiple": "casepack packquantity casesize innerpack ordermultiple unitspercase",
    "moq": "minimumorderquantity minorderqty minimumorder",
    "shelf_life_days": "shelflife expirydays",
    "store_name": "shopname branchname outletname",
    "city": "town cityname",
    "region": "zone area territory regionname",
    "state": "province statename",
    "country": "countryname countrycode",
    "format": "storetype storeformat outlettype",
    "opened_on": "openingdate opendate openedon outletestablishmentdate",
    "latitude": "lat",
    "longitude": "lon lng long",
    "supplier_name": "vendorname partyname nameofsupplier",
    "review_days": "reviewperiod ordercycle",
    "min_order_value": "minimumordervalue mov",
    "receipt_id": "grn grnno grnnumber receiptno receiptnumber goodsreceiptno",
    "order_id": "ponumber pono purchaseorder purchaseorderno orderno ordernumber",
    "ordered_on": "orderdate podate purchaseorderdate",
    "received_on": "receiptdate grndate receiveddate deliverydate deliveredon",
    "ordered_units": "orderedqty qtyordered orderquantity poqty",
    "received_units": "receivedqty qtyreceived receivedquantity grnqty",
    "promo_id": "promotionid promocode promotioncode offerid campaignid couponcode",
    "starts_on": "startdate validfrom fromdate promostart",
    "ends_on": "enddate validto validuntil todate promoend",
    "mechanic": "promotype promotiontype offertype campaigntype",
    "discount_pct": "discount discountpercent discountpercentage percentoff",
    "name": "holiday holidayname event eventname festival localname",
    "kind": "holidaytype eventtype",
}
"""Names that mean one thing in retail."""

LIKELY: dict[str, str] = {
    "date": """
        day datetime timestamp createdat created time period paidat asof
        orderedon scrapedat soldon saletime ordertime
    """,
    "sku_id": """
        item product article material asin code id stockitem particulars handle
        artikel articulo stockitemname
    """,
    "store_id": "location country site city plant depot saleschannel region channel state",
    "units_sold": "units sales sold pieces pcs volume demand count",
    "price": "rate itemprice sp unitvalue preis precio prix price itemcost",
    "revenue": """
        amount total value sales totalamount subtotal itemprice finalsellingprice
        gesamtpreis grosssales lineitemprice salevalue
    """,
    "source_event_id": "order bill receipt name voucher beleg factura facture basket",
    "product_name": "product item title particulars name descripcion designation beschreibung",
    "category": "group class family type segment catid dept producttype itemtype warengruppe",
    "promo_flag": "promotion offer discount",
    "on_hand": "stock quantity qty inventory balance available units",
    "in_transit": "transit ordered pending",
    "competitor": "seller shop store source website",
    "competitor_price": "price amount theirprice",
    "unit_cost": "purchasecost rate",
    "mrp": "price",
    "supplier_id": "vendor party",
    "supplier_name": "supplier vendor party name",
    "store_name": "name store shop",
    "receipt_id": "receipt",
    "order_id": "order po",
    "received_on": "date received",
    "ordered_on": "ordered",
    "received_units": "quantity qty units received",
    "promo_id": "promotion promo offer coupon",
    "starts_on": "start from begin",
    "ends_on": "end to until",
    "name": "description title",
    "kind": "type",
    "subcategory": "producttype type class deptid",
    "format": "type",
    "confidence": "matchscore score similarity",
}
"""Names that mean this in some files and something else in others."""


@cache
def sure_names(target: str) -> frozenset[str]:
    """Return the names that surely mean this target."""
    return frozenset(map(folded, SURE.get(target, "").split()))


@cache
def likely_names(target: str) -> frozenset[str]:
    """Return the names that may mean this target."""
    return frozenset(map(folded, LIKELY.get(target, "").split()))


def is_known(name: str) -> bool:
    """Return whether any target of any table goes by this name."""
    return folded(name) in _known()


@cache
def _known() -> frozenset[str]:
    texts = [*SURE.values(), *LIKELY.values()]
    ours = frozenset(folded(t.name) for spec in TABLES.values() for t in spec.targets)
    return ours.union(*(map(folded, text.split()) for text in texts))
