"""Bytes in, rows out: messages, attachments, defects and blocks. No I/O."""
