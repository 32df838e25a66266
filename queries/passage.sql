-- A span of a mail, its white space folded to single spaces.
--
-- parameters:
--     body text            the body of the mail
--     start_char number    first character, counted from 0
--     end_char number      the character after the last one
-- columns:
--     passage              the words
-- example: hansard sql "select passage(body, 0, 80), message, url from message limit 3"
create macro passage(body, start_char, end_char) as
    trim(regexp_replace(substring(body, start_char + 1, end_char - start_char), '\s+', ' ', 'g'));
