"""The pure part: decides, and never opens, prints or asks the time."""
