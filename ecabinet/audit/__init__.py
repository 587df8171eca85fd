"""Audit: every fact, written in the transaction that made it true, chained to the one before it.

h(i) = SHA-256(h(i-1) ‖ canonical record), one chain per body and one for the installation. If it cannot be written,
the act fails. `flask --app wsgi audit verify` walks the chains and says where one is broken.
A chain cut short together with its head moved back still looks whole: that is found only once checkpoints are signed
and kept elsewhere.
"""
