-- Positions: who stood where on what, when and in which words.
--
-- parameters:
--     list_id list = null          only this list
--     thread thread = null         only on proposals of this thread
--     proposal proposal = null     only on this proposal
--     person person = null         only those of this person
--     stance support|oppose|conditional|neutral = null  only with this stance
--     strength vote|argument = null  only votes, or only arguments
--     which last|every = 'last'    a person's last position on a proposal, or earlier ones too
--     since time = null            only those taken then or later
--     until time = null            only those taken then or earlier
-- columns:
--     name            who takes it
--     stance          support, oppose, conditional or neutral
--     title           what the proposal would do
--     words           the words that show it
--     sent_at         when, UTC
--     strength        vote or argument
--     basis           why it is on this proposal
--     probability     how sure the stance is, 0 to 1
--     superseded_by   the mail with the person's later position, null if last
--     corrected       why a researcher put it right, empty where nobody did
--     list_id         the list
--     person          who takes it
--     thread          the thread of the proposal
--     proposal        the proposal
--     message         the mail in which it is taken
--     url             public page of the mail
-- example: hansard query positions list_id=kestrel stance=oppose
create macro positions(
    list_id := null, thread := null, proposal := null, person := null, stance := null,
    strength := null, which := 'last', since := null, until := null
) as table
select
    coalesce(who.name, m.name) as name, s.stance, p.title,
    passage(m.body, s.start_char, s.end_char) as words, s.sent_at, s.strength, s.basis,
    s.probability, s.superseded_by, s.corrected, m.list_id, s.person, p.thread, s.proposal,
    s.message, m.url
from position as s
join proposal as p on p.proposal = s.proposal
join message as m on m.message = s.message
left join person as who on who.person = s.person
where (list_id is null or m.list_id = list_id)
    and (thread is null or p.thread = thread_of(thread))
    and (proposal is null or s.proposal = proposal)
    and (person is null or s.person = person_of(person))
    and (stance is null or s.stance = stance)
    and (strength is null or s.strength = strength)
    and (which = 'every' or s.superseded_by is null)
    and within(s.sent_at, since, until)
order by s.sent_at nulls last, s.message, s.start_char, s.proposal;
