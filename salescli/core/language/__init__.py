"""What people type, read: dates, outcomes, names."""
