"""Days as people count them: the lunar calendar, days that come back each year, zones of the clock."""
