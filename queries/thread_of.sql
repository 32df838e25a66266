-- The thread of a mail named by key, Message-ID or address, also of a copy; null where none.
--
-- parameters:
--     mail text          the key, the Message-ID or the address of its public page
-- columns:
--     thread_of          the thread: the key of its first mail
-- example: hansard sql "select thread_of('20240109094107.s01@cobaltcloud.example')"
create macro thread_of(mail) as coalesce(
    (select min(p.thread) from place as p where p.message = mail),
    (
        select min_by(p.thread, m.message)
        from message as m
        join place as p on p.message = coalesce(m.duplicate_of, m.message)
        where m.message = mail
            or (m.message_id <> '' and m.message_id = trim(mail, '<> '))
            or (m.url <> '' and m.url = mail)
    )
);
