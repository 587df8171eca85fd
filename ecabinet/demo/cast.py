"""Who is who in the demonstration. Every name is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ministry:
    """An agency and the member who heads it."""

    code: str
    name: str
    short_name: str
    minister: str
    title: str
    salutation: str = "Bộ trưởng"


CHAIR = "Trần Quốc Thịnh"
HEAD = "Phạm Gia Huy"
OFFICERS = ("Ngô Hải Yến", "Đinh Công Thành")
CLERK = "Bùi Thu Hà"
ADMINISTRATOR = "Lưu Đức Trọng"
AUDITOR = "Mạc Thị Hiền"

DEPUTIES = (
    "Nguyễn Thế Vinh",
    "Hoàng Lệ Thu",
    "Phan Đình Lâm",
    "Võ Minh Tuệ",
    "Lương Khải Hoàn",
    "Dương Thanh Trúc",
    "Trương Bá Sơn",
    "Châu Ngọc Diệp",
    "Tống Văn Hào",
)

MINISTRIES = (
    Ministry("BTC", "Bộ Tài chính", "Tài chính", "Đặng Thục Quyên", "Bộ trưởng Bộ Tài chính"),
    Ministry("BXD", "Bộ Xây dựng", "Xây dựng", "Vũ An Khang", "Bộ trưởng Bộ Xây dựng"),
    Ministry(
        "BKHCN",
        "Bộ Khoa học và Công nghệ",
        "KH và Công nghệ",
        "Quách Hữu Bách",
        "Bộ trưởng Bộ Khoa học và Công nghệ",
    ),
    Ministry(
        "BNNMT",
        "Bộ Nông nghiệp và Môi trường",
        "NN và Môi trường",
        "Lâm Tường Vy",
        "Bộ trưởng Bộ Nông nghiệp và Môi trường",
    ),
    Ministry("BNV", "Bộ Nội vụ", "Nội vụ", "Phùng Nhật Minh", "Bộ trưởng Bộ Nội vụ"),
    Ministry("BTP", "Bộ Tư pháp", "Tư pháp", "Lê Duy Giang", "Bộ trưởng Bộ Tư pháp"),
    Ministry("BCT", "Bộ Công Thương", "Công Thương", "Đoàn Trí Nhân", "Bộ trưởng Bộ Công Thương"),
    Ministry("BYT", "Bộ Y tế", "Y tế", "Lý Thanh Bình", "Bộ trưởng Bộ Y tế"),
    Ministry(
        "BGDĐT",
        "Bộ Giáo dục và Đào tạo",
        "Giáo dục và ĐT",
        "Cao Mỹ Hạnh",
        "Bộ trưởng Bộ Giáo dục và Đào tạo",
    ),
    Ministry(
        "BVHTTDL",
        "Bộ Văn hóa, Thể thao và Du lịch",
        "Văn hóa, TT và DL",
        "Hứa Gia Phong",
        "Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch",
    ),
    Ministry("BNG", "Bộ Ngoại giao", "Ngoại giao", "Tô Nhã Uyên", "Bộ trưởng Bộ Ngoại giao"),
    Ministry("BQP", "Bộ Quốc phòng", "Quốc phòng", "Đào Viết Cường", "Bộ trưởng Bộ Quốc phòng"),
    Ministry("BCA", "Bộ Công an", "Công an", "Kim Trọng Nghĩa", "Bộ trưởng Bộ Công an"),
    Ministry(
        "BDTTG",
        "Bộ Dân tộc và Tôn giáo",
        "Dân tộc và TG",
        "Y Thắng Niê",
        "Bộ trưởng Bộ Dân tộc và Tôn giáo",
    ),
    Ministry(
        "NHNN",
        "Ngân hàng Nhà nước Việt Nam",
        "Ngân hàng Nhà nước",
        "Trịnh Khánh Ly",
        "Thống đốc Ngân hàng Nhà nước Việt Nam",
        "Thống đốc",
    ),
    Ministry(
        "TTCP",
        "Thanh tra Chính phủ",
        "Thanh tra",
        "Từ Hiếu Nghĩa",
        "Tổng Thanh tra Chính phủ",
        "Tổng Thanh tra",
    ),
    Ministry(
        "VPCP",
        "Văn phòng Chính phủ",
        "VP Chính phủ",
        "Mai Thế Quân",
        "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
    ),
)
OTHER_AGENCIES = (
    ("TTX", "Thông tấn xã Việt Nam", "Thông tấn xã"),
    ("HLKHXH", "Viện Hàn lâm Khoa học xã hội Việt Nam", "Viện HL KHXH"),
    ("HLKHCN", "Viện Hàn lâm Khoa học và Công nghệ Việt Nam", "Viện HL KHCN"),
)
AGENCY_OFFICERS = (
    "Hồ Mai Chi",
    "Đỗ Quốc Việt",
    "Nghiêm Xuân Lộc",
    "Thái Bảo Ngân",
    "Khúc Thùy Dương",
    "Vi Đức Mạnh",
    "Bạch Hồng Nhung",
    "Âu Minh Triết",
    "Giang Thu Phương",
    "Liễu Anh Thư",
    "Doãn Quang Hải",
    "Cù Mạnh Hùng",
    "Ông Văn Tiến",
    "H'Linh Byă",
    "Sầm Thanh Tâm",
    "Nhâm Tuấn Kiệt",
    "Tiêu Lan Hương",
    "Viên Hoài Nam",
    "Lục Minh Nguyệt",
    "Ninh Phú Quý",
)
ASSISTANTS = (
    "Tạ Minh Châu",
    "Hàn Thu Trang",
    "Bồ Xuân Trường",
    "Chử Ngọc Ánh",
    "Đàm Quốc Anh",
)

PROVINCE = "Ủy ban nhân dân tỉnh Hòa Giang"
PROVINCE_MEMBERS = (
    ("Cao Bá Lộc", "Chủ tịch Ủy ban nhân dân tỉnh", "Chủ tịch"),
    ("Mai Phương Thảo", "Phó Chủ tịch Ủy ban nhân dân tỉnh", "Phó Chủ tịch"),
    ("Lò Văn Inh", "Phó Chủ tịch Ủy ban nhân dân tỉnh", "Phó Chủ tịch"),
    ("Đồng Thị Sim", "Giám đốc Sở Tài chính", "Giám đốc"),
    ("Hoa Tấn Phát", "Giám đốc Sở Xây dựng", "Giám đốc"),
    ("Lã Kiều Oanh", "Giám đốc Sở Y tế", "Giám đốc"),
    ("Ma Seo Páo", "Giám đốc Sở Nông nghiệp và Môi trường", "Giám đốc"),
    ("Thân Nhật Duy", "Giám đốc Sở Nội vụ", "Giám đốc"),
)
PROVINCE_DEPARTMENTS = (
    ("STC", "Sở Tài chính", "Tài chính"),
    ("SXD", "Sở Xây dựng", "Xây dựng"),
)
PROVINCE_HEAD = "Kha Vĩnh An"
PROVINCE_OFFICER = "Kiều Lan Anh"
