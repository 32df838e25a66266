-- What is wrong with mails and archives, each with where it stands.
--
-- parameters:
--     list_id list = null  only this list
--     code text = null     only this defect
--     since time = null    only mails from then on
--     until time = null    only mails up to then
-- columns:
--     code         which defect: one of a closed set
--     detail       the offending value
--     list_id      the list
--     month        the archive
--     byte_offset  where in the unpacked archive file
--     sent_at      when the mail was sent, UTC
--     message      the mail, null where none could be made of the bytes
--     url          public page of the mail
-- example: hansard query defects code=bad-date
create macro defects(list_id := null, code := null, since := null, until := null) as table
select
    d.code, d.detail, d.list_id, d.month, d.byte_offset, m.sent_at, d.message, m.url
from defect as d
left join message as m on m.message = d.message
where (list_id is null or d.list_id = list_id)
    and (code is null or d.code = code)
    and within(m.sent_at, since, until)
order by d.list_id, d.month, d.byte_offset, d.code, d.message;
