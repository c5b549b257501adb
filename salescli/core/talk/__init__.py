"""What to say to a customer: talk tracks and templates as data, and which of them fit as things stand."""
