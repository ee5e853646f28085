"""A store that is built beside its place and put there when it is whole: until then nothing bears its name."""

import shutil
from pathlib import Path

from records_desk.db._copying import make_folder, remove, sync
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
        make_folder(place.parent)
        file.replace(place)
    building.replace(target)
    sync(target.parent)
