"""What to order and when: safety stock, reorder points, stockout risk, and models with proofs."""
