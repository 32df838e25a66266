-- Where each person stood in each round of a proposal that was put forward more than once.
-- Rounds are those of `hansard query rounds`; of a round a person's last position counts. Nothing of
-- one round supersedes what was said in another: here a later one shows a second thought.
--
-- parameters:
--     proposal proposal = null  only the rounds of this one
--     list_id list = null       only where a round was on this list
-- columns:
--     first         the earliest of the proposals that are one
--     title         what it would do, in the words of that one
--     name          the person
--     round         which time it was put forward, from 1
--     stance        the person's last position in that round
--     before        the person's last position in the latest round before, null where there is none
--     turned        true where the two are not the same
--     words         the words that show it
--     sent_at       when it was taken, UTC
--     strength      vote or argument
--     probability   how sure the stance is, 0 to 1
--     list_id       the list
--     proposal      the proposal of that round
--     message       the mail in which it is taken
--     url           public page of that mail
-- example: hansard query positions_by_round
create macro positions_by_round(proposal := null, list_id := null) as table
with put as (
    select r.first, r.round, r.proposal
    from rounds(proposal := proposal, list_id := list_id) as r
),
stood as (
    select put.first, put.round, s.*
    from put
    join stands() as l on l.proposal = put.proposal
    join position as s
        on s.proposal = l.proposal and s.person = l.person and s.message = l.message
),
followed as (
    select
        s.*, lag(s.stance) over (partition by s.first, s.person order by s.round) as before
    from stood as s
)
select
    f.first, p.title, coalesce(who.name, m.name) as name, f.round, f.stance, f.before,
    coalesce(f.before <> f.stance, false) as turned,
    passage(m.body, f.start_char, f.end_char) as words,
    f.sent_at, f.strength, f.probability, m.list_id, f.proposal, f.message, m.url
from followed as f
join proposal as p on p.proposal = f.first
join message as m on m.message = f.message
left join person as who on who.person = f.person
order by f.first, coalesce(who.name, m.name), f.round;
