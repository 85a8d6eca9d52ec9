"""Which column of a ledger is what."""

from collections.abc import Iterable, Mapping

from japan import headings
from japan.facilities import BRIDGE, Kind
from japan.facility_fields import NAME_OR_ID, PLACE

LOCATION = ("location_code", "location_name")


def suggest_mapping(labels: Iterable[str], kind: Kind = BRIDGE) -> dict[str, str | None]:
    """For each field of a kind the label that fits best, None where none does; no label is used twice."""
    return headings.assign(kind.headings, labels)


def still_needed(
    mapping: Mapping[str, str | None], default_lg_code: str | None = None, kind: Kind = BRIDGE
) -> list[str]:
    """What must be chosen before `tidy` makes sense, in Japanese; empty when all is there."""
    needed = []
    is_named = mapping.get(kind.id_column) or mapping.get(kind.name_column)
    is_section = kind.is_by_length and mapping.get(
        kind.quantity
    )  # between two manholes: such rows are often without
    if not (is_named or is_section):
        needed.append(f"{NAME_OR_ID}。")
    is_placed = any(mapping.get(one) for one in (*LOCATION, "manager_name"))
    if not (default_lg_code or is_placed):
        needed.append(f"{PLACE}。")
    return needed


def is_placed_by_manager(mapping: Mapping[str, str | None]) -> bool:
    """Whether a ledger says who manages a facility and nothing of where it lies: a municipality's lies in the municipality."""
    return bool(mapping.get("manager_name")) and not any(
        mapping.get(one) for one in (*LOCATION, "prefecture_name")
    )
