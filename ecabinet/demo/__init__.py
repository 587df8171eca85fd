"""A believable Government: invented people, real rules, papers as they look on a real table.

What happens in the demonstration is done with the operations themselves, as the people in it would
do them. The papers they read are made here: `prose` writes Vietnamese administrative text about ten
fields of policy, the same text for the same seed, and `paper_files` lays it out as Decree 30/2020
wants it. Every person is invented; laws, ministries and provinces are the real ones.
"""
