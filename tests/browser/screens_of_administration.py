"""The screens of administration, of the trail and of one's own keys."""

from tests.browser.screens import Screen, at, of

PEOPLE, BODIES = "/administration/people/", "/administration/bodies/"
SHEET = """\
Họ và tên;Tên đăng nhập;Cơ quan, tập thể;Đơn vị;Vai trò;Chức danh;Thứ bậc;Từ ngày
Bùi An Nhiên;bui.an.nhien;Chính phủ;Bộ Xây dựng;Chuyên viên cơ quan;Chuyên viên;400;01/02/2026
Hồ Mai Chi;agency01;Chính phủ;Bộ Tài chính;Chuyên viên cơ quan;Chuyên viên chính;400;08/04/2021
Không có tên đăng nhập;;Chính phủ;;Thành viên;Bộ trưởng;30;31/02/2026
"""


def hand_in_a_sheet(page):
    """One row that adds, one that changes, one that is wrong."""
    if page.url.endswith("/import"):
        content = SHEET.encode("utf-8-sig")
        file = {"name": "nguoi-dung.csv", "mimeType": "text/csv", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Đọc và cho xem").click()
        page.wait_for_url("**/import/*")


def lock(page):
    if "/locked" not in page.url:
        page.get_by_role("button", name="Khóa màn hình").click()
        page.wait_for_url("**/locked**")


ALWAYS = (
    Screen("people", "admin", at(PEOPLE)),
    Screen("person", "admin", of("person")),
    Screen("people-import", "admin", at(f"{PEOPLE}import"), then=hand_in_a_sheet),
    Screen("rules", "admin", of("body", "/rules")),
    Screen("calendar", "admin", of("body", "/calendar")),
    Screen("health", "admin", at("/administration/health/")),
    Screen("rights", "auditor", at("/rights")),
    Screen("trail", "auditor", at("/audit/")),
    Screen("trail-state", "auditor", at("/audit/state")),
    Screen("locked", "member09", at("/me"), then=lock),
)
IN_PICTURES = (
    Screen("body", "admin", of("body")),
    Screen("lists", "admin", of("lists")),
    Screen("paper-kinds", "admin", of("lists", "/paper_kind")),
    Screen("retention", "admin", at("/administration/retention/")),
    Screen("hold-new", "admin", at("/administration/retention/holds/new")),
    Screen("recoveries", "admin", at("/administration/recoveries")),
    Screen("person-leave", "admin", of("person", "/leave")),
    Screen("person-post", "admin", of("person", "/posts/new?role=member")),
    Screen("manual-edit", "admin", at("/manuals/member/vi/edit")),
    Screen("verify", "admin", at("/verify?next=/me")),
    Screen("auditor", "auditor", at("/")),
    Screen("trail-entry", "auditor", of("entry")),
    Screen("sign-ins", "auditor", at("/audit/access/")),
    Screen("emergency-readings", "auditor", at("/emergency-readings/")),
    Screen("emergency-reading-new", "auditor", at("/emergency-readings/new")),
    Screen("item-secrecy", "officer1", of("item", "/secrecy")),
    Screen("me-member", "member03", at("/me")),
    Screen("me-two-posts", "assistant05", at("/me")),
    Screen("passkeys", "member03", at("/me/passkeys")),
    Screen("recovery-codes", "member03", at("/me/recovery-codes")),
    Screen("password", "member03", at("/me/password")),
    Screen("manuals", "member03", at("/manuals/")),
    Screen("manual", "member03", at("/manuals/member")),
)


def find_places(stage):
    """Find, as administrator and as auditor, what these screens are about."""
    body = stage.find("admin", BODIES, f"{BODIES}ID")
    return {
        "body": body,
        "lists": body.replace("/bodies/", "/lists/"),
        "person": stage.find("admin", f"{PEOPLE}?q=assistant05", f"{PEOPLE}ID"),
        "entry": stage.find("auditor", "/audit/", "/audit/entries/ID/NUMBER"),
    }
