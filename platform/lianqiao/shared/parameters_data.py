"""The seed of the rule parameter table: every figure with its document, article and dates."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from . import lpr_rates

Unit = Literal["days", "months", "years", "ppm", "fen", "times", "count", "date", "list"]
"""How `value` is read: whole numbers, fen and ppm; `date` ISO; `list` whole numbers by commas."""


@dataclass(frozen=True, slots=True)
class RuleParameter:
    """One version of one figure.

    `valid_from` None: announced, not in force (拟调整). `scope` narrows a key to a kind of
    party or loan; empty means all.
    """

    key: str
    value: str
    unit: Unit
    scope: str
    valid_from: date | None
    valid_to: date | None
    document: str
    article: str
    note: str


_RECEIVABLES: Final = ("银发〔2025〕77号", date(2025, 6, 15))
_PAYMENTS: Final = ("保障中小企业款项支付条例（国务院令第802号）", date(2025, 6, 1))
_REGISTER: Final = ("动产和权利担保统一登记办法（人民银行令〔2021〕第7号）", date(2022, 2, 1))
_WORKING: Final = ("流动资金贷款管理办法（金融监管总局令2024年第2号）", date(2024, 7, 1))
_FIXED: Final = ("固定资产贷款管理办法（金融监管总局令2024年第1号）", date(2024, 7, 1))
_BANKS: Final = ("商业银行法", date(2015, 10, 1))
_EXPOSURES: Final = ("商业银行大额风险暴露管理办法（银保监会令2018年第1号）", date(2018, 7, 1))
_SYNDICATES: Final = ("银团贷款业务管理办法（2024年10月12日）", date(2024, 11, 1))
_GUARANTORS: Final = ("融资担保公司监督管理条例（国务院令第683号）", date(2017, 10, 1))
_STATE_GUARANTORS: Final = ("政府性融资担保发展管理办法", date(2025, 3, 1))
_ANHUI: Final = ("安徽省“4321”政银担风险分担机制", date(2015, 1, 1))
_CLASSES: Final = ("商业银行金融资产风险分类办法（2023年第1号）", date(2023, 7, 1))
_RENEWAL: Final = ("金规〔2024〕13号", date(2024, 9, 24))
_LISTS: Final = ("金发〔2024〕32号", date(2024, 10, 1))
_RATES: Final = ("银发〔2003〕251号", date(2004, 1, 1))
_CODE: Final = ("民法典", date(2021, 1, 1))
_COUNTY: Final = ("东至县金融支持制造业文件（2020年9月17日）", date(2020, 9, 17))
_LOCAL: Final = "评分卡：%s事项每项得分（本地权重，待核）"
_HOUSE: Final = ("平台设置", date(2026, 1, 1))
_ALWAYS: Final = ("平台设置", date(2000, 1, 1))  # old books are played day by day


def _in_force(
    key: str,
    value: int | str,
    unit: Unit,
    source: tuple[str, date],
    article: str = "",
    *,
    note: str,
    scope: str = "",
) -> RuleParameter:
    document, valid_from = source
    return RuleParameter(key, str(value), unit, scope, valid_from, None, document, article, note)


_VOUCHERS: Final = (
    _in_force(
        "voucher.term_warning",
        6,
        "months",
        _RECEIVABLES,
        "第十一条",
        note="超过须说明理由",
    ),
    _in_force("voucher.term_maximum", 12, "months", _RECEIVABLES, "第十一条", note="超过不受理"),
    RuleParameter(
        "voucher.term_maximum",
        "6",
        "months",
        "",
        None,
        None,
        "2026年9月14日公布的调整",
        "",
        "拟调整：付款期限一律不超过 6 个月",
    ),
    _in_force(
        "voucher.unpaid_matured", 0, "count", _RECEIVABLES, "第十五条", note="到期未付凭证的张数"
    ),
    _in_force(
        "voucher.unpaid_matured",
        0,
        "count",
        _HOUSE,
        scope="receivable",
        note="到期未付、已确权应收账款的张数，超过也不开立新凭证",
    ),
)

_SME_PAYMENTS: Final = (
    _in_force(
        "confirm.reply", 30, "days", _PAYMENTS, "第十六条", note="中小企业向机关、大型企业请求确权"
    ),
    _in_force(
        "payment.term",
        30,
        "days",
        _PAYMENTS,
        scope="public",
        note="机关、事业单位自交付起",
    ),
    _in_force(
        "payment.term_maximum", 60, "days", _PAYMENTS, scope="public", note="合同另有约定的上限"
    ),
    _in_force(
        "payment.term", 60, "days", _PAYMENTS, "第九条", scope="large", note="超过时提示核对约定"
    ),
    _in_force(
        "payment.pay_when_paid", 0, "count", _PAYMENTS, "第九条", note="不得以收到第三方付款为条件"
    ),
    _in_force(
        "payment.late_interest_daily", 500, "ppm", _PAYMENTS, "第十七条", note="未约定时每日"
    ),
)

_LATE_PAYMENT: Final = (
    *(
        _in_force("lpr.1y", ppm, "ppm", (lpr_rates.DOCUMENT, published), note=note)
        for published, ppm, note in lpr_rates.ONE_YEAR
    ),
    _in_force(
        "payment.late_markup",
        300_000,
        "ppm",
        ("买卖合同司法解释（法释〔2020〕17号）", date(2021, 1, 1)),
        "第十八条",
        note="未约定时按 LPR 加计 30%—50% 估算，取下限（待核）",
    ),
    _in_force("overdue.notices", "1,30", "list", _HOUSE, note="账款逾期后第几天各提醒一次"),
)

_REGISTRATION: Final = (
    _in_force("registration.term_minimum", 1, "months", _REGISTER, note="登记期限下限"),
    _in_force("registration.term_maximum", 30, "years", _REGISTER, note="登记期限上限"),
    _in_force("registration.expiry_warning", 90, "days", _REGISTER, note="到期前可展期的期间"),
    _in_force("registration.query_freshness", 7, "days", _HOUSE, note="放款前查询的最早天数"),
)

_LOAN_TERMS: Final = (
    _in_force("loan.term_maximum", 3, "years", _WORKING, scope="working_capital", note="原则上限"),
    _in_force(
        "loan.term_maximum_long_cycle",
        5,
        "years",
        _WORKING,
        scope="working_capital",
        note="经营周期较长",
    ),
    _in_force("loan.term_maximum", 10, "years", _FIXED, scope="fixed_asset", note="一般上限"),
    _in_force("loan.entrusted_payment", 1_000_000_000, "fen", _WORKING, note="单笔超过即受托支付"),
    _in_force("loan.bullet_term_maximum", 12, "months", _HOUSE, note="一年以内利随本清"),
    _in_force("loan.overdue_markup_minimum", 300_000, "ppm", _RATES, note="逾期加收罚息下限"),
    _in_force("loan.overdue_markup_maximum", 500_000, "ppm", _RATES, note="逾期加收罚息上限"),
    _in_force("loan.diversion_markup_minimum", 500_000, "ppm", _RATES, note="挪用加收罚息下限"),
    _in_force("loan.diversion_markup_maximum", 1_000_000, "ppm", _RATES, note="挪用加收罚息上限"),
    _in_force("loan.day_count", 360, "days", _HOUSE, note="计息基础，合同可约定 365"),
)

_CONCENTRATION: Final = (
    _in_force("bank.single_borrower", 100_000, "ppm", _BANKS, "第三十九条", note="占资本余额"),
    _in_force("bank.single_exposure", 150_000, "ppm", _EXPOSURES, note="占一级资本净额"),
    _in_force("bank.group_exposure", 200_000, "ppm", _EXPOSURES, note="关联客户占一级资本净额"),
    _in_force("syndicate.single_lead_keeps", 150_000, "ppm", _SYNDICATES, note="单家牵头承贷下限"),
    _in_force("syndicate.single_lead_distributes", 300_000, "ppm", _SYNDICATES, note="分销下限"),
    _in_force("syndicate.joint_lead_keeps", 100_000, "ppm", _SYNDICATES, note="联合牵头每家下限"),
    _in_force("syndicate.bank_maximum", 700_000, "ppm", _SYNDICATES, note="任一家承贷上限"),
    _in_force("syndicate.groups_maximum", 3, "count", _SYNDICATES, note="分组银团组数上限"),
)

_GUARANTEES: Final = (
    _in_force("guarantee.multiple", 10, "times", _GUARANTORS, "第十五条", note="责任余额对净资产"),
    _in_force(
        "guarantee.multiple",
        15,
        "times",
        _GUARANTORS,
        "第十五条",
        scope="small_and_farmers",
        note="主要服务小微企业和农业、农村、农民",
    ),
    _in_force("guarantee.single_client", 100_000, "ppm", _GUARANTORS, "第十六条", note="占净资产"),
    _in_force(
        "guarantee.client_group",
        150_000,
        "ppm",
        _GUARANTORS,
        "第十六条",
        note="及其关联方",
    ),
    _in_force(
        "guarantee.small_share", 800_000, "ppm", _STATE_GUARANTORS, note="小微、三农占比下限"
    ),
    _in_force("guarantee.small_ticket", 500_000_000, "fen", _STATE_GUARANTORS, note="单户金额"),
    _in_force("guarantee.small_ticket_share", 500_000, "ppm", _STATE_GUARANTORS, note="占比下限"),
    _in_force(
        "guarantee.risk_share",
        400_000,
        "ppm",
        _ANHUI,
        scope="county",
        note="县担保（生效日待核）",
    ),
    _in_force(
        "guarantee.risk_share",
        300_000,
        "ppm",
        _ANHUI,
        scope="province",
        note="省再担保（生效日待核）",
    ),
    _in_force(
        "guarantee.risk_share",
        200_000,
        "ppm",
        _ANHUI,
        scope="bank",
        note="银行（生效日待核）",
    ),
    _in_force(
        "guarantee.risk_share",
        100_000,
        "ppm",
        _ANHUI,
        scope="government",
        note="财政（生效日待核）",
    ),
    _in_force(
        "guarantee.risk_share_ticket",
        2_000_000_000,
        "fen",
        _ANHUI,
        note="单户上限（生效日待核）",
    ),
)

_FIVE_CLASSES: Final = (
    _in_force(
        "class.overdue_above",
        0,
        "days",
        _CLASSES,
        scope="special_mention",
        note="至少关注",
    ),
    _in_force("class.overdue_above", 90, "days", _CLASSES, scope="substandard", note="至少次级"),
    _in_force("class.overdue_above", 270, "days", _CLASSES, scope="doubtful", note="至少可疑"),
    _in_force("class.overdue_above", 360, "days", _CLASSES, scope="loss", note="损失"),
)

_RENEWALS: Final = (
    _in_force(
        "renewal.medium_firms_until",
        "2027-09-30",
        "date",
        _RENEWAL,
        scope="medium",
        note="中型企业到期日止",
    ),
    _in_force(
        "renewal.extension_before_maturity",
        1,
        "days",
        _CODE,
        "第六百七十八条",
        note="展期在届满前申请",
    ),
    _in_force("renewal.review_opens", 60, "days", _HOUSE, note="到期前开启续贷评估"),
    _in_force("renewal.feedback_due", 15, "days", _HOUSE, note="到期前银行反馈意见的期限"),
    _in_force("list.bank_reply", 1, "months", _LISTS, note="银行答复推荐清单（生效日待核）"),
)

_PLATFORM: Final = (
    _in_force("approval.second_approver", 500_000_000, "fen", _HOUSE, note="超过须两人审批"),
    _in_force("confirm.second_person", 500_000_000, "fen", _HOUSE, note="确权超过须两人办理"),
    _in_force("alert.stages", "60,30,15,7,3,1,0", "list", _HOUSE, note="到期前天数"),
    _in_force("alert.overdue_stages", "1,7,30,60,90", "list", _HOUSE, note="逾期后天数"),
    _in_force("quotes.minimum", 2, "count", _HOUSE, note="两家以上可选时的最少报价数"),
    _in_force("small_count.hidden_below", 3, "count", _HOUSE, note="监管统计小数屏蔽"),
)

_CHECKS: Final = (
    _in_force("check.volume_share", 1_000_000, "ppm", _HOUSE, note="核验：占约定年交易额的上限"),
    _in_force("check.largest_times", 3, "times", _HOUSE, note="核验：超过此前最大一笔的倍数"),
    _in_force("check.history_least", 3, "count", _HOUSE, note="核验：双方已有几张单据才作比较"),
    _in_force("check.related_firms", 10, "count", _HOUSE, note="核验：相同者超过几家不再提示"),
    _in_force("confirm.remind_before", "10,3,0", "list", _HOUSE, note="确权期限届满前提醒的天数"),
    _in_force("confirm.remind_after", 1, "days", _HOUSE, note="确权期限过后多少天再提醒一次"),
    _in_force("confirm.remind_courtesy", "7,14", "list", _HOUSE, note="没有法定期限的，几天后提醒"),
    _in_force("confirm.reply_usual", 30, "days", _HOUSE, note="没有法定期限的，几天内答复算及时"),
)

_SET_OFFS: Final = (
    _in_force("set_off.amount_minimum", 1_000_000, "fen", _HOUSE, note="每笔抵销的最低金额"),
    _in_force("set_off.parties_maximum", 5, "count", _HOUSE, note="一笔抵销最多几家企业"),
    _in_force("set_off.reply", 5, "days", _HOUSE, note="答复期限，工作日"),
    _in_force("set_off.rest", 30, "days", _HOUSE, note="未达成后，不再提出同样抵销的天数"),
)

_RISKS: Final = (
    _in_force("risk.ring_least", 10_000_000, "fen", _HOUSE, note="循环贸易：每笔欠款不少于"),
    _in_force(
        "risk.ring_spread", 50_000, "ppm", _HOUSE, note="循环贸易：最大一笔比最小一笔多出的上限"
    ),
    _in_force(
        "risk.ring_spread",
        10_000,
        "ppm",
        _HOUSE,
        scope="high",
        note="循环贸易：金额如此接近的列为高",
    ),
    _in_force("risk.ring_window", 180, "days", _HOUSE, note="循环贸易：首末两笔开票日相隔的上限"),
    _in_force("risk.ring_firms", 5, "count", _HOUSE, note="循环贸易：一圈最多几家企业"),
    _in_force(
        "risk.sales_least", 300_000_000, "fen", _HOUSE, note="客户集中：未收账款合计达到才看"
    ),
    _in_force(
        "risk.sales_least",
        1_000_000_000,
        "fen",
        _HOUSE,
        scope="high",
        note="客户集中：未收账款合计达到的列为高",
    ),
    _in_force("risk.largest_buyer", 700_000, "ppm", _HOUSE, note="客户集中：最大客户占比达到"),
    _in_force("risk.hhi", 600_000, "ppm", _HOUSE, note="客户集中：集中度指数（HHI）达到"),
    _in_force("risk.cut_off_firms", 5, "count", _HOUSE, note="单点依赖：停摆后断开的企业达到"),
    _in_force(
        "risk.cut_off_firms", 20, "count", _HOUSE, scope="high", note="单点依赖：达到的列为高"
    ),
    _in_force("risk.hub_samples", 200, "count", _HOUSE, note="枢纽程度：抽样企业数"),
)

_GOALS: Final = (
    _in_force(
        "goal.baseline_manufacturing", 142_400_000_000, "fen", _COUNTY, note="2020-06-30 制造业贷款"
    ),
    _in_force("goal.baseline_share", 98_800, "ppm", _COUNTY, note="2020-06-30 占全部贷款"),
    _in_force(
        "goal.growth_over_all_loans",
        0,
        "ppm",
        _COUNTY,
        note="增量：制造业增速减各项贷款增速，不低于",
    ),
    _in_force(
        "goal.borrower_growth", 100_000, "ppm", _COUNTY, note="扩面：制造业贷款户数增长不低于"
    ),
    _in_force(
        "goal.medium_long_over_all_loans",
        0,
        "ppm",
        _COUNTY,
        note="提质：中长期增速减各项贷款增速，不低于",
    ),
    _in_force("goal.credit_growth", 0, "ppm", _COUNTY, note="提质：信用贷款比上年，不低于"),
    _in_force("goal.rate_change", 0, "ppm", _COUNTY, note="降本：加权利率比上年同期，低于"),
)

_CONSENTS: Final = (
    _in_force("consent.term_maximum", 5, "years", _ALWAYS, note="银行查阅授权的最长期限"),
    _in_force("consent.expiry_warning", 30, "days", _ALWAYS, note="授权到期前多少天提醒企业"),
)

# The county's paper names the four dimensions; how much each level counts is the platform's own.
_SCORECARD: Final = (
    _in_force("scorecard.points", 40, "count", _COUNTY, scope="national", note=_LOCAL % "国家级"),
    _in_force("scorecard.points", 30, "count", _COUNTY, scope="provincial", note=_LOCAL % "省级"),
    _in_force("scorecard.points", 20, "count", _COUNTY, scope="municipal", note=_LOCAL % "市级"),
    _in_force("scorecard.points", 10, "count", _COUNTY, scope="county", note=_LOCAL % "县级"),
    _in_force("scorecard.points", 5, "count", _COUNTY, scope="own", note=_LOCAL % "企业自有"),
    _in_force(
        "scorecard.dimension_maximum",
        100,
        "count",
        _COUNTY,
        note="评分卡：每个方面的满分（本地权重，待核）",
    ),
)

# How well a product fits a document. Who owns the firm or the bank is not among these.
_FIT: Final = (
    _in_force("fit.weight", 45, "count", _ALWAYS, scope="cost", note="匹配度权重：综合成本低"),
    _in_force("fit.weight", 25, "count", _ALWAYS, scope="tenor", note="匹配度权重：期限宽裕"),
    _in_force("fit.weight", 15, "count", _ALWAYS, scope="speed", note="匹配度权重：答复快"),
    _in_force(
        "fit.weight", 15, "count", _ALWAYS, scope="relationship", note="匹配度权重：曾有往来"
    ),
    _in_force("fit.dearest", 120_000, "ppm", _ALWAYS, note="匹配度：综合成本到此不得分"),
    _in_force("fit.delay", 30, "days", _ALWAYS, note="匹配度：期限多出几天得满分"),
    _in_force("fit.slowest_answer", 11, "days", _ALWAYS, note="匹配度：答复几个工作日不得分"),
)

PARAMETERS: Final[tuple[RuleParameter, ...]] = (
    *_VOUCHERS,
    *_SME_PAYMENTS,
    *_LATE_PAYMENT,
    *_REGISTRATION,
    *_LOAN_TERMS,
    *_CONCENTRATION,
    *_GUARANTEES,
    *_FIVE_CLASSES,
    *_RENEWALS,
    *_PLATFORM,
    *_CHECKS,
    *_SET_OFFS,
    *_RISKS,
    *_GOALS,
    *_CONSENTS,
    *_SCORECARD,
    *_FIT,
)
"""All rows; key, scope and valid_from together are unique."""


def whole_numbers(parameter: RuleParameter) -> tuple[int, ...]:
    """The value of a parameter of any unit but `date`, as whole numbers."""
    return tuple(int(part) for part in parameter.value.split(","))
