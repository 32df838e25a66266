-- Corrections: what corrections/debates.toml of the data directory says, and what came of it.
-- How to write them is told in docs/corrections.md; those of people are listed by identities.
--
-- parameters:
--     kind position|proposal|act|thread|same = null  only those of this kind
--     effect text = null   only those of this effect, such as nothing
-- columns:
--     line      where it begins in the file
--     kind      what it corrects: position, proposal, act, thread or same
--     what      what it says
--     because   the researcher's reason
--     effect    added, removed, changed, the same as without it, or nothing
--     detail    what was there before, or why nothing came of it
--     message   the mail
--     url       public page of the mail
-- example: hansard query corrections effect=nothing
create macro corrections(kind := null, effect := null) as table
select c.line, c.kind, c.what, c.because, c.effect, c.detail, c.message, m.url
from correction as c
left join message as m on m.message = c.message
where (kind is null or c.kind = kind)
    and (effect is null or c.effect = effect)
order by c.line;
