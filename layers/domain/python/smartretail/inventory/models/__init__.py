"""Classic inventory models with known answers: closed forms and exact algorithms.

Words follow Snyder & Shen, Fundamentals of Supply Chain Theory: fixed cost of an order, holding and
shortage cost per unit and period, demand per period, lead time in periods.
"""
