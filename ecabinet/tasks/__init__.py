"""Tasks: what was decided must be done.

What, exactly one lead agency, coordinating agencies, a due date or none, the result expected, the source. The state of
the work is stored (assigned → accepted → in progress → reported done → confirmed, or returned, suspended, cancelled);
its timing (in time, due soon ≤ 3 days, overdue, no deadline, done on time, done late) is derived from dates and never
typed. Done is confirmed on evidence. The first due date is never edited: every replan is kept.
"""
