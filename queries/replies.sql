-- The network of replies: who answers whom, how often; programs are left out.
--
-- parameters:
--     list_id list = null    only replies on this list
--     since time = null      only replies from then on
--     until time = null      only replies up to then
--     sure number = 0        only replies that are at least so sure, in per cent
--     how references|in-reply-to|quote|subject|alone|file = null  only replies that are known so
-- columns:
--     name            who answers
--     answers         who is answered
--     messages        mails by the one that answer mails by the other
--     first_at        when the first was sent, UTC
--     last_at         when the last was sent, UTC
--     person          who answers
--     answers_person  who is answered
--     message         the latest of the replies
--     url             public page of that mail
-- example: hansard query replies list_id=kestrel
create macro replies(list_id := null, since := null, until := null, sure := 0, how := null) as table
with pairs as (
    select
        m.person, parent.person as answers_person, m.sent_at, m.message, m.url
    from place as p
    join message as m on m.message = p.message
    join message as parent on parent.message = p.parent
    where m.person is not null
        and parent.person is not null
        and m.automatic = ''
        and parent.automatic = ''
        and (list_id is null or m.list_id = list_id)
        and p.confidence * 100 >= sure
        and (how is null or p.how = how)
        and within(m.sent_at, since, until)
)
select
    coalesce(any_value(who.name), p.person) as name,
    coalesce(any_value(whom.name), p.answers_person) as answers,
    count(*) as messages,
    min(p.sent_at) as first_at,
    max(p.sent_at) as last_at,
    p.person,
    p.answers_person,
    max_by(p.message, (coalesce(p.sent_at, '0001-01-01'), p.message)) as message,
    max_by(p.url, (coalesce(p.sent_at, '0001-01-01'), p.message)) as url
from pairs as p
left join person as who on who.person = p.person
left join person as whom on whom.person = p.answers_person
group by p.person, p.answers_person
order by count(*) desc, p.person, p.answers_person;
