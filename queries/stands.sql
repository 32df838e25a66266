-- Where each person stood last on each proposal: one row a person and proposal.
--
-- columns:
--     proposal      the proposal
--     person        whose position
--     stance        support, oppose, conditional or neutral
--     proposer      true where it is the position of who made the proposal
-- example: hansard sql "select stance, count(*) from stands() group by all"
create macro stands() as table
select
    s.proposal,
    s.person,
    s.stance,
    s.person = p.person as proposer
from position as s
join proposal as p on p.proposal = s.proposal
where s.superseded_by is null
qualify row_number() over (
    partition by s.proposal, s.person
    order by s.sent_at desc nulls last, s.message desc, s.start_char desc
) = 1;
