"""What people type and write, read: dates, outcomes, notes, names."""
