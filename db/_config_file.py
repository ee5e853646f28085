"""A configuration as a folder or a zip: its files within bounds, and every way in which a zip can be wrong.

Believes no size that it has not counted, and writes no file under a name that came from elsewhere.
"""

import io
import tempfile
import zipfile
from pathlib import Path

from records_desk.db._config_form import Files, is_name
from records_desk.db._pack import UNREADABLE
from records_desk.db._refused import Refused

LARGEST, LARGEST_OF_ALL, MOST = 2 << 20, 16 << 20, 500  # bytes of a file and of all, files
FIRST_TIME = (1980, 1, 1, 0, 0, 0)  # of every file in a zip: the same configuration gives the same zip


def as_zip(files: Files) -> bytes:
    """The files in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in sorted(files):
            zipped.writestr(zipfile.ZipInfo(name, FIRST_TIME), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(content: bytes) -> Files:
    """The files of a zip. Raises Refused for what is no such zip, or holds anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            members = [member for member in zipped.infolist() if member.filename not in ("letters/", "mappings/")]
            _check([member.filename for member in members])
            files: Files = {}
            for member in members:
                with zipped.open(member) as part:
                    files[member.filename] = part.read(LARGEST + 1)
                _check_sizes(member.filename, files)
            return files
    except UNREADABLE as error:
        raise Refused("The file cannot be read to its end: it is no zip, or it was cut off or damaged. Nothing was changed.") from error


def from_path(source: Path) -> Files:
    """The files of a folder or a zip on this computer. Raises Refused."""
    try:
        if not source.is_dir():
            with source.open("rb") as opened:
                content = opened.read(LARGEST_OF_ALL + 1)
            if len(content) > LARGEST_OF_ALL:
                raise Refused(f"{source.name} is larger than {LARGEST_OF_ALL >> 20} MB: no configuration is. Nothing was changed.")
            return unzipped(content)
        found = {path.relative_to(source).as_posix(): path for path in _visible(source)}
        _check(list(found))
        files: Files = {}
        for name, path in found.items():
            with path.open("rb") as opened:
                files[name] = opened.read(LARGEST + 1)
            _check_sizes(name, files)
        return files
    except OSError as error:
        raise Refused(f"{source.name} cannot be read: {error.strerror}. Nothing was changed.") from error


def put(files: Files, target: Path) -> None:
    """Write a zip where the target is called so, else a folder, in which files of an earlier configuration are replaced or taken away."""
    try:
        if target.suffix.lower() == ".zip":
            if target.exists() and not zipfile.is_zipfile(target):
                raise Refused(f"{target.name} is there already and no zip: name another one.")
            _replace(target, as_zip(files))
            return
        if target.is_dir():
            _check([path.relative_to(target).as_posix() for path in _visible(target)], f"{target.name} holds more than a configuration: ")
        for name, content in files.items():
            _replace(target / name, content)
        for path in _visible(target):
            if path.relative_to(target).as_posix() not in files:
                path.unlink()
    except OSError as error:
        raise Refused(f"{target.name} cannot be written ({error.strerror}): name another folder or zip.") from error


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
        file.write(content)
    Path(file.name).replace(target)


def _visible(folder: Path) -> list[Path]:
    """The files of a folder, without what a version control or a desktop hides in it."""
    return [path for path in sorted(folder.rglob("*")) if not path.is_dir() and not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def _check(names: list[str], where: str = "") -> None:
    if len(names) > MOST:
        raise Refused(f"{where}There are more than {MOST} files: this is no configuration. Nothing was changed.")
    if len(set(names)) < len(names):
        raise Refused(f"{where}A file is there twice. Nothing was changed.")
    if unknown := [name for name in names if not is_name(name)]:
        raise Refused(f"{where}{unknown[0][:60]} is no file of a configuration. Zip the files themselves, without a folder around them. Nothing was changed.")


def _check_sizes(name: str, files: Files) -> None:
    if len(files[name]) > LARGEST or sum(map(len, files.values())) > LARGEST_OF_ALL:
        raise Refused(f"{name} is larger than a configuration can be. Nothing was changed.")
