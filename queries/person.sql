-- One person's positions over time, changed ones included.
--
-- parameters:
--     person person    the key, an address or a name
-- columns:
--     sent_at         when, UTC
--     title           what the proposal would do
--     stance          support, oppose, conditional or neutral
--     words           the words that show it
--     strength        vote or argument
--     changed         true where the person's next position on it is another one
--     outcome         what came of the proposal
--     basis           why it is on this proposal
--     probability     how sure the stance is, 0 to 1
--     name            the person's name
--     list_id         the list
--     thread          the thread of the proposal
--     proposal        the proposal
--     message         the mail in which it is taken
--     url             public page of the mail
-- example: hansard query person person="Priya Raman"
create macro person(person) as table
select
    s.sent_at, p.title, s.stance, passage(m.body, s.start_char, s.end_char) as words, s.strength,
    coalesce(later.stance <> s.stance, false) as changed, p.outcome, s.basis, s.probability, who.name, m.list_id,
    p.thread, s.proposal, s.message, m.url
from position as s
join proposal as p on p.proposal = s.proposal
join message as m on m.message = s.message
left join position as later
    on later.message = s.superseded_by and later.proposal = s.proposal and later.person = s.person
left join person as who on who.person = s.person
where s.person = person_of(person)
order by s.sent_at nulls last, s.message, s.start_char, s.proposal;
