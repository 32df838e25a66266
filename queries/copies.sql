-- Mails that came more than once: in a month, in two months, on several lists, in a digest.
-- Each is counted once, under the copy that stands for all; another mail with the same Message-ID
-- is no copy, and is listed by `hansard query defects code=imposter`.
--
-- parameters:
--     list_id list = null     only mails of which a copy is on this list
--     message message = null  only this mail, named by itself or by a copy
--     top number = 50         how many mails at most
-- columns:
--     message      the mail that stands for all
--     copies       how many others there are
--     lists        lists that carried it
--     months       archives that hold it, as list_id/month
--     copied_as    the others, as they would be cited
--     message_id   its Message-ID
--     sent_at      when it was sent, UTC
--     person       who wrote it
--     subject      its subject
--     url          its public page
-- example: hansard query copies list_id=kestrel
create macro copies(list_id := null, message := null, top := 50) as table
with wanted as (
    select coalesce(m.duplicate_of, m.message) as message
    from message as m
    where message is null or m.message = message
),
copied as (
    select
        m.duplicate_of as message, count(*) as copies,
        list(m.message order by m.message) as copied_as,
        list(m.list_id) as list_ids, list(m.list_id || '/' || m.month) as archives
    from message as m
    where m.duplicate_of is not null
    group by m.duplicate_of
)
select
    m.message, c.copies, list_sort(list_distinct(list_append(c.list_ids, m.list_id))) as lists,
    list_sort(list_distinct(list_append(c.archives, m.list_id || '/' || m.month))) as months,
    c.copied_as, m.message_id, m.sent_at, m.person, m.subject, m.url
from copied as c
join message as m on m.message = c.message
where (list_id is null or list_contains(list_append(c.list_ids, m.list_id), list_id))
    and m.message in (select w.message from wanted as w)
order by c.copies desc, m.message
limit top;
