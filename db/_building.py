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
    """Put a closed store and its files into its place. Raises OSError; where there were no files before, there are none then."""
    kept, place = folder_of(building), folder_of(target)
    is_moved = kept.exists() and not place.exists()
    if is_moved:
        kept.replace(place)
    for file in kept.glob("*/*"):
        make_folder(place / file.parent.name)
        file.replace(place / file.parent.name / file.name)
    try:
        building.replace(target)
    except OSError:
        if is_moved:
            place.replace(kept)
        raise
    sync(target.parent)
