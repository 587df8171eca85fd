"""What the demonstration's Government deals with. Subjects are believable, figures and cases invented."""

from dataclasses import dataclass

from ecabinet.agenda.models import Group, Outcome, Secrecy
from ecabinet.papers.models import Kind


@dataclass(frozen=True)
class Sheet:
    """One paper of an item: what it is, and how long."""

    kind: Kind
    title: str
    pages: int
    secrecy: Secrecy = Secrecy.INTERNAL


@dataclass(frozen=True)
class Matter:
    """One item of an agenda; `conclusion` and `votes` (for, against, other) only where it is over."""

    title: str
    agency: str
    group: Group
    minutes: int
    ask: str
    summary: str
    papers: tuple[Sheet, ...] = ()
    outcome: Outcome = Outcome.ADOPTED
    conclusion: str = ""
    votes: tuple[int, int, int] | None = None
    known_to: tuple[str, ...] = ()  # of a restricted one: who needs to know, by username


def _sheets(what: str, draft: str, *pages: int) -> tuple[Sheet, ...]:
    """Submission, draft, appraisal, summary, synthesis: as many as there are lengths."""
    kinds = (
        (Kind.SUBMISSION, f"Tờ trình {what}"),
        (Kind.DRAFT, draft),
        (Kind.APPRAISAL, f"Báo cáo thẩm định {what}"),
        (Kind.SUMMARY, f"Báo cáo tóm tắt {what}"),
        (Kind.SYNTHESIS, f"Tổng hợp, tiếp thu, giải trình ý kiến {what}"),
    )
    return tuple(
        Sheet(kind, title, count) for (kind, title), count in zip(kinds, pages, strict=False)
    )


TODAY = (
    Matter(
        "Tình hình kinh tế – xã hội, phân bổ và giải ngân vốn đầu tư công",
        "BTC",
        Group.DISCUSS,
        35,
        "Thông qua đánh giá tình hình và các giải pháp điều hành trọng tâm từ nay đến cuối năm.",
        "Tăng trưởng giữ đà khá; giải ngân vốn đầu tư công chậm hơn kế hoạch tại 12 bộ, cơ quan và "
        "19 địa phương. Đã lấy ý kiến các bộ và 34 địa phương.",
        (
            Sheet(Kind.REPORT, "Báo cáo tình hình kinh tế – xã hội", 42, Secrecy.PUBLIC),
            Sheet(Kind.SUMMARY, "Báo cáo tóm tắt", 6),
            Sheet(Kind.REPORT, "Báo cáo giải ngân vốn đầu tư công", 24),
        ),
    ),
    Matter(
        "Dự thảo Nghị quyết về phát triển nhà ở xã hội giai đoạn 2026–2030",
        "BXD",
        Group.DISCUSS,
        30,
        "Thông qua dự thảo Nghị quyết",
        "Cả nước mới hoàn thành 38,6% kế hoạch; thủ tục bình quân 312 ngày. Dự thảo rút ngắn thủ tục, "
        "bố trí quỹ đất và vốn ưu đãi. Hai bộ còn ý kiến khác về nguồn vốn.",
        _sheets("về phát triển nhà ở xã hội", "Dự thảo Nghị quyết", 12, 18, 9, 5),
    ),
    Matter(
        "Dự thảo Nghị định về kết nối, chia sẻ dữ liệu số của cơ quan nhà nước",
        "BKHCN",
        Group.DISCUSS,
        25,
        "Thông qua dự thảo Nghị định",
        "Quy định danh mục dữ liệu dùng chung, trách nhiệm cung cấp và thời hạn kết nối. Chi phí do "
        "ngân sách bảo đảm theo phân cấp.",
        _sheets("về kết nối, chia sẻ dữ liệu số", "Dự thảo Nghị định", 15, 36, 11, 6, 28),
    ),
    Matter(
        "Đề án bảo đảm an ninh nguồn nước vùng đồng bằng sông Cửu Long",
        "BNNMT",
        Group.DISCUSS,
        25,
        "Thông qua Đề án và giao nhiệm vụ cho các bộ, địa phương",
        "Xâm nhập mặn đến sớm hơn trung bình nhiều năm. Đề án đề xuất 14 công trình trữ ngọt và quy trình "
        "vận hành liên vùng.",
        (
            Sheet(Kind.SUBMISSION, "Tờ trình về Đề án", 14),
            Sheet(Kind.DRAFT, "Dự thảo Đề án an ninh nguồn nước", 120),
            Sheet(Kind.APPRAISAL, "Báo cáo thẩm định", 8),
        ),
    ),
    Matter(
        "Phương án khắc phục hậu quả bão và hỗ trợ ổn định đời sống nhân dân",
        "BNNMT",
        Group.DISCUSS,
        20,
        "Quyết định mức hỗ trợ từ dự phòng ngân sách trung ương",
        "Bảy tỉnh bị thiệt hại; nhu cầu hỗ trợ khẩn cấp 1.250 tỷ đồng.",
        (
            Sheet(Kind.SUBMISSION, "Tờ trình về phương án hỗ trợ", 7),
            Sheet(Kind.REPORT, "Báo cáo thiệt hại do bão", 16, Secrecy.RESTRICTED),
        ),
    ),
    Matter(
        "Đề án phát triển nhân lực công nghiệp bán dẫn đến năm 2035",
        "BGDĐT",
        Group.DISCUSS,
        20,
        "Cho ý kiến về chỉ tiêu đào tạo và nguồn lực",
        "Mục tiêu 50.000 kỹ sư; thí điểm cơ chế đặt hàng đào tạo tại tám trường đại học.",
        _sheets("về phát triển nhân lực bán dẫn", "Dự thảo Đề án", 10, 64, 7),
    ),
    Matter(
        "Công tác cải cách hành chính và cắt giảm thủ tục",
        "BNV",
        Group.INFORMATION,
        15,
        "Ghi nhận kết quả và các việc cần đôn đốc",
        "Đã cắt giảm 412 thủ tục; còn 9 bộ chưa hoàn thành công bố phương án.",
        (
            Sheet(Kind.REPORT, "Báo cáo cải cách hành chính", 22, Secrecy.PUBLIC),
            Sheet(Kind.SUMMARY, "Báo cáo tóm tắt", 3),
        ),
    ),
    Matter(
        "Dự thảo Nghị định về hóa đơn, chứng từ điện tử (sửa đổi)",
        "BTC",
        Group.ADOPT,
        10,
        "Thông qua dự thảo Nghị định",
        "Đã lấy ý kiến bằng phiếu; các ý kiến đã được tiếp thu, giải trình đầy đủ.",
        (
            Sheet(Kind.SUBMISSION, "Tờ trình về hóa đơn, chứng từ điện tử", 6),
            Sheet(Kind.DRAFT, "Dự thảo Nghị định", 31),
            Sheet(Kind.SYNTHESIS, "Tổng hợp, tiếp thu, giải trình ý kiến", 1),
        ),
    ),
    Matter(
        "Kiện toàn nhân sự lãnh đạo một số cơ quan",
        "BNV",
        Group.DISCUSS,
        15,
        "Cho ý kiến về phương án nhân sự",
        "Ba chức danh khuyết từ quý trước; phương án đã lấy phiếu tại đơn vị.",
        (Sheet(Kind.SUBMISSION, "Tờ trình về phương án nhân sự", 4),),
        known_to=("deputy01", "deputy02", "deputy03", "member01", "member05"),
    ),
)

PAST = (
    Matter(
        "Tình hình kinh tế – xã hội tháng trước và nhiệm vụ trọng tâm",
        "BTC",
        Group.DISCUSS,
        40,
        "Thông qua đánh giá tình hình",
        "Các cân đối lớn được bảo đảm; còn khó khăn về thị trường xuất khẩu.",
        (Sheet(Kind.REPORT, "Báo cáo tình hình kinh tế – xã hội", 18),),
        Outcome.NOTED,
        "Chính phủ cơ bản thống nhất với báo cáo của Bộ Tài chính.\n"
        "Giao Bộ Tài chính chủ trì, phối hợp với các bộ, cơ quan rà soát, điều chuyển vốn của các dự án "
        "chậm giải ngân, báo cáo Thủ tướng Chính phủ trước ngày cuối tháng.",
    ),
    Matter(
        "Dự thảo Nghị quyết về cơ chế đặc thù cho các dự án giao thông trọng điểm",
        "BXD",
        Group.DISCUSS,
        30,
        "Thông qua dự thảo Nghị quyết",
        "Áp dụng chỉ định thầu có kiểm soát và phân cấp thẩm định.",
        _sheets("về cơ chế đặc thù", "Dự thảo Nghị quyết", 9, 14),
        Outcome.ADOPTED,
        "Chính phủ thông qua dự thảo Nghị quyết.\n"
        "Giao Bộ Xây dựng hoàn thiện, trình Thủ tướng Chính phủ ký ban hành trong tuần.",
        (22, 2, 1),
    ),
    Matter(
        "Dự thảo Nghị định quy định chi tiết Luật Điện lực",
        "BCT",
        Group.DISCUSS,
        25,
        "Thông qua dự thảo Nghị định",
        "Làm rõ cơ chế giá và trách nhiệm bảo đảm nguồn điện dự phòng.",
        _sheets("quy định chi tiết Luật Điện lực", "Dự thảo Nghị định", 11, 26),
        Outcome.ADOPTED_AS_AMENDED,
        "Chính phủ thông qua dự thảo Nghị định, yêu cầu chỉnh lý khoản 2 Điều 7 theo ý kiến thành viên "
        "Chính phủ.\nGiao Bộ Công Thương tiếp thu, hoàn thiện trong 05 ngày làm việc.",
        (17, 5, 3),
    ),
    Matter(
        "Đề nghị bổ sung vốn cho chương trình kiên cố hóa trường học",
        "BGDĐT",
        Group.DISCUSS,
        20,
        "Đồng ý bổ sung 3.400 tỷ đồng từ nguồn tăng thu",
        "Tập trung cho 11 tỉnh miền núi, hải đảo.",
        _sheets("bổ sung vốn kiên cố hóa trường học", "Dự thảo Quyết định", 6, 4),
        Outcome.POSTPONED,
        "Chính phủ yêu cầu Bộ Giáo dục và Đào tạo phối hợp Bộ Tài chính làm rõ khả năng cân đối, trình lại "
        "tại phiên họp sau.",
        (11, 9, 4),
    ),
    Matter(
        "Báo cáo công tác thanh tra, tiếp công dân",
        "TTCP",
        Group.INFORMATION,
        10,
        "Ghi nhận báo cáo",
        "Số vụ khiếu kiện đông người giảm 12% so với cùng kỳ.",
        (Sheet(Kind.REPORT, "Báo cáo công tác thanh tra", 9),),
        Outcome.NOTED,
        "Chính phủ ghi nhận báo cáo. Giao Thanh tra Chính phủ theo dõi, đôn đốc các vụ việc tồn đọng.",
    ),
)

NEXT = (
    Matter(
        "Dự thảo Nghị quyết về nhiệm vụ, giải pháp chủ yếu thực hiện Kế hoạch năm sau",
        "BTC",
        Group.DISCUSS,
        35,
        "Cho ý kiến về dự thảo Nghị quyết",
        "",
        (Sheet(Kind.DRAFT, "Dự thảo Nghị quyết", 20),),
    ),
    Matter(
        "Dự thảo Luật Quy hoạch đô thị và nông thôn (sửa đổi)",
        "BXD",
        Group.DISCUSS,
        25,
        "Cho ý kiến trước khi trình Quốc hội",
        "",
    ),
    Matter(
        "Kiểm điểm công tác chỉ đạo, điều hành năm nay",
        "VPCP",
        Group.INFORMATION,
        25,
        "Cho ý kiến về báo cáo kiểm điểm",
        "",
    ),
)

PROVINCE = (
    Matter(
        "Đề án chỉnh trang đô thị trung tâm tỉnh",
        "SXD",
        Group.DISCUSS,
        30,
        "Thông qua Đề án",
        "Chỉnh trang sáu tuyến phố, di dời 212 hộ ven sông.",
        (Sheet(Kind.SUBMISSION, "Tờ trình về Đề án", 8),),
    ),
    Matter(
        "Phương án hỗ trợ lãi suất cho hợp tác xã nông nghiệp",
        "STC",
        Group.DISCUSS,
        20,
        "Thông qua phương án",
        "Mức hỗ trợ 3%/năm trong 24 tháng.",
        (Sheet(Kind.SUBMISSION, "Tờ trình về phương án", 5),),
    ),
)
