"""The model of mood, learnt from what developers write to one another.

In: texts with their tone. Out: a linear model of three classes over words and the lexicon of VADER.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.debate import cues
from pipeline.debate.model import Model
from pipeline.debate.said import Said
from pipeline.learn import linear
from pipeline.learn.corpora import Toned

CLASSES = ["negative", "neutral", "positive"]


def trained(texts: Sequence[Toned], lexicon: Mapping[str, float]) -> Model:
    """The model of some texts."""
    from sklearn.linear_model import LogisticRegression

    said = [Said(cues.tokens(text.text)) for text in texts]
    known = linear.vocabulary(said)
    learner = LogisticRegression(C=3.0, max_iter=1000)
    learner.fit(linear.matrix(said, known), [text.mood for text in texts])
    meta = {"classes": CLASSES, "texts": len(texts)}
    return Model(meta, linear.arrays(known, learner.coef_.T, np.asarray(learner.intercept_)))
