-- What became of every archive that was fetched: mails in = kept + duplicates + defects.
--
-- parameters:
--     list_id list = null  only this list
-- columns:
--     list_id      the list
--     month        what the archive covers
--     kind         text, mbox, maildir, pages or page
--     messages     mails found in it: kept + duplicates + defects
--     kept         mails that stand for themselves
--     duplicates   mails that are copies of others, here or in another archive
--     defects      mails of which nothing could be made
--     burst        mails taken out of digests, further to those
--     remarks      rows of defect on the archive and its mails, most of them harmless
--     bytes        size as served
--     fetched_at   when it was fetched, UTC
--     source       where it came from
--     message      the first mail in it that is not a copy
--     url          public page of that mail
-- example: hansard query archives list_id=kestrel
create macro archives(list_id := null) as table
with firsts as (
    select m.list_id, m.month, min_by(m.message, m.number) as message,
        min_by(m.url, m.number) as url
    from message as m
    where m.duplicate_of is null
    group by m.list_id, m.month
),
remarks as (
    select d.list_id, d.month, count(*) as remarks
    from defect as d
    group by d.list_id, d.month
)
select
    a.list_id, a.month, a.kind, a.messages, a.kept, a.duplicates, a.defects, a.burst,
    coalesce(remarks.remarks, 0) as remarks, a.bytes, a.fetched_at, a.url as source,
    firsts.message, firsts.url
from archive as a
left join firsts on firsts.list_id = a.list_id and firsts.month = a.month
left join remarks on remarks.list_id = a.list_id and remarks.month = a.month
where list_id is null or a.list_id = list_id
order by a.list_id, a.month;
