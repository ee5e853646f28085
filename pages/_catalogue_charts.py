"""The chart of the catalogue page. Rows in, Altair chart out, as in _charts."""

from typing import Any

import altair as alt

from records_desk.db.language import msgid, translated
from records_desk.pages._charts import AMBER, BLUE, GREEN, INK, dressed
from records_desk.pages._measured import tips
from records_desk.pages._words import labels

Row = dict[str, Any]
STEPS = {"n_shown": msgid("Shown"), "n_used": msgid("Taken at once"), "n_right": msgid("Right, of those decided")}
KINDS = {"dataset": msgid("Published dataset"), "request": msgid("Earlier request")}


def suggestions(rows: list[Row]) -> alt.TopLevelMixin:
    """Of each kind of suggestion how many requests showed one, took it, and in how many it was right; bars carry their numbers."""
    steps = labels(STEPS)
    values = [{"kind": translated(KINDS[row["suggested"]]), "step": label, "n": row[name]} for row in rows for name, label in steps.items()]
    base = alt.Chart(alt.Data(values=values)).encode(
        alt.Y("kind:N", title=None, axis=alt.Axis(labelLimit=160)),
        alt.YOffset("step:N", sort=list(steps.values())),
        alt.X("n:Q", title=translated("Requests"), axis=alt.Axis(tickMinStep=1, format=",d")),
        tooltip=tips("kind:N", "step:N", "n:Q"),
    )
    scale = alt.Scale(domain=list(steps.values()), range=[BLUE, AMBER, GREEN])
    bars = base.mark_bar().encode(alt.Color("step:N", title=None, scale=scale, sort=list(steps.values())))
    return dressed(alt.layer(bars, base.mark_text(align="left", dx=4, color=INK).encode(text=alt.Text("n:Q", format=",d"))), 200)
