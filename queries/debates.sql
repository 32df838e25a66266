-- Threads by how contested they were: the size of the smaller camp, then how many took part.
-- A camp is the persons whose last position supports, or opposes, the proposal most disputed.
--
-- parameters:
--     list_id list = null    only threads that began on this list
--     since time = null      only threads that began then or later
--     until time = null      only threads that began then or earlier
-- columns:
--     subject       subject of the first mail
--     title         the proposal most disputed
--     support       persons whose last position supports it
--     oppose        persons whose last position opposes it
--     conditional   persons who would support it if
--     outcome       what came of it
--     probability   how sure it is that this is a proposal, 0 to 1
--     proposals     proposals made in the thread
--     persons       persons who wrote in it
--     messages      mails in it
--     started_at    when its first mail was sent, UTC
--     list_id       list of its first mail
--     thread        the thread
--     proposal      the proposal most disputed
--     message       the mail that puts it forward
--     url           public page of that mail
-- example: hansard query debates list_id=kestrel
create macro debates(list_id := null, since := null, until := null) as table
with tallies as (
    select
        p.thread, p.proposal, p.title, p.outcome, p.probability, p.message, p.kind, p.sent_at,
        count(*) filter (s.stance = 'support') as support,
        count(*) filter (s.stance = 'oppose') as oppose,
        count(*) filter (s.stance = 'conditional') as conditional
    from proposal as p
    left join stands() as s on s.proposal = p.proposal
    group by all
),
disputed as (
    select t.*, count(*) over (partition by t.thread) as proposals
    from tallies as t
    qualify row_number() over (
        partition by t.thread
        order by
            least(t.support, t.oppose) desc, t.support + t.oppose + t.conditional desc,
            t.kind = 'main' desc, t.sent_at nulls last, t.proposal
    ) = 1
)
select
    t.subject, d.title, d.support, d.oppose, d.conditional, d.outcome, d.probability,
    d.proposals, t.persons, t.messages, t.started_at, t.list_id, t.thread, d.proposal, d.message, m.url
from disputed as d
join thread as t on t.thread = d.thread
join message as m on m.message = d.message
where (list_id is null or t.list_id = list_id)
    and within(t.started_at, since, until)
order by
    least(d.support, d.oppose) desc, d.support + d.oppose + d.conditional desc, t.persons desc,
    t.messages desc, t.thread;
