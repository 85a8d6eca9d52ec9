"""Which column of a ledger is what."""

from collections.abc import Iterable, Mapping

from japan import facilities, headings


def suggest_mapping(labels: Iterable[str]) -> dict[str, str | None]:
    """For each field of a bridge the label that fits best, None where none does; no label is used twice."""
    return headings.assign(facilities.BRIDGE.headings, labels)


def still_needed(mapping: Mapping[str, str | None], default_lg_code: str | None = None) -> list[str]:
    """What must be chosen before `tidy` makes sense, in Japanese; empty when all is there."""
    needed = []
    if not (mapping.get("bridge_id") or mapping.get("bridge_name")):
        needed.append(f"{facilities.NAME_OR_ID}。")
    if not (default_lg_code or mapping.get("location_code") or mapping.get("location_name")):
        needed.append(f"{facilities.PLACE}。")
    return needed
