"""Health."""

from typing import Literal

from pydantic import BaseModel

HealthState = Literal["live", "ready"]


class Health(BaseModel):
    """How the service is."""

    status: HealthState
