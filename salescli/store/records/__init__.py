"""Customers, their people and their story: written and read."""
