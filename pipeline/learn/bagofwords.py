"""The plain peer of the acts: words and pairs by TF-IDF, logistic regression an act.

In: labelled paragraphs to learn from, and others. Out: by act, which of the others perform it. What
is published of such a model is of a split of LEDA that is not ours to see; this one is measured on
the very paragraphs that ours is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.learn.corpora import Segment


def predicted(
    known: Sequence[Segment], others: Sequence[Segment], acts: Iterable[str]
) -> dict[str, list[bool]]:
    """By act, whether each of the other paragraphs performs it."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    rows = words.fit_transform([each.text for each in known])
    asked = words.transform([each.text for each in others])
    found: dict[str, list[bool]] = {}
    for act in acts:
        # Acts are rare: weighed by how often they come, or the model would hardly find any.
        fit = LogisticRegression(class_weight="balanced", max_iter=1000)
        fit.fit(rows, [act in each.acts for each in known])
        found[act] = fit.predict(asked).tolist()
    return found
