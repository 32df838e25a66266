-- Where people speak of an idea, in their own words.
--
-- parameters:
--     idea idea                the idea, as in data/ideas
--     list_id list = null      only this list
--     person person = null     only by this person
--     direction for|against|neutral|unclear = null  only in this direction
--     since time = null        only mails from then on
--     until time = null        only mails up to then
-- columns:
--     sent_at       when, UTC
--     name          who speaks
--     direction     for or against the idea, neutral, or unclear
--     words         the sentence
--     term          the term found in it
--     stance        -1 (against) to 1 (for)
--     probability   how often such a direction was right on coded mail, 0 to 1
--     basis         phrase, sentence, or position on a proposal that belongs to the idea
--     list_id       the list
--     person        who speaks
--     thread        the thread
--     sentence      the sentence, by its number in the mail
--     message       the mail
--     url           public page of the mail
-- example: hansard query mentions idea=splitting direction=against
create macro mentions(
    idea, list_id := null, person := null, direction := null, since := null, until := null
) as table
select
    m.sent_at, m.name, n.direction,
    passage(m.body, coalesce(s.start_char, n.start_char), coalesce(s.end_char, n.end_char)) as words,
    passage(m.body, n.start_char, n.end_char) as term,
    n.stance, n.probability, n.basis, m.list_id, m.person, p.thread, n.sentence, n.message, m.url
from mention as n
join message as m on m.message = n.message and m.duplicate_of is null
left join sentence as s on s.message = n.message and s.number = n.sentence
left join place as p on p.message = n.message
where n.idea = idea
    and (list_id is null or m.list_id = list_id)
    and (person is null or m.person = person_of(person))
    and (direction is null or n.direction = direction)
    and within(m.sent_at, since, until)
order by m.sent_at nulls last, n.message, n.start_char;
