-- The thread of a mail that is named by its key or its Message-ID, also of a copy; null where none.
--
-- parameters:
--     mail text          the key or the Message-ID
-- columns:
--     thread_of          the thread: the key of its first mail
-- example: hansard sql "select thread_of('<1234@example.org>')"
create macro thread_of(mail) as coalesce(
    (select min(p.thread) from place as p where p.message = mail),
    (
        select min_by(p.thread, m.message)
        from message as m
        join place as p on p.message = coalesce(m.duplicate_of, m.message)
        where m.message = mail or (m.message_id <> '' and m.message_id = trim(mail, '<> '))
    )
);
