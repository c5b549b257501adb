"""`stale`: what we know stays true for a while only (`standards`)."""

from __future__ import annotations

from salescli.core.records.fields import FIELDS
from salescli.core.rules.kind import LENGTH, Kind
from salescli.core.rules.standards import ANY, OUR_OWN, fields_of

CHECKED = tuple(f.name for f in FIELDS if f.name not in OUR_OWN)
KIND = Kind("stale", {"fields": fields_of(*CHECKED, ANY), "life": LENGTH}, required=("fields", "life"))
