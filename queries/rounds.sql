-- Proposals put forward more than once, in several threads or on several lists, round by round.
-- Each with its tally and what came of it. Rounds are joined by a copied sentence, a name (PEP 463) or
-- the subject, never by mere likeness: docs/decisions/0024-the-same-proposal.md.
--
-- parameters:
--     proposal proposal = null  only the rounds of this one
--     list_id list = null       only where a round was on this list
-- columns:
--     first         the earliest of the proposals that are one
--     round         which time it is put forward, from 1
--     title         what would be done, in the words of this round
--     outcome       accepted, rejected, withdrawn, deferred or open
--     name          who puts it forward this time
--     sent_at       when, UTC
--     support       persons whose last position in this round supports it
--     oppose        persons whose last position in this round opposes it
--     how           what joins it with another round: copy, name, subject or file; null for the first
--     words         the sentence, name or subject that both have, or the reason told
--     probability   how often such a join is right, 0 to 1
--     list_id       the list
--     thread        the thread of this round
--     joined_with   the proposal of another round that it is joined with
--     proposal      the proposal of this round
--     message       the mail that puts it forward
--     url           public page of that mail
-- example: hansard query rounds
create macro rounds(proposal := null, list_id := null) as table
with members as (
    select s.first, s.proposal, s.how, s.words, s.probability, s.joined_with
    from same as s
    union all by name
    select distinct s.first, s.first as proposal
    from same as s
),
told as (
    select b.first, m.list_id as list_id, b.proposal as member
    from members as b
    join proposal as p on p.proposal = b.proposal
    join message as m on m.message = p.message
),
wanted as (
    select distinct t.first
    from told as t
    where (list_id is null or t.list_id = list_id)
        and (
            proposal is null
            or t.first in (select t.first from told as t where t.member = proposal)
        )
),
tallies as (
    select
        s.proposal,
        count(*) filter (s.stance = 'support') as support,
        count(*) filter (s.stance = 'oppose') as oppose
    from stands() as s
    group by s.proposal
)
select
    b.first, row_number() over (partition by b.first order by p.sent_at, p.proposal) as round,
    p.title, p.outcome, coalesce(who.name, m.name) as name, p.sent_at,
    coalesce(tallies.support, 0) as support, coalesce(tallies.oppose, 0) as oppose,
    b.how, b.words, b.probability, m.list_id, p.thread, b.joined_with, p.proposal, p.message, m.url
from members as b
join wanted on wanted.first = b.first
join proposal as p on p.proposal = b.proposal
join message as m on m.message = p.message
left join person as who on who.person = p.person
left join tallies on tallies.proposal = p.proposal
order by b.first, round;
