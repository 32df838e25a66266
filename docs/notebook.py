"""A short tutorial for marimo: from the database of the demo to a table, a tally and a chart.

hansard fetch data/demo/site/pipermail/kestrel && hansard build kestrel
marimo edit docs/notebook.py
"""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    import pipeline

    hansard = pipeline.connect()  # the folder `data`, or that of HANSARD_DATA
    mo.md("# Who stood where?")
    return hansard, mo


@app.cell
def _(hansard):
    debates = hansard.debates().limit(5)
    debates.fetchall()


@app.cell
def _(hansard):
    # Every row leads back to its mail: the words, the key, the public address.
    opposed = hansard.positions(stance="oppose").fetchall()
    opposed[:3]
    return (opposed,)


@app.cell
def _(hansard):
    tally = hansard.sql(
        "select stance, count(distinct person) as persons from position "
        "where superseded_by is null group by all order by persons desc"
    ).fetchall()
    tally
    return (tally,)


@app.cell
def _(hansard):
    import altair

    trend = hansard.trend(idea="splitting")
    rows = [dict(zip(trend.columns, row, strict=True)) for row in trend.fetchall()]
    values = [
        {
            key: str(row[key]) if key == "month" else row[key]
            for key in ("month", "mean", "low", "high", "persons")
        }
        for row in rows
    ]
    base = altair.Chart(altair.Data(values=values)).encode(x="month:O")
    bars = base.mark_rule().encode(y=altair.Y("low:Q", scale={"domain": [-1, 1]}), y2="high:Q")
    chart = bars + base.mark_point(filled=True).encode(y="mean:Q", size="persons:Q")
    chart
    return chart, rows


if __name__ == "__main__":
    app.run()
