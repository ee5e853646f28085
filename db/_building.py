"""A store that is built beside its place and put there when it is whole: until then nothing bears its name."""

import shutil
from pathlib import Path

from records_desk.db._copying import remove, sync
from records_desk.db.files import folder_of


def clear(building: Path) -> None:
    """Take away what a build left."""
    remove(building)
    building.with_name(f"{building.name}.witness").unlink(missing_ok=True)
    shutil.rmtree(folder_of(building), ignore_errors=True)


def put(building: Path, target: Path) -> None:
    """Put a closed store and its files into its place. Raises OSError."""
    for file in folder_of(building).glob("*/*"):
        place = folder_of(target) / file.parent.name / file.name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.replace(place)
    building.replace(target)
    sync(target.parent)
