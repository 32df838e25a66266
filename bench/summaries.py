"""Summaries of BC3's threads beside those of sumy and pytextrank, at the same length.

The peers live in an environment of their own: `python -m venv PEERS`, and there `pip install sumy
pytextrank rouge-score` with a spaCy pipeline that tags (its name is the third argument). All choose
from the same sentences: our own words of each mail. Printed: weighted recall and ROUGE of each with
95 % bootstrap intervals over threads, by how much ours are ahead, and how far our ROUGE is from
rouge-score's. Run: .venv/bin/python bench/summaries.py CORPORA PEERS/bin/python en_core_web_sm
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Orders = dict[str, list[int]]


def main(corpora: str, python: str, tagger: str) -> None:
    """Print the table."""
    from pipeline.learn import bc3, summaries

    threads = bc3.threads(Path(corpora))
    ours = summaries.by_us(threads)
    asked = [
        {
            "name": each.name,
            "sentences": [told.text for told in each.told],
            "ours": " ".join(each.told[at].text for at in ours(each, summaries.length(each))),
            "summaries": each.summaries,
        }
        for each in threads
    ]
    answer = subprocess.run(
        [python, __file__, "--choose", tagger],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(answer.stdout)
    choices: dict[str, summaries.Choice] = {"lead": summaries.lead}
    for name, orders in found["orders"].items():
        choices[name] = _peer(orders)
    table = summaries.table(threads, ours)
    print(f"{'':<24}" + "".join(f"{name:<24}" for name in summaries.FIGURES))
    print(_line("hansard", table))
    for name, choice in choices.items():
        theirs = summaries.table(threads, choice)
        print(_line(name, theirs))
        print(_line("  hansard is ahead by", table - theirs))
    ours_rouge = [
        summaries.rouge(each["ours"], text) for each in asked for text in each["summaries"]
    ]
    far = max(
        abs(one - other)
        for mine, theirs in zip(ours_rouge, found["rouge"], strict=True)
        for one, other in zip(mine, theirs, strict=True)
    )
    print(f"ROUGE beside rouge-score: {len(ours_rouge)} pairs, at most {far:.1e} apart")


def _peer(orders: Orders) -> Callable[[Any, int], list[int]]:
    from pipeline.learn import summaries

    return lambda thread, words: summaries.fitting(thread, orders[thread.name], words)


def _line(name: str, table: Any) -> str:
    from pipeline.learn import summaries

    cells = (summaries.mean(table[:, column]) for column in range(table.shape[1]))
    return f"{name:<24}" + "".join(f"{v:.3f} [{low:.3f}, {high:.3f}]  " for v, low, high in cells)


def choose(tagger: str) -> None:
    """In the environment of the peers: the order in which each takes the sentences, and ROUGE."""
    threads, out = json.load(sys.stdin), sys.stdout
    sys.stdout = sys.stderr  # what the peers print is not the answer
    orders = {name: dict(_sumy(threads, kind)) for name, kind in SUMY.items()}
    orders["TextRank (pytextrank)"] = dict(_pytextrank(threads, tagger))
    json.dump({"orders": orders, "rouge": list(_rouge(threads))}, out)


SUMY = {
    "LexRank (sumy)": "LexRankSummarizer",
    "LSA (sumy)": "LsaSummarizer",
    "TextRank (sumy)": "TextRankSummarizer",
}


class Words:
    """What sumy asks of a tokenizer; its own needs a download."""

    language = "english"

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words of a sentence."""
        return tuple(re.findall(r"[^\W\d_]+(?:'[a-z]+)?", sentence))

    def to_sentences(self, paragraph: str) -> list[str]:
        """The paragraph: sentences are given."""
        return [paragraph]


def _sumy(threads: list[dict[str, Any]], kind: str) -> Iterator[tuple[str, list[int]]]:
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers import lex_rank, lsa, text_rank
    from sumy.utils import get_stop_words

    summarizer = next(
        getattr(module, kind) for module in (lex_rank, lsa, text_rank) if hasattr(module, kind)
    )(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    words = Words()
    for thread in threads:
        paragraph = Paragraph([Sentence(text, words) for text in thread["sentences"]])
        document = ObjectDocumentModel([paragraph])
        places = {id(each): place for place, each in enumerate(document.sentences)}
        order: list[int] = []
        # The order in which a summary of one, two, three ... sentences takes them in.
        for count in range(1, len(places) + 1):
            order += [
                places[id(each)]
                for each in summarizer(document, count)
                if places[id(each)] not in order
            ]
        yield thread["name"], order


def _pytextrank(threads: list[dict[str, Any]], tagger: str) -> Iterator[tuple[str, list[int]]]:
    import pytextrank  # noqa: F401 (it registers the component)
    import spacy

    pipeline = spacy.load(tagger)
    pipeline.add_pipe("textrank")
    for thread in threads:
        texts = thread["sentences"]
        starts = [sum(len(text) + 2 for text in texts[:place]) for place in range(len(texts))]
        document = pipeline("\n\n".join(texts))
        ranked = document._.textrank.summary(
            limit_phrases=20, limit_sentences=10_000, preserve_order=False
        )
        order: list[int] = []
        for span in ranked:
            order += [
                place
                for place, text in enumerate(texts)
                if place not in order and 2 * _overlap(span, starts[place], len(text)) > len(text)
            ]
        yield thread["name"], order


def _overlap(span: Any, start: int, length: int) -> int:
    return int(min(span.end_char, start + length) - max(span.start_char, start))


def _rouge(threads: list[dict[str, Any]]) -> Iterator[list[float]]:
    from rouge_score import rouge_scorer

    kinds = ["rouge1", "rouge2", "rougeL"]
    scorer = rouge_scorer.RougeScorer(kinds)
    for thread in threads:
        for summary in thread["summaries"]:
            found = scorer.score(summary, thread["ours"])
            yield [found[kind].fmeasure for kind in kinds]


if __name__ == "__main__":
    choose(sys.argv[2]) if sys.argv[1] == "--choose" else main(*sys.argv[1:])
