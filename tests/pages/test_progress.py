"""A bar tells steps done of the steps there are; a click meanwhile waits until what was done is kept."""

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from records_desk.pages import _progress


class Bar:
    """What the page shows, and a click that comes at a step."""

    def __init__(self, clicked_at=None):
        self.shown, self.clicked_at, self.is_gone = [], clicked_at, False

    def progress(self, share, text):
        if len(self.shown) + 1 == self.clicked_at:
            raise RerunException(RerunData())
        self.shown.append((round(share, 2), text))

    def empty(self):
        self.is_gone = True


@pytest.fixture
def bar(monkeypatch):
    def put(**how):
        made = Bar(**how)
        monkeypatch.setattr(_progress.st, "progress", lambda share, text: made)
        return made

    return put


def test_it_tells_steps_done_of_the_steps_there_are(bar):
    shown = bar()
    with _progress.steps("Backing up", 4) as step:
        for name in ("copy", "verify", "kept_files", "put"):
            step(name)
    assert shown.shown == [
        (0.0, "Backing up: 0 of 4, copy"), (0.25, "Backing up: 1 of 4, verify"), (0.5, "Backing up: 2 of 4, kept files"), (0.75, "Backing up: 3 of 4, put"),
    ]  # fmt: skip
    assert shown.is_gone


def test_more_steps_than_were_known_never_show_more_than_all(bar):
    shown = bar()
    with _progress.steps("Reading", 1) as step:
        for _ in range(4):
            step("more")
    assert max(share for share, _ in shown.shown) == 1.0


def test_a_click_during_many_acts_waits_until_all_are_kept(bar):
    bar(clicked_at=2)
    done = []
    with pytest.raises(RerunException), _progress.steps("Routing", 3) as step:
        for number in range(3):
            step(str(number))
            done.append(number)
    assert done == [0, 1, 2]


def test_a_click_during_one_act_ends_it(bar):
    bar(clicked_at=2)
    done = []
    with pytest.raises(RerunException), _progress.steps("Loading", 3, is_whole=True) as step:
        for number in range(3):
            step(str(number))
            done.append(number)
    assert done == [0]
