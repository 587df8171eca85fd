"""Emergency readings: how somebody without a right to a paper reads it once, because two persons say that it must be.

Administrators and auditors read no paper. In an emergency one of them asks for one paper by its address, with a reason;
the head of the secretariat or the head of the body, who could read it themselves, agrees. Then it can be read for an
hour, and nothing else can be done with it. Whoever the paper belongs to is told at every step, every step stands in the
trail of the body, and time ends it by itself.
"""
