"""What comes in and goes out: cards of files, dossiers of customers, their columns and values."""
