"""Classic inventory models with known answers: closed forms and exact algorithms.

Symbols follow Snyder & Shen, Fundamentals of Supply Chain Theory: K fixed cost of an order, h holding
and p shortage cost per unit and period, demand per period, L lead time.
"""
