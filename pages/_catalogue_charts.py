"""The chart of the catalogue page. Rows in, Altair chart out, as in _charts."""

from typing import Any

import altair as alt

from records_desk.pages._charts import AMBER, BLUE, GREEN, INK, dressed

Row = dict[str, Any]
STEPS = {"n_shown": "Shown", "n_used": "Taken at once", "n_right": "Right, of those decided"}
KINDS = {"dataset": "Published dataset", "request": "Earlier request"}


def suggestions(rows: list[Row]) -> alt.TopLevelMixin:
    """Of each kind of suggestion how many requests showed one, took it, and in how many it was right; bars carry their numbers."""
    values = [{"kind": KINDS[row["suggested"]], "step": label, "n": row[name]} for row in rows for name, label in STEPS.items()]
    base = alt.Chart(alt.Data(values=values)).encode(
        alt.Y("kind:N", title=None, axis=alt.Axis(labelLimit=160)),
        alt.YOffset("step:N", sort=list(STEPS.values())),
        alt.X("n:Q", title="Requests", axis=alt.Axis(tickMinStep=1, format=",d")),
        tooltip=["kind:N", "step:N", "n:Q"],
    )
    scale = alt.Scale(domain=list(STEPS.values()), range=[BLUE, AMBER, GREEN])
    bars = base.mark_bar().encode(alt.Color("step:N", title=None, scale=scale, sort=list(STEPS.values())))
    return dressed(alt.layer(bars, base.mark_text(align="left", dx=4, color=INK).encode(text=alt.Text("n:Q", format=",d"))), 200)
