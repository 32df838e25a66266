"""A debate as a researcher has corrected it: acts, proposals, positions, outcomes.

In: a debate, what the stages made of it, and what `corrections/debates.toml` tells of its mails.
Out: the same rows corrected, each with the reason, and an `Effect` for each entry. The order is
that of the work: acts before proposals are looked for, proposals before positions are, positions
before outcomes are; so what is told bears on what follows. (The models of proposals and positions
read sentences, not acts.)

What is told is sure (probability 1). Words are looked for in the mail with white space folded, in
its author's own sentences before the rest; a position, proposal or act that is added needs some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.debate import calibrated, decide, propose, stance
from pipeline.debate.model import Model
from pipeline.debate.told import ADDED, CHANGED, NONE, NOTHING, REMOVED, SAME, Told, name
from pipeline.records import Act, Debate, Effect, Position, Post, Proposal, Ruling, Sentence

FILE = "file"  # the basis of a position that a researcher added
UNSAID = "the words are not in the mail"
NOT_OWN = "the words are in no sentence of the author's own"


@dataclass(frozen=True, slots=True)
class Span:
    """Where words stand in a mail, and in which of its author's sentences."""

    start: int
    end: int
    sentence: Sentence | None


def found(post: Post, words: str) -> Span | None:
    """Where the words stand in a mail, in an own sentence if they can; None where nowhere."""
    body = post.message.body
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    spans = [
        Span(match.start(), match.end(), _sentence(post, match.start()))
        for match in pattern.finditer(body)
    ]
    own = [span for span in spans if span.sentence]
    return next(iter(own or spans), None)


def _sentence(post: Post, start: int) -> Sentence | None:
    return next((s for s in post.sentences if s.start_char <= start < s.end_char), None)


def _of(debate: Debate, told: Sequence[Told], kind: str) -> Iterator[tuple[Told, Post]]:
    """The entries of a kind that concern mails of a debate, each with its mail."""
    posts = {post.message.message: post for post in debate.posts}
    for each in told:
        if each.kind == kind and each.message in posts:
            yield each, posts[each.message]


def heard(debate: Debate, told: Sequence[Told]) -> tuple[Debate, list[Ruling], list[Effect]]:
    """The debate with its acts corrected, what was ruled on them, and with what effect."""
    rulings, effects = [], []
    acts = {post.message.message: post.acts for post in debate.posts}
    for each, post in _of(debate, told, "act"):
        span = found(post, each.words)
        if span is None or span.sentence is None:
            effects.append(Effect(name(each), NOTHING, NOT_OWN if span else UNSAID))
            continue
        number = span.sentence.number
        before = acts[each.message]
        here = [act for act in before if (act.sentence, act.act) == (number, each.act)]
        kept = tuple(act for act in before if act not in here)
        told_act = Act(each.message, number, each.act, 1.0, each.because)
        acts[each.message] = _in_order((*kept, told_act)) if each.holds else kept
        rulings.append(Ruling(each.message, number, each.act, each.holds, each.because))
        effects.append(_ruled(each, here))
    if not rulings:
        return debate, rulings, effects
    posts = tuple(replace(post, acts=acts[post.message.message]) for post in debate.posts)
    return Debate(debate.thread, posts), rulings, effects


def _in_order(acts: Sequence[Act]) -> tuple[Act, ...]:
    return tuple(sorted(acts, key=lambda act: (act.sentence, act.act)))


def _ruled(told: Told, before: Sequence[Act]) -> Effect:
    detail = f"probability was {before[0].probability}" if before else ""
    if bool(before) == told.holds:
        return Effect(name(told), SAME, detail)
    return Effect(name(told), ADDED if told.holds else REMOVED, detail)


def proposed(
    debate: Debate, made: Sequence[Proposal], told: Sequence[Told]
) -> tuple[list[Proposal], list[Effect]]:
    """The proposals with those that are none left out, new ones added, titles and kinds changed."""
    rows = {each.proposal: each for each in made}
    effects = []
    counted: dict[str, int] = {}
    for each, post in _of(debate, told, "proposal"):
        if each.new:
            counted[each.message] = counted.get(each.message, 0) + 1
            added = _added(debate, post, each, counted[each.message])
            if isinstance(added, Proposal):
                rows[added.proposal] = added
                effects.append(Effect(name(each), ADDED, added.proposal))
            else:
                effects.append(added)
            continue
        key = _named(each.proposal, made)
        if key not in rows:
            effects.append(Effect(name(each), NOTHING, _unknown(each.proposal, made)))
        elif not each.holds:
            effects.append(Effect(name(each), REMOVED, f"title was {rows.pop(key).title}"))
        else:
            before = rows[key]
            rows[key] = replace(
                before,
                title=each.title or before.title,
                kind=each.role or before.kind,
                corrected=each.because,
            )
            effects.append(_changed(each, before, rows[key]))
    order = {post.message.message: place for place, post in enumerate(debate.posts)}
    ranked = sorted(rows.values(), key=lambda row: (order[row.message], row.start_char))
    # The stage's own order is that of time, which only what is added may disturb.
    return (ranked if counted else list(rows.values())), effects


def _added(debate: Debate, post: Post, told: Told, number: int) -> Proposal | Effect:
    span = found(post, told.words)
    if span is None or span.sentence is None:
        return Effect(name(told), NOTHING, NOT_OWN if span else UNSAID)
    return Proposal(
        proposal=f"{told.message}/c{number}",
        thread=debate.thread.thread,
        message=told.message,
        sentence=span.sentence.number,
        start_char=span.start,
        end_char=span.end,
        title=told.title,
        person=post.person,
        sent_at=post.message.sent_at,
        kind=told.role or "alternative",
        probability=1.0,
        outcome="open",
        outcome_message=None,
        outcome_start_char=None,
        outcome_end_char=None,
        corrected=told.because,
    )


def _changed(told: Told, before: Proposal, after: Proposal) -> Effect:
    """What a proposal was before; outcomes come later, and tell what they were then."""
    was = [
        f"{what} was {old}"
        for what, old, new in (
            ("title", before.title, after.title),
            ("kind", before.kind, after.kind),
        )
        if old != new
    ]
    return Effect(name(told), CHANGED if was else SAME, ", ".join(was))


def _named(proposal: str, made: Sequence[Proposal]) -> str:
    """The key of a proposal that is named by it or by its title; empty where none or several."""
    keys = _candidates(proposal, made)
    return keys[0] if len(keys) == 1 else ""


def _candidates(proposal: str, made: Sequence[Proposal]) -> list[str]:
    if any(each.proposal == proposal for each in made):
        return [proposal]
    wanted = _folded(proposal)
    return [each.proposal for each in made if _folded(each.title) == wanted]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _unknown(proposal: str, made: Sequence[Proposal]) -> str:
    several = _candidates(proposal, made)
    if len(several) > 1:
        return f"several proposals of the debate are called so: {', '.join(several)}"
    return "the debate of the mail has no such proposal"


def stood(
    debate: Debate,
    made: Sequence[Proposal],
    stands: Sequence[Position],
    told: Sequence[Told],
    order: Sequence[str],
    before: Sequence[Proposal] = (),
) -> tuple[list[Position], list[Effect]]:
    """The positions corrected, in the order of the mails as `order` names them.

    `before` are the proposals as they were found: they may be named by the titles they had.
    """
    rows = list(stands)
    effects = []
    for each, post in _of(debate, told, "position"):
        key = _named(each.proposal, made) or _named(each.proposal, before)
        one = next((row for row in made if row.proposal == key), None)
        span = found(post, each.words) if each.words else _first(post)
        if one is None:
            effects.append(Effect(name(each), NOTHING, _unknown(each.proposal, made)))
        elif each.words and span is None:
            effects.append(Effect(name(each), NOTHING, UNSAID))
        else:
            rows, effect = _stand(rows, one, post, each, span)
            effects.append(effect)
    if not effects:
        return rows, effects
    place = {message: number for number, message in enumerate(order)}
    rows.sort(key=lambda row: place[row.message])
    return stance.superseded(rows), effects


def _first(post: Post) -> Span | None:
    """The first of an author's sentences: where a position is shown if no words are told."""
    first = next(iter(post.sentences), None)
    return Span(first.start_char, first.end_char, first) if first else None


def _stand(
    rows: list[Position], proposal: Proposal, post: Post, told: Told, span: Span | None
) -> tuple[list[Position], Effect]:
    """The positions with that of one mail on one proposal as it is told."""
    target = (told.message, proposal.proposal)
    here = [row for row in rows if (row.message, row.proposal) == target]
    was = f"stance was {here[0].stance}" if here else ""
    if told.stance == NONE:
        left = [row for row in rows if row not in here]
        return left, Effect(name(told), REMOVED if here else SAME, was)
    if here:
        row = _replaced(here[0], told, span)
        same = row.stance == here[0].stance and row.start_char == here[0].start_char
        return (
            [row if each is here[0] else each for each in rows],
            Effect(name(told), SAME if same else CHANGED, was),
        )
    if span is None:
        return rows, Effect(name(told), NOTHING, "the mail has no sentence of its own: tell words")
    return [*rows, _position(proposal, post, told, span)], Effect(name(told), ADDED, "")


def _replaced(row: Position, told: Told, span: Span | None) -> Position:
    row = replace(row, stance=told.stance, probability=1.0, corrected=told.because)
    if not told.words or span is None:
        return row
    return replace(
        row,
        sentence=span.sentence.number if span.sentence else None,
        start_char=span.start,
        end_char=span.end,
    )


def _position(proposal: Proposal, post: Post, told: Told, span: Span) -> Position:
    return Position(
        proposal=proposal.proposal,
        person=post.person,
        message=told.message,
        sentence=span.sentence.number if span.sentence else None,
        start_char=span.start,
        end_char=span.end,
        stance=told.stance,
        probability=1.0,
        strength="argument",
        basis=FILE,
        sent_at=post.message.sent_at,
        superseded_by=None,
        corrected=told.because,
    )


def settled(
    debate: Debate, made: Sequence[Proposal], before: Sequence[Proposal], told: Sequence[Told]
) -> tuple[list[Proposal], dict[str, str]]:
    """The proposals with the outcomes that are told; by the name of its entry, what each was.

    `before` are the proposals as they were found, which entries may name by their titles.
    """
    rows = {each.proposal: each for each in made}
    was: dict[str, str] = {}
    counted: dict[str, int] = {}
    for each, _ in _of(debate, told, "proposal"):
        if each.new:
            counted[each.message] = counted.get(each.message, 0) + 1
            key = f"{each.message}/c{counted[each.message]}"
        else:
            key = _named(each.proposal, before)
        if each.outcome and key in rows and rows[key].outcome != each.outcome:
            was[name(each)] = rows[key].outcome
            rows[key] = replace(
                rows[key],
                outcome=each.outcome,
                outcome_message=None,
                outcome_start_char=None,
                outcome_end_char=None,
            )
    return list(rows.values()), was


@dataclass(frozen=True, slots=True)
class Judged:
    """What is made of a debate, and what came of each entry that concerns it."""

    proposals: list[Proposal]
    positions: list[Position]
    rulings: Sequence[Ruling] = ()
    effects: Sequence[Effect] = ()


def judged(debate: Debate, told: Sequence[Told] = (), learnt: Model | None = None) -> Judged:
    """Proposals with their outcomes, and positions, of a debate; corrected where that is told."""
    debate, rulings, effects = heard(debate, told)
    before = propose.proposals(debate, learnt)
    made, on_proposals = proposed(debate, before, told)
    stands = stance.positions(debate, made, learnt)
    if any(each.kind == "position" for each in told):
        order = [mail.post.message.message for mail in propose.read(debate, learnt).talk.mails]
        stands, on_positions = stood(debate, made, stands, told, order, before)
        effects += on_positions
    made, was = settled(debate, decide.decided(debate, made, stands, learnt), before, told)
    effects += [_settled(each, was.get(each.name)) for each in on_proposals]
    known = propose.read(debate, learnt).learnt
    made = calibrated.proposals(_there(made), known)
    return Judged(made, calibrated.positions(stands, known), rulings, effects)


def _there(made: Sequence[Proposal]) -> list[Proposal]:
    """Proposals that stand against none which a researcher took out."""
    keys = {each.proposal for each in made}
    return [each if each.against in keys else replace(each, against=None) for each in made]


def _settled(effect: Effect, was: str | None) -> Effect:
    """The effect with what the outcome was, where that was told otherwise."""
    if was is None or effect.effect == ADDED:
        return effect
    detail = ", ".join(filter(None, (effect.detail, f"outcome was {was}")))
    return replace(effect, effect=CHANGED, detail=detail)
