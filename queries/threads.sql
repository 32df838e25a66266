-- Threads, the latest first: how long, how many wrote, what was proposed.
--
-- parameters:
--     list_id list = null    only threads that began on this list
--     since time = null      only threads that began then or later
--     until time = null      only threads that began then or earlier
--     subject text = null    only threads with these words in the subject
--     sure number = 0        only threads of which each place is at least so sure, in per cent
-- columns:
--     subject      subject of its first mail
--     started_at   when its first mail was sent, UTC
--     messages     mails in it, copies not counted
--     persons      persons who wrote in it
--     proposals    proposals made in it
--     list_id      list of its first mail
--     ended_at     when its last mail was sent, UTC
--     ghosts       mails referred to but not in the archive
--     sure         how sure the least sure of its places is, in per cent
--     person       who began it
--     thread       the thread: the key of its first mail
--     message      its first mail
--     url          public page of that mail
-- example: hansard query threads list_id=kestrel since=2024-02
create macro threads(list_id := null, since := null, until := null, subject := null, sure := 0) as table
with proposed as (
    select p.thread, count(*) as proposals
    from proposal as p
    group by p.thread
),
least as (
    select p.thread, round(100 * min(p.confidence)) as sure
    from place as p
    group by p.thread
)
select
    t.subject, t.started_at, t.messages, t.persons, coalesce(proposed.proposals, 0) as proposals,
    t.list_id, t.ended_at, t.ghosts, least.sure, m.person, t.thread, m.message, m.url
from thread as t
left join message as m on m.message = t.thread
left join least on least.thread = t.thread
left join proposed on proposed.thread = t.thread
where (list_id is null or t.list_id = list_id)
    and within(t.started_at, since, until)
    and (subject is null or contains(lower(t.subject), lower(subject)))
    and (sure = 0 or least.sure >= sure)
order by t.started_at desc nulls last, t.thread;
