-- Who plays which part on a list, by what they do there: decides, proposes, answers much, or none of these.
-- One person has one role, the first that holds: deciders are the fewest who together told half of
-- the outcomes of others' proposals, each of two or more; proposers the fewest who put forward half
-- of the proposals; the core the fewest who wrote 80 % of the answers to others; the rest are others.
-- Only proposals count that are likelier one than none.
-- It is a part taken over all the years, and no office: docs/decisions/0023-roles.md.
--
-- parameters:
--     list_id list = null    only what was done on this list
-- columns:
--     person       the person
--     name         their name
--     role         decider, proposer, core or other
--     messages     mails of theirs, without copies and what programs wrote
--     answers      of them answer a mail of somebody else
--     proposals    proposals they put forward
--     decisions    proposals of others of which they told the outcome
--     message      the latest mail in which they decided, else proposed, else answered, else wrote
--     url          public page of that mail
-- example: hansard query roles
create macro roles(list_id := null) as table
with mails as (
    select m.message, m.person, (coalesce(m.sent_at, '0001-01-01'), m.message) as time
    from message as m
    where m.duplicate_of is null
        and m.automatic = ''
        and m.person is not null
        and (list_id is null or m.list_id = list_id)
),
wrote as (
    select m.person, count(*) as messages, max_by(m.message, m.time) as message
    from mails as m
    group by m.person
),
answered as (
    select m.person, count(*) as answers, max_by(m.message, m.time) as message
    from mails as m
    join place as p on p.message = m.message
    join message as parent on parent.message = p.parent
    where parent.person is distinct from m.person
    group by m.person
),
proposed as (
    select m.person, count(*) as proposals, max_by(m.message, m.time) as message
    from proposal as o
    join mails as m on m.message = o.message
    where o.probability >= 0.5
    group by m.person
),
decided as (
    select m.person, count(distinct o.proposal) as decisions,
        max_by(m.message, m.time) as message
    from proposal as o
    join mails as m on m.message = o.outcome_message
    where o.outcome in ('accepted', 'rejected', 'deferred')
        and o.probability >= 0.5
        and o.person is distinct from m.person
    group by m.person
),
counted as (
    select
        w.person,
        w.messages,
        coalesce(a.answers, 0) as answers,
        coalesce(p.proposals, 0) as proposals,
        coalesce(d.decisions, 0) as decisions,
        coalesce(d.message, p.message, a.message, w.message) as message
    from wrote as w
    left join answered as a on a.person = w.person
    left join proposed as p on p.person = w.person
    left join decided as d on d.person = w.person
),
-- what the persons before each have of all that there is, the busiest first
shared as (
    select
        c.*,
        (sum(c.answers) over (order by c.answers desc, c.person) - c.answers)
            / nullif(sum(c.answers) over (), 0) as answers_before,
        (sum(c.proposals) over (order by c.proposals desc, c.person) - c.proposals)
            / nullif(sum(c.proposals) over (), 0) as proposals_before,
        (sum(c.decisions) over (order by c.decisions desc, c.person) - c.decisions)
            / nullif(sum(c.decisions) over (), 0) as decisions_before
    from counted as c
)
select
    s.person,
    who.name,
    case
        when s.decisions >= 2 and s.decisions_before < 0.5 then 'decider'
        when s.proposals > 0 and s.proposals_before < 0.5 then 'proposer'
        when s.answers > 0 and s.answers_before < 0.8 then 'core'
        else 'other'
    end as role,
    s.messages,
    s.answers,
    s.proposals,
    s.decisions,
    s.message,
    m.url
from shared as s
left join person as who on who.person = s.person
left join message as m on m.message = s.message
order by
    list_position(['decider', 'proposer', 'core', 'other'], role),
    s.decisions desc, s.proposals desc, s.answers desc, s.messages desc, s.person;
