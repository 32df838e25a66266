-- How long a list takes to answer, month by month: hours from a mail to the replies of others.
-- Mail that programs wrote neither answers nor is answered.
--
-- parameters:
--     list_id list = null    only this list
--     since time = null      only replies from then on
--     until time = null      only replies up to then
--     sure number = 0        only replies that are at least so sure, in per cent
--     how references|in-reply-to|quote|subject|alone|file = null  only replies that are known so
-- columns:
--     month          when the replies were sent
--     list_id        the list
--     replies        mails that answer a mail of somebody else
--     median_hours   half of them came sooner
--     fast_hours     a quarter of them came sooner
--     slow_hours    nine tenths of them came sooner
--     backwards      replies dated before the mail they answer, left out of the hours
--     message        the reply that took longest
--     url            public page of that mail
-- example: hansard query response_times list_id=kestrel
create macro response_times(
    list_id := null, since := null, until := null, sure := 0, how := null
) as table
with waits as (
    select
        m.list_id, strftime(m.sent_at, '%Y-%m') as month, m.message, m.url,
        epoch(m.sent_at - parent.sent_at) / 3600 as hours
    from place as p
    join message as m on m.message = p.message
    join message as parent on parent.message = p.parent
    where m.sent_at is not null
        and parent.sent_at is not null
        and m.person is distinct from parent.person
        and m.automatic = ''
        and parent.automatic = ''
        and (list_id is null or m.list_id = list_id)
        and p.confidence * 100 >= sure
        and (how is null or p.how = how)
        and within(m.sent_at, since, until)
)
select
    w.month,
    w.list_id,
    count(*) as replies,
    round(quantile_cont(w.hours, 0.5) filter (w.hours >= 0), 2) as median_hours,
    round(quantile_cont(w.hours, 0.25) filter (w.hours >= 0), 2) as fast_hours,
    round(quantile_cont(w.hours, 0.9) filter (w.hours >= 0), 2) as slow_hours,
    count(*) filter (w.hours < 0) as backwards,
    max_by(w.message, (w.hours, w.message)) as message,
    max_by(w.url, (w.hours, w.message)) as url
from waits as w
group by w.month, w.list_id
order by w.month, w.list_id;
