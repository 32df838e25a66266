-- One proposal: what it says, who is for and against it and in which words, and what came of it.
-- Each person stands once, with the last position; earlier ones follow as `before`.
--
-- parameters:
--     proposal proposal    the proposal
-- columns:
--     side          proposal, pro, con, conditional, neutral, before (taken earlier) or outcome
--     name          who says so
--     words         the words
--     sent_at       when, UTC
--     stance        the stance; on the first row the title, on the last what came of it
--     strength      vote or argument
--     basis         why it is on this proposal
--     probability   how sure that is, 0 to 1
--     person        who says so
--     start_char    first character of the words in the body, counted from 0
--     end_char      the character after the last one
--     proposal      the proposal
--     message       the mail that says so
--     url           public page of the mail
-- example: hansard query proposal proposal=kestrel/2024-01/0005/p1
create macro proposal(proposal) as table
with wanted as (
    select p.*
    from proposal as p
    where p.proposal = proposal
),
stated as (
    select
        0 as section, 'proposal' as side, w.title as stance, null::varchar as strength,
        w.kind as basis, w.probability, w.person, w.start_char, w.end_char, w.proposal, w.message
    from wanted as w
),
stood as (
    select
        case
            when s.superseded_by is not null then 5
            when s.stance = 'support' then 1
            when s.stance = 'oppose' then 2
            when s.stance = 'conditional' then 3
            else 4
        end as section,
        case section
            when 1 then 'pro' when 2 then 'con' when 3 then 'conditional' when 4 then 'neutral'
            else 'before'
        end as side,
        s.stance, s.strength, s.basis, s.probability, s.person, s.start_char, s.end_char,
        s.proposal, s.message
    from position as s
    join wanted as w on w.proposal = s.proposal
),
ended as (
    select
        6 as section, 'outcome' as side, w.outcome as stance, null as strength, null as basis,
        null as probability, m.person, w.outcome_start_char as start_char,
        w.outcome_end_char as end_char, w.proposal, w.outcome_message as message
    from wanted as w
    left join message as m on m.message = w.outcome_message
),
lines as (
    from stated
    union all by name
    from stood
    union all by name
    from ended
)
select
    l.side, coalesce(who.name, m.name) as name, passage(m.body, l.start_char, l.end_char) as words,
    m.sent_at, l.stance, l.strength, l.basis, l.probability, l.person, l.start_char, l.end_char,
    l.proposal, l.message, m.url
from lines as l
left join message as m on m.message = l.message
left join person as who on who.person = l.person
order by l.section, m.sent_at nulls last, l.message, l.start_char;
