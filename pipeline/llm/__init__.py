"""A language model as an option: it reads mails, and every claim it makes must cite its words.

`request` says what is asked of a mail, `server` asks it, `answers` keeps what came back, `claims`
holds each claim against the mail, and `read` goes through a debate with all of them. Nothing here
runs unless a model is named, and nothing is believed that is not in the mail word for word.
"""
