"""Notifications: a row in somebody's inbox, and an e-mail that opens the same page.

A notice is written in the transaction of the fact it tells of, as a message id with values, and put into words in
the reader's language where it is shown. E-mail goes through SMTP when configured, else into a file outbox.
"""
