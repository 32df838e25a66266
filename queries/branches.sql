-- Where threads changed their subject: debates within a thread, and what they came from.
--
-- parameters:
--     list_id list = null    only debates that began on this list
--     thread thread = null   only debates of this thread
--     since time = null      only debates that began then or later
--     until time = null      only debates that began then or earlier
--     sure number = 0        only debates whose first mail is placed at least so surely, in per cent
--     how references|in-reply-to|quote|subject|alone|file = null  only those placed so
-- columns:
--     subject         subject of the debate
--     came_from       subject of the debate that it came from
--     messages        mails in it
--     persons         persons who wrote in it, programs not counted
--     proposals       proposals made in it
--     started_at      when it began, UTC
--     name            who began it
--     ended_at        when its last mail was sent, UTC
--     list_id         list of its first mail
--     person          who began it
--     parent_debate   the debate that it came from: the mail that gave that its subject
--     thread          the thread that both are in
--     debate          the debate: the mail that gave it its subject
--     message         that mail
--     url             public page of that mail
-- example: hansard query branches list_id=kestrel
create macro branches(
    list_id := null, thread := null, since := null, until := null, sure := 0, how := null
) as table
with made as (
    select p.debate, count(*) as proposals
    from proposal
    join place as p on p.message = proposal.message
    group by p.debate
),
branch as (
    select
        p.debate,
        count(*) as messages,
        count(distinct m.person) filter (m.automatic = '') as persons,
        max(m.sent_at) as ended_at
    from place as p
    join message as m on m.message = p.message
    where p.debate <> p.thread
    group by p.debate
)
select
    m.base_subject as subject,
    origin.base_subject as came_from,
    branch.messages,
    branch.persons,
    coalesce(made.proposals, 0) as proposals,
    m.sent_at as started_at,
    m.name,
    branch.ended_at,
    m.list_id,
    m.person,
    coalesce(parent.debate, p.thread) as parent_debate,
    p.thread,
    branch.debate,
    m.message,
    m.url
from branch
join place as p on p.message = branch.debate
join message as m on m.message = branch.debate
left join place as parent on parent.message = p.parent
left join message as origin on origin.message = coalesce(parent.debate, p.thread)
left join made on made.debate = branch.debate
where (list_id is null or m.list_id = list_id)
    and (thread is null or p.thread = thread_of(thread))
    and p.confidence * 100 >= sure
    and (how is null or p.how = how)
    and within(m.sent_at, since, until)
order by m.sent_at desc nulls last, branch.debate;
