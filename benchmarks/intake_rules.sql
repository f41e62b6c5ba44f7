-- The intake rules for invoice lines, straight: one statement after another, as one would write
-- them by hand. $file is the CSV; everything is written below $out.

CREATE TABLE typed AS
WITH text AS (
  SELECT row_number() OVER () + 1 AS line,
         nullif(trim(nfc_normalize("InvoiceDate")), '') AS date_text,
         upper(nullif(trim(nfc_normalize("StockCode")), '')) AS sku_id,
         upper(nullif(trim(nfc_normalize("Country")), '')) AS store_id,
         nullif(trim("Quantity"), '') AS units_text,
         nullif(trim("UnitPrice"), '') AS price_text,
         upper(nullif(trim(nfc_normalize("InvoiceNo")), '')) AS source_event_id,
         nullif(trim(nfc_normalize("Description")), '') AS product_name,
         nullif(trim("CustomerID"), '') AS customer
  FROM read_csv('$file', header = true, all_varchar = true)
), parsed AS (
  SELECT *, md5(concat_ws('|', coalesce(date_text, '~'), coalesce(sku_id, '~'),
                          coalesce(store_id, '~'), coalesce(units_text, '~'),
                          coalesce(price_text, '~'), coalesce(source_event_id, '~'),
                          coalesce(product_name, '~'), coalesce(customer, '~'))) AS content,
         CASE WHEN date_text SIMILAR TO '\d{4}-\d{2}-\d{2}( .*)?'
              THEN TRY_CAST(left(date_text, 10) AS DATE) END AS date,
         TRY_CAST(units_text AS DECIMAL(18, 4)) AS units_sold,
         TRY_CAST(price_text AS DECIMAL(18, 4)) AS price
  FROM text
)
SELECT *,
  CASE WHEN date_text IS NULL THEN 'missing' WHEN date IS NULL THEN 'not_a_date'
       WHEN date < DATE '1980-01-01' THEN 'date_too_old'
       WHEN date > DATE '2026-01-01' THEN 'date_in_future' END AS problem_date,
  CASE WHEN sku_id IS NULL THEN 'missing' WHEN length(sku_id) > 128 THEN 'too_long'
       WHEN sku_id IN ('ADJUST', 'ADJUST2', 'ADJUSTMENT', 'AMAZONFEE', 'BANK CHARGES', 'CARRIAGE',
                       'CRUK', 'DELIVERY', 'DISCOUNT', 'DOT', 'FREIGHT', 'MANUAL', 'POST',
                       'POSTAGE', 'SAMPLES', 'SHIPPING', 'SHIPPING_FEE')
         OR regexp_matches(sku_id, '^GIFT[ _-]?(CARD|VOUCHER|\d{4})')
         OR (length(sku_id) <= 2 AND regexp_matches(coalesce(product_name, ''),
             '^(?i:manual|discount|samples?|adjust bad debt|carriage|postage|fees?)$'))
       THEN 'non_product_code' END AS problem_sku,
  CASE WHEN store_id IS NULL THEN 'missing' WHEN length(store_id) > 128 THEN 'too_long'
       END AS problem_store,
  CASE WHEN units_text IS NULL THEN 'missing' WHEN units_sold IS NULL THEN 'not_a_number'
       END AS problem_units,
  CASE WHEN price_text IS NOT NULL AND price IS NULL THEN 'not_a_number'
       WHEN price < 0 THEN 'negative_price'
       WHEN price = 0 AND units_sold < 0 THEN 'stock_adjustment'
       WHEN price = 0 THEN 'zero_price' END AS problem_price,
  CASE WHEN length(source_event_id) > 128 THEN 'too_long' END AS problem_event
FROM parsed;

COPY (
  SELECT line AS row,
         concat_ws('; ', if(problem_date IS NULL, NULL, 'InvoiceDate'),
                   if(problem_sku IS NULL, NULL, 'StockCode'),
                   if(problem_store IS NULL, NULL, 'Country'),
                   if(problem_units IS NULL, NULL, 'Quantity'),
                   if(problem_price IS NULL, NULL, 'UnitPrice'),
                   if(problem_event IS NULL, NULL, 'InvoiceNo')) AS field,
         concat_ws('; ', problem_date, problem_sku, problem_store, problem_units, problem_price,
                   problem_event) AS reason,
         source_event_id, sku_id, product_name, units_text, date_text, price_text, customer,
         store_id
  FROM typed
  WHERE coalesce(problem_date, problem_sku, problem_store, problem_units, problem_price,
                 problem_event) IS NOT NULL
  ORDER BY line
) TO '$out/rejects.csv' (HEADER);

CREATE TABLE lines AS
WITH good AS (
  SELECT * FROM typed
  WHERE coalesce(problem_date, problem_sku, problem_store, problem_units, problem_price,
                 problem_event) IS NULL
), marks AS (
  SELECT bool_or(regexp_full_match(source_event_id, '\d+')) AS plain FROM good
)
SELECT date, sku_id, store_id,
       if(units_sold < 0
          OR (plain AND coalesce(regexp_full_match(source_event_id, 'C\d+'), false)),
          'return', 'sale') AS kind,
       abs(units_sold) AS units, price,
       abs(CAST(price * units_sold AS DECIMAL(18, 4))) AS revenue,
       CAST(NULL AS BOOLEAN) AS promo_flag, source_event_id, 'upload' AS source,
       '$upload' AS upload_id, '$upload' AS version, line,
       if(source_event_id IS NULL, content, NULL) AS content, product_name
FROM good, marks
QUALIFY row_number() OVER (PARTITION BY content ORDER BY line) = 1;
DROP TABLE typed;

COPY (SELECT * EXCLUDE (product_name) FROM lines ORDER BY date, store_id, sku_id, line)
TO '$out/clean.parquet' (COMPRESSION zstd);

COPY (
  SELECT date, sku_id, store_id, CAST(sum(units) AS DECIMAL(18, 4)) AS units_returned,
         if(count(*) = count(revenue), CAST(sum(revenue) AS DECIMAL(18, 4)), NULL) AS refund,
         'upload' AS source,
         if(count(*) = count(source_event_id) AND min(source_event_id) = max(source_event_id),
            min(source_event_id), NULL) AS source_event_id
  FROM lines WHERE kind = 'return'
  GROUP BY date, sku_id, store_id
  ORDER BY date, store_id, sku_id
) TO '$out/sales_returns' (FORMAT parquet, PARTITION_BY (date), COMPRESSION zstd);

CREATE TABLE cells AS
SELECT date, sku_id, store_id, CAST(sum(units) AS DECIMAL(18, 4)) AS units_sold_original,
       if(count(*) = count(revenue), CAST(sum(revenue) AS DECIMAL(18, 4)), NULL) AS revenue,
       coalesce(CAST(sum(revenue) / nullif(sum(units) FILTER (revenue IS NOT NULL), 0)
                     AS DECIMAL(18, 4)), max(price)) AS price,
       bool_or(promo_flag) AS promo_flag,
       if(count(*) = count(source_event_id) AND min(source_event_id) = max(source_event_id),
          min(source_event_id), NULL) AS source_event_id
FROM lines WHERE kind = 'sale'
GROUP BY date, sku_id, store_id;

COPY (
  WITH caps AS (
    SELECT sku_id, quantile_disc(units_sold_original, 0.99) AS cap FROM cells GROUP BY sku_id
  ), carried AS (
    SELECT *, last_value(price IGNORE NULLS) OVER (
             PARTITION BY sku_id, store_id ORDER BY date
             ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS known
    FROM cells
  )
  SELECT date, sku_id, store_id,
         if(coalesce(promo_flag, false), units_sold_original, least(units_sold_original, cap))
           AS units_sold,
         units_sold_original, revenue, known AS price,
         price IS NULL AND known IS NOT NULL AS imputed_price, promo_flag,
         'upload' AS source, source_event_id
  FROM carried JOIN caps USING (sku_id)
  ORDER BY date, store_id, sku_id
) TO '$out/sales_transactions' (FORMAT parquet, PARTITION_BY (date), COMPRESSION zstd);

COPY (
  SELECT sku_id, arg_max(product_name, (date, product_name)) AS product_name
  FROM lines WHERE kind = 'sale' AND product_name IS NOT NULL
  GROUP BY sku_id ORDER BY sku_id
) TO '$out/product_master.parquet' (COMPRESSION zstd);

COPY (SELECT DISTINCT store_id FROM lines ORDER BY store_id)
TO '$out/stores.parquet' (COMPRESSION zstd);
