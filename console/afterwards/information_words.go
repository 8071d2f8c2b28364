package afterwards

import "kaipiao/console/words"

// Words of invoice information.
var (
	infoTitle      = words.Text{ZH: "发票信息管理", EN: "Invoice information"}
	infoTitles     = words.Text{ZH: "抬头", EN: "Titles"}
	infoAddresses  = words.Text{ZH: "邮寄地址", EN: "Mailing addresses"}
	infoRecipients = words.Text{ZH: "接收邮箱", EN: "Recipients"}
	infoCertified  = words.Text{ZH: "认证信息", EN: "Certified"}
	infoCertNote   = words.Text{ZH: "认证名称不可在此修改。", EN: "The certified name cannot be changed here."}
	infoNotCert    = words.Text{
		ZH: "账户尚未认证，请先在账户中心完成实名认证。",
		EN: "The account is not certified; get certified in the account centre first.",
	}
	infoRouteName = words.Text{
		ZH: "公司只是更名：请在账户中心办理名称变更，已有消费保留。",
		EN: "A company with a new name: have the name changed in the account centre; what was consumed stays.",
	}
	infoRouteSubject = words.Text{
		ZH: "换了公司：请在账户中心办理主体变更，须先结清申请和欠票。",
		EN: "Another company: have the subject changed in the account centre, once nothing is pending or outstanding.",
	}
	infoPersonNote = words.Text{
		ZH: "个人账户可用本人姓名，也可新增企业抬头。",
		EN: "An individual may use its own name, or another company's title.",
	}
	infoNewTitle   = words.Text{ZH: "新增抬头", EN: "New title"}
	infoNewCompany = words.Text{ZH: "新增企业抬头", EN: "New company title"}
	infoNewAddress = words.Text{ZH: "新增邮寄地址", EN: "New address"}
	infoNoTitles   = words.Text{
		ZH: "还没有保存的抬头；申请时使用认证名称。",
		EN: "No title is saved; applications take the certified name.",
	}
	infoNoAddresses = words.Text{ZH: "还没有邮寄地址；申请纸质发票时需要填写。", EN: "There is no address; paper invoices need one."}
	infoUnaffected  = words.Text{
		ZH: "已提交的申请不受影响，如需更改请提交工单。",
		EN: "What was applied for stays as it is; to change that, open a ticket.",
	}
	infoDefault     = words.Text{ZH: "默认", EN: "Default"}
	infoMakeDefault = words.Text{ZH: "设为默认", EN: "Make it the default"}
	infoEdit        = words.Text{ZH: "修改", EN: "Change"}
	infoDelete      = words.Text{ZH: "删除", EN: "Delete"}
	infoSave        = words.Text{ZH: "保存", EN: "Save"}
	infoCheck       = words.Text{ZH: "检查", EN: "Check"}
	infoChecked     = words.Text{ZH: "检查结果：%s", EN: "Findings: %s"}
	infoRecipHelp   = words.Text{
		ZH: "最多 10 个邮箱，用逗号分隔；每个邮箱单独发送。",
		EN: "Up to 10 addresses, with commas between; each is mailed by itself.",
	}
	infoRecipNone    = words.Text{ZH: "未设置，不发送邮件。", EN: "Nobody is mailed."}
	infoBack         = words.Text{ZH: "返回发票信息管理", EN: "Back to invoice information"}
	infoTitleName    = words.Text{ZH: "发票抬头", EN: "Title"}
	infoAutomatic    = words.Text{ZH: "自动通过", EN: "Approved automatically"}
	infoManual       = words.Text{ZH: "人工审核，%s完成", EN: "Reviewed by finance, %s"}
	infoManualNoDate = words.Text{ZH: "人工审核", EN: "Reviewed by finance"}
	infoRefused      = words.Text{ZH: "不可用", EN: "Cannot be used"}
	infoConclusion   = words.Text{ZH: "结论：%s", EN: "Conclusion: %s"}
	infoTitleHelp    = words.Text{
		ZH: "企业请使用认证名称；全半角和空格不影响。",
		EN: "Companies take the certified name; width and blanks do not count.",
	}
)
