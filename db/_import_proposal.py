"""What is proposed for a log, and what is doubtful about it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Doubt:
    """Something about the proposal to look at: which key it is about, why, and whether nothing can be imported before it is answered."""

    about: str
    sentence: str
    asks: bool = False


@dataclass
class Proposal:
    """A mapping as a mapping file has it, what is doubtful, and the known mapping that it is, if one fits."""

    given: dict[str, Any] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    known: str | None = None

    def doubt(self, about: str, sentence: str, asks: bool = False) -> None:
        """Mark a key."""
        self.doubts.append(Doubt(about, sentence, asks))
