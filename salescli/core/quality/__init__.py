"""What is to be known of customers: which values are right, and what is wrong, missing or old."""
