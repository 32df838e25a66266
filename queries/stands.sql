-- Where each person stood last on each proposal: one row a person and proposal.
--
-- columns:
--     proposal      the proposal
--     person        whose position
--     stance        support, oppose, conditional or neutral
--     proposer      true where it is the position of who made the proposal
--     sent_at       when it was taken, UTC
--     message       the mail in which it is taken
--     url           public page of the mail
-- example: hansard sql "select stance, count(*) from stands() group by all"
create macro stands() as table
select
    s.proposal,
    s.person,
    s.stance,
    s.person = p.person as proposer,
    s.sent_at,
    s.message,
    m.url
from position as s
join proposal as p on p.proposal = s.proposal
join message as m on m.message = s.message
where s.superseded_by is null
qualify row_number() over (
    partition by s.proposal, s.person
    order by s.sent_at desc nulls last, s.message desc, s.start_char desc
) = 1
order by s.proposal, s.person;
