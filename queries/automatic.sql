-- Mail that programs wrote, by sender: left out where people are counted, and never a position.
--
-- parameters:
--     list_id list = null    only on this list
--     reason bounce|away|digest|commit|bot|report = null  only for this reason
-- columns:
--     reason      bounce, away (nobody is there), digest, commit, bot, or report (many alike)
--     name        display name as given
--     address     the address
--     messages    mails, copies not counted
--     first_at    when the first was sent, UTC
--     last_at     when the last was sent, UTC
--     subject     subject of the latest
--     message     the latest
--     url         public page of that mail
-- example: hansard query automatic list_id=kestrel
create macro automatic(list_id := null, reason := null) as table
select
    m.automatic as reason, m.name, m.address, count(*) as messages, min(m.sent_at) as first_at,
    max(m.sent_at) as last_at,
    max_by(m.subject, (coalesce(m.sent_at, '0001-01-01'), m.message)) as subject,
    max_by(m.message, (coalesce(m.sent_at, '0001-01-01'), m.message)) as message,
    max_by(m.url, (coalesce(m.sent_at, '0001-01-01'), m.message)) as url
from message as m
where m.automatic <> ''
    and m.duplicate_of is null
    and (list_id is null or m.list_id = list_id)
    and (reason is null or m.automatic = reason)
group by m.automatic, m.name, m.address
order by count(*) desc, m.automatic, m.address, m.name;
