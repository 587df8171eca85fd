"""Inquiries: what a member asks the proposing agency about an item before the session, and its answer in time.

The answer is due in the working days that the body's rules give; until it is sent it is a draft of the agency.
"""
