"""Tables of placement: participations, the way there, rounds."""

from talachse.placements.models.participations import Attendance, AttendanceKind, Participation, Pause
from talachse.placements.models.placing import ChecklistSignature, Placement, PlacementStep, Said
from talachse.placements.models.rounds import Round, RoundKind, RoundStatus

__all__ = [
    "Attendance",
    "AttendanceKind",
    "ChecklistSignature",
    "Participation",
    "Pause",
    "Placement",
    "PlacementStep",
    "Round",
    "RoundKind",
    "RoundStatus",
    "Said",
]
