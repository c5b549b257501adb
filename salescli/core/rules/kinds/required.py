"""`required`: what has to be known (`standards`)."""

from __future__ import annotations

from salescli.core.records.fields import FIELDS
from salescli.core.rules.kind import Kind
from salescli.core.rules.standards import OR, PERSON, fields_of

KIND = Kind("required", {"fields": fields_of(*(f.name for f in FIELDS), PERSON, parted=OR)}, required=("fields",))
