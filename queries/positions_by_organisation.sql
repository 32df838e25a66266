-- Who stood where, by organisation: on an idea, on a proposal, or on all proposals.
-- One person, one vote (on all proposals, one on each): on an idea the mean of what the person says
-- of it, on a proposal the person's last position. It counts for the organisation of that day, by the
-- affiliations of a file where there are any, else by the domain of the addresses (`by_domain`).
--
-- parameters:
--     idea idea = null           on this idea
--     proposal proposal = null   on this proposal; without idea and proposal, on all
--     list_id list = null        only mails on this list
--     since time = null          only positions from then on
--     until time = null          only positions up to then
-- columns:
--     organisation    the organisation; unknown where neither file nor domain tells
--     persons         persons of it who took a position
--     support         of them are for it
--     oppose          of them are against it
--     conditional     of them would support it if
--     neutral         of them take no side
--     share           share of the persons for it among those who are for or against it
--     share_low       lower bound of its 95 % interval (Wilson)
--     share_high      upper bound of it
--     by_domain       persons of whom only the domain of the address tells it
--     names           the persons
--     message         the latest of their mails
--     url             public page of that mail
-- example: hansard query positions_by_organisation idea=splitting
create macro positions_by_organisation(
    idea := null, proposal := null, list_id := null, since := null, until := null
) as table
with spoken as (
    select
        'idea' as topic, m.person, avg(n.stance) as stance, max(m.sent_at) as sent_at,
        max_by(m.message, (coalesce(m.sent_at, '0001-01-01'), m.message)) as message
    from mention as n
    join message as m on m.message = n.message
    where n.idea = idea
        and n.direction <> 'unclear'
        and m.duplicate_of is null
        and m.person is not null
        and (list_id is null or m.list_id = list_id)
        and within(m.sent_at, since, until)
    group by m.person
),
stood as (
    select
        s.proposal as topic, s.person, s.stance, s.sent_at, s.message
    from position as s
    join message as m on m.message = s.message
    where idea is null
        and (proposal is null or s.proposal = proposal)
        and (list_id is null or m.list_id = list_id)
        and within(s.sent_at, since, until)
    qualify row_number() over (
        partition by s.proposal, s.person
        order by s.sent_at desc nulls last, s.message desc, s.start_char desc
    ) = 1
),
votes as (
    select
        s.topic, s.person,
        case when s.stance > 0 then 'support' when s.stance < 0 then 'oppose' else 'neutral' end
            as stance,
        s.sent_at, s.message
    from spoken as s
    union all
    select s.topic, s.person, s.stance, s.sent_at, s.message
    from stood as s
),
placed as (
    select v.*, affiliation_of(v.person, v.sent_at) as affiliation
    from votes as v
),
counted as (
    select
        coalesce(p.affiliation.organisation, 'unknown') as organisation,
        count(distinct p.person) as persons,
        count(*) filter (p.stance = 'support') as support,
        count(*) filter (p.stance = 'oppose') as oppose,
        count(*) filter (p.stance = 'conditional') as conditional,
        count(*) filter (p.stance = 'neutral') as neutral,
        count(distinct p.person) filter (p.affiliation.source = 'domain') as by_domain,
        list(distinct coalesce(who.name, p.person)) as names,
        max_by(p.message, (coalesce(p.sent_at, '0001-01-01'), p.message)) as message
    from placed as p
    left join person as who on who.person = p.person
    group by coalesce(p.affiliation.organisation, 'unknown')
)
select
    c.organisation, c.persons, c.support, c.oppose, c.conditional, c.neutral,
    round(c.support / nullif(c.support + c.oppose, 0), 4) as share,
    round(wilson(c.support / nullif(c.support + c.oppose, 0), c.support + c.oppose)[1], 4)
        as share_low,
    round(wilson(c.support / nullif(c.support + c.oppose, 0), c.support + c.oppose)[2], 4)
        as share_high,
    c.by_domain, list_sort(c.names) as names, c.message, m.url
from counted as c
left join message as m on m.message = c.message
order by c.organisation = 'unknown', c.persons desc, c.organisation;
