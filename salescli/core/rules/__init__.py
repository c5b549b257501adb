"""Rules as data: what a rule file may say, how it is read, and the named functions that rules are data for."""
