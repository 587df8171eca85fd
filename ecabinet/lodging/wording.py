"""What is told of a lodged dossier. `what` is its code and title, of a restricted one its code alone."""

from collections.abc import Mapping

from ecabinet.core.words import N_

HANDED_IN = N_("%(agency)s has handed in %(what)s. Please check it by %(due)s.")
HANDED_IN_AGAIN = N_("%(agency)s has handed in %(what)s again. Please check it by %(due)s.")
TAKEN = N_("%(name)s is in charge of checking %(what)s.")
ASSIGNED = N_("You are in charge of checking %(what)s, due by %(due)s.")
RETURNED = N_("%(what)s came back to be completed: %(reason)s")
RETURNED_QUIETLY = N_("%(what)s came back to be completed.")
ACCEPTED = N_("%(what)s is complete and was accepted.")
PLACED = N_("%(what)s is on the agenda of a session.")
TAKEN_OFF = N_("%(what)s was taken off an agenda; it waits for another session.")
WITHDRAWAL_ASKED = N_("%(agency)s asks to withdraw %(what)s, which is on an agenda.")
WITHDRAWAL_REFUSED = N_("%(what)s stays on the agenda: %(reason)s")
WITHDRAWAL_REFUSED_QUIETLY = N_("%(what)s stays on the agenda.")
WITHDRAWN = N_("%(agency)s has withdrawn %(what)s.")
WITHDRAWN_FROM_AGENDA = N_("%(what)s is withdrawn from the agenda.")
CHECK_SOON = N_("%(what)s is to be checked by %(due)s.")
CHECK_OVERDUE = N_("%(what)s should have been checked by %(due)s.")
SUBMIT_SOON = N_("%(what)s is to be on an agenda by %(due)s.")
SUBMIT_OVERDUE = N_("%(what)s should have been on an agenda by %(due)s.")
STILL_CHECKED = N_("%(what)s is still being checked; the secretariat was reminded.")
STILL_RETURNED = N_("%(what)s was returned and waits to be completed by your agency.")
LATE_ASKED = N_("%(agency)s is late for “%(meeting)s” with %(what)s and asks you to allow it.")
LATE_REMINDER = N_("%(agency)s still waits for your answer: late for “%(meeting)s” with %(what)s.")
LATE_GRANTED = N_("The chair allows %(what)s to be late for “%(meeting)s”.")
LATE_REFUSED = N_("The chair does not allow %(what)s to be late for “%(meeting)s”.")
# A reason may say what a restricted dossier is about.
QUIET: Mapping[str, str] = {
    RETURNED: RETURNED_QUIETLY,
    WITHDRAWAL_REFUSED: WITHDRAWAL_REFUSED_QUIETLY,
}
