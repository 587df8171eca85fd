"""Consultations: written opinions between sessions (lấy ý kiến bằng phiếu).

Life: draft → submitted → approved | returned → sent → (extended) → closed, or recalled with a reason. An officer
drafts, the head approves and sends, the system closes by time or when all are in. An answer may be changed until then;
every version is kept, sealed until closing. What silence means is a rule of the body, printed on the form and counted
apart (Decree 191/2026 art. 7.2.d, 17).
"""
