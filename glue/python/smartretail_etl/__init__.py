"""The retail ETL: raw files become curated tables, curated tables become planning inputs.

The rules are written once in narwhals and run on DuckDB or on Spark (`engine`).
"""
