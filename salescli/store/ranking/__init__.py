"""Who may be meant today: the pulse of each customer, candidates, and customers by conditions."""
