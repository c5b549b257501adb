"""`stale`: what we know stays true for a while only (`standards`)."""

from __future__ import annotations

from salescli.core.rules.kind import LENGTH, Kind
from salescli.core.rules.standards import ANY, CHECKED, fields_of

KIND = Kind("stale", {"fields": fields_of(*CHECKED, ANY), "life": LENGTH}, required=("fields", "life"))
