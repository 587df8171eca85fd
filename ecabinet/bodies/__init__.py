"""Bodies: the Government, a province's committee; their agencies, posts, members, rules of procedure and calendar.

One installation serves many bodies and a body sees nothing of another. Rights follow from the posts a person holds
on the day, never from a flag on the account: `Actor` is a person with the posts they hold now.
"""
