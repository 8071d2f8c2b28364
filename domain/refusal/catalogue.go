package refusal

type entry struct {
	class            Class
	rule             string
	english, chinese string
}

var catalogue = map[Code]entry{
	InvalidRequest:       {Malformed, "O5", "%s", "请求格式有误：%s"},
	NotFound:             {Missing, "O1", "There is no such %s.", "未找到该对象（%s）。"},
	ConflictingDuplicate: {Conflict, "O5", "The id %q was used before with other content.", "编号 %q 已被使用，且内容不同。"},
	IdempotencyKeyReused: {Conflict, "O5", "This Idempotency-Key was used before for another request.", "该 Idempotency-Key 已用于另一请求。"},
	UnknownAccount:       {Unacceptable, "O5", "There is no account %q; create it first.", "账户 %q 不存在，请先创建。"},
	UnknownPayer:         {Unacceptable, "L6", "There is no account %q to pay for others; create it first.", "代付账户 %q 不存在，请先创建。"},
	ChangeNotNamed: {
		Unacceptable, "R6", "The account is certified as %q. Say with change whether its name changed or another subject takes it over.",
		"账户已认证为 %q，请用 change 说明是名称变更还是主体变更。",
	},
	SubjectDiffers: {
		Unacceptable, "R6", "A name change keeps the kind of certification and the taxpayer number; otherwise it is a subject change.",
		"名称变更不改变认证类型和纳税人识别号，否则请办理主体变更。",
	},
	SubjectPending: {
		Conflict, "R6", "Another subject cannot take the account over while applications or invoices of the present one are pending.",
		"当前主体仍有未完成的申请或发票，暂不能变更主体。",
	},
	SubjectOwes: {
		Conflict, "L13", "Another subject cannot take the account over while %s is outstanding: clear it first, " +
			"or have finance accept it by a ticket of the kind other with accept_outstanding.",
		"账户仍有欠票 %s 元，暂不能变更主体：请先处理欠票，或提交“其他”类工单（accept_outstanding）由财务确认。",
	},
	FormerSubject: {
		Unacceptable, "L13", "This is what a former subject of the account has consumed; it is applied for no more.",
		"以上为账户变更前主体的消费，不再受理开票申请。",
	},
	OtherSubject:       {Unacceptable, "R6", "Record %q belongs to the account's former subject.", "记录 %q 属于变更前的主体。"},
	UnknownConsumption: {Unacceptable, "O5", "There is no consumption %q.", "消费记录 %q 不存在。"},
	TimeOrder:          {Unacceptable, "O5", "This instant lies before the payment.", "该时间早于付款时间。"},
	AlreadyRecorded:    {Conflict, "O5", "Another instant was recorded for this before: %s.", "该事件已记录了另一时间：%s。"},
	RefundExceedsCash: {
		Unacceptable, "L7", "Only %s of the cash paid is not refunded yet.",
		"可退现金余额仅为 %s 元。",
	},
	NotCertified: {Unacceptable, "A1", "Certify the account before applying for an invoice.", "请先完成账户实名认证，再申请开票。"},
	ProformaOnly: {
		Unacceptable, "A9", "Customers overseas and in Hong Kong get a pro-forma invoice; open a ticket for it.",
		"境外及香港客户请提交工单，申请形式发票。",
	},
	SpecialPaperOnly: {Unacceptable, "A3", "Special VAT invoices are paper only.", "增值税专用发票仅支持纸质发票。"},
	SpecialNotForType: {
		Unacceptable, "A3", "A special VAT invoice needs enterprise certification.",
		"增值税专用发票需先完成企业认证。",
	},
	SpecialNeedsTax: {
		Unacceptable, "A3", "Record %q bears no tax (rate %s); no special VAT invoice is issued for it, but an ordinary one.",
		"记录 %q 不征收增值税（税率 %s），不得开具增值税专用发票，请申请普通发票。",
	},
	TaxRateNotInUse: {Unacceptable, "A7", "Nothing is sold at the tax rate %s; the policy lists the rates.", "税率 %s 不在现行税率表（tax_rates）内。"},
	KindNotOffered: {
		Unacceptable, "A3", "This kind of invoice is not offered on this medium for this account.",
		"当前账户不支持该类型与介质的发票。",
	},
	TitleNotCertified: {
		Unacceptable, "A4",
		"The title must be the certified name. If only the company's name changed, ask for a name change; " +
			"if another company takes over the account, ask for a subject change.",
		"发票抬头须与认证名称一致。如仅工商名称变更，请办理名称变更；如更换主体，请办理主体变更。",
	},
	TaxpayerIDRequired: {Unacceptable, "A4", "An enterprise's title needs its taxpayer number.", "企业抬头须填写纳税人识别号。"},
	TaxpayerIDInvalid: {
		Unacceptable, "A4",
		"This taxpayer number is not valid: its length or check character is wrong. " +
			"Where the company really has it, ask finance to confirm it on the account.",
		"纳税人识别号有误：长度或校验码不正确。如该企业确为此号，请联系财务在账户上确认。",
	},
	TaxpayerIDRight: {Unacceptable, "A1", "The check character of this taxpayer number is right; it needs no confirmation.", "该纳税人识别号校验码正确，无需确认。"},
	RegistrationRequired: {
		Unacceptable, "A11", "A company overseas or in Hong Kong has its own registration number there.",
		"境外及香港企业须填写其当地的注册登记号码。",
	},
	RegistrationInvalid: {
		Unacceptable, "A11", "A registration number has 1 to %d printable characters, and no blanks at its ends.",
		"注册登记号码应为 1 至 %d 个可打印字符，首尾不含空格。",
	},
	AddressRequired:  {Unacceptable, "R4", "A paper invoice needs a mailing address.", "纸质发票须填写邮寄地址。"},
	UnknownTemplate:  {Unacceptable, "A5", "There is no saved %s with this id.", "没有该编号的已保存信息（%s）。"},
	RemarkTooLong:    {Unacceptable, "A6", "The remark has %d characters; %d are allowed.", "备注共 %d 个字符，最多允许 %d 个。"},
	NothingSelected:  {Unacceptable, "A2", "Choose an amount or records to invoice.", "请填写开票金额或选择要开票的订单/账单。"},
	NothingAvailable: {Conflict, "L4", "Nothing can be invoiced at the moment.", "当前没有可开票金额。"},
	AmountOrConsumptions: {
		Unacceptable, "A2", "Give either an amount or records, not both.",
		"金额与记录只能二选一。",
	},
	BelowMinimum: {Unacceptable, "A7", "The smallest amount that can be invoiced is %s.", "最低开票金额为 %s 元。"},
	TooManyInvoices: {
		Unacceptable, "A7", "This comes to more than %d invoices; apply for at most %s at a time.",
		"将超过 %d 张发票，单次申请金额请不超过 %s 元。",
	},
	NotEnoughAvailable: {
		Conflict, "L4", "Only %s can be invoiced at the moment.",
		"当前可开票金额为 %s 元。",
	},
	NoCorrection: {Conflict, "A4", "No correction of this invoice waits for a second person.", "该发票没有待复核的更正。"},
	NeedsSecondPerson: {
		Conflict, "O1", "Who proposed it does not confirm it; another person of finance has to.",
		"须由另一名财务人员复核，提出人不能自行确认。",
	},
	NeedsPermission: {Forbidden, "O1", "This needs a permission that you do not have: %s.", "该操作需要您没有的权限：%s。"},
	NotReleased:     {Conflict, "L3", "Record %q cannot be invoiced yet.", "记录 %q 尚不可开票。"},
	NothingLeft:     {Conflict, "L4", "Nothing of record %q is left to invoice.", "记录 %q 已无可开票金额。"},
	OtherSeller:     {Unacceptable, "A7", "Record %q was sold by another seller; one invoice has one seller.", "记录 %q 属于其他销售方，一张发票只能有一个销售方。"},
	AgentPaid: {
		Unacceptable, "L6", "An agent has paid for consumption of this account; please contact your agent for the invoices.",
		"账户的部分消费由代理商代付，请联系您的代理商开具发票。",
	},
	PaidByAgent: {
		Unacceptable, "L6", "Record %q was paid by an agent; please contact your agent for the invoice.",
		"记录 %q 由代理商代付，请联系您的代理商开具发票。",
	},
	MasterInvoices: {
		Unacceptable, "A13", "Consumption of this account is invoiced by its master account; please ask there for the invoices.",
		"账户的部分消费由主账号统一开票（托管），请联系主账号。",
	},
	InvoicedByMaster: {
		Unacceptable, "A13", "Record %q is invoiced by the master account; please ask there for the invoice.",
		"记录 %q 由主账号统一开票（托管），请联系主账号。",
	},
	MasterOfItself: {Unacceptable, "A13", "An account is not its own master.", "账户不能是自己的主账号。"},
	UnknownMaster:  {Unacceptable, "A13", "There is no account %q to be the master; create it first.", "主账号 %q 不存在，请先创建。"},
	GroupNotCertified: {
		Unacceptable, "A13", "Account %q is not certified; a member and its master both are.", "账户 %q 尚未实名认证，成员与主账号均须完成认证。",
	},
	GroupAbroad: {
		Unacceptable, "A13", "Account %q is not in the mainland; a member and its master both are.", "账户 %q 不在中国内地，成员与主账号均须为内地账户。",
	},
	AlreadyMember: {
		Conflict, "A13", "The account is a member of %q (%s); end that first.", "账户已是主账号 %q 的成员（%s），请先解除。",
	},
	MasterIsMember: {
		Conflict, "A13", "Account %q is itself a member of a master, so that it is no master.", "账户 %q 本身是其他主账号的成员，不能作为主账号。",
	},
	MemberIsMaster: {Conflict, "A13", "Account %q is a master, so that it is no member.", "账户 %q 是主账号，不能成为成员。"},
	LinkInThePast: {
		Unacceptable, "A13", "A link begins now or later, because what is recorded already stays whose it is.",
		"关联只能自当前或以后的时间起生效，已入账的消费归属不变。",
	},
	MemberTitleOnly: {
		Unacceptable, "A13", "A master applies for its member under the member's certified name %q only.",
		"主账号代成员申请开票时，抬头只能为成员的认证名称“%s”。",
	},
	OutstandingFirst: {
		Conflict, "A14", "%s is outstanding; a standing order applies only when nothing is.", "账户有欠票 %s 元，自动开票仅在无欠票时进行。",
	},
	OutstandingNotCovered: {
		Conflict, "L10", "The outstanding amount of %[1]s with seller %[4]s in tax classification code %[2]s is not covered by the selection (%[3]s).",
		"销售方 %[4]s、税收分类编码 %[2]s 下的欠票金额 %[1]s 元未被所选金额（%[3]s 元）覆盖。",
	},
	NeedsTicket: {Conflict, "R2", "This application can only be cancelled by a ticket now.", "当前状态请提交工单申请撤销。"},
	WrongState:  {Conflict, "O5", "This is not possible while it is %s.", "当前状态（%s）不允许此操作。"},
	AlreadySent: {
		Conflict, "R2", "The request of invoice %s is at the tax provider already; wait until it is issued or refused.",
		"发票 %s 的开票请求已提交税务平台，请等待开具结果。",
	},
	AlreadyIssued: {
		Conflict, "R2", "Invoice %s is issued; a legal document can only be voided or red-issued.",
		"发票 %s 已开具，只能作废或红冲。",
	},
	AddressFixed: {
		Conflict, "R4", "The courier was ordered for invoice %s; the address cannot be changed any more.",
		"发票 %s 已安排寄送，无法再修改地址。",
	},
	PaperByTicket: {
		Conflict, "V3", "A paper invoice is voided or red-issued by a ticket, with its original.",
		"纸质发票的作废或红冲请提交工单，并寄回原件。",
	},
	ReversalRunning: {
		Conflict, "V2", "Invoice %s is being reversed already; wait until that has ended, or withdraw it.",
		"发票 %s 正在办理红冲或作废，请等待其结束或先撤回。",
	},
	NoReversalRunning: {Conflict, "V1", "Nothing of this invoice waits for the buyer's confirmation.", "该发票没有待购买方确认的红字信息确认单。"},
	AlreadyReversed:   {Conflict, "V2", "Nothing is left of invoice %s: it is voided or fully red-issued.", "发票 %s 已作废或已全额红冲。"},
	NotIssued:         {Conflict, "V1", "Invoice %s is not issued.", "发票 %s 尚未开具。"},
	NotReversed:       {Conflict, "V4", "Invoice %s is neither voided nor red-issued, so that nothing can replace it.", "发票 %s 未作废或红冲，不能换开。"},
	UnknownLine:       {Unacceptable, "V2", "The invoice has no line %d of which anything is left.", "发票没有第 %d 行，或该行已全部红冲。"},
	ExceedsRemaining:  {Unacceptable, "V2", "Only %s without tax is left of line %d.", "第 %[2]d 行剩余可红冲金额（不含税）仅为 %[1]s 元。"},
	PaperOnly:         {Unacceptable, "R4", "Only paper invoices have a mailing address.", "仅纸质发票有邮寄地址。"},
	NumberInvalid: {
		Unacceptable, "I8", "An invoice number has twenty digits; that of a paper invoice on an old form has eight.",
		"发票号码应为 20 位数字；旧版纸质发票为 8 位数字。",
	},
	NumberTaken: {Conflict, "I8", "The number %s stands on another invoice of the same seller.", "该销售方的另一张发票已使用号码 %s。"},
	IssueDateImpossible: {
		Unacceptable, "I8", "The date of issue lies between the day of the application, %s, and today.",
		"开票日期应不早于申请日 %s，且不晚于今天。",
	},
	RedDateImpossible: {
		Unacceptable, "V10", "The date of the red document lies between that of the invoice, %s, and today.",
		"红字发票的开票日期应不早于原发票日期 %s，且不晚于今天。",
	},
	PaperAsAWhole:   {Unacceptable, "V3", "A paper invoice is reversed as a whole; leave the lines out.", "纸质发票须整张红冲，请勿填写明细行。"},
	ElectronicOnly:  {Unacceptable, "I6", "Only e-invoices have files.", "仅电子发票有文件。"},
	FileNotOfFormat: {Unacceptable, "I6", "The content is no %s file.", "文件内容不是 %s 格式。"},
	IssuedByVendor: {
		Unacceptable, "I8", "Invoice %s was issued by the vendor %s, who alone can void it, red-issue it or copy it; open a ticket of the kind other.",
		"发票 %s 由云市场服务商 %s 开具，作废、红冲及复印均由其办理，请提交其他类工单。",
	},
	ParcelNotReturned: {
		Conflict, "V7", "The courier has not reported that parcel %s came back; only then it is sent again.",
		"快递公司尚未反馈单号 %s 已退回，退回后才能重新寄送。",
	},
	ParcelOrdered: {
		Conflict, "V7", "The courier itself has given the number %s, because it was ordered for this parcel; there is nothing to correct.",
		"单号 %s 由快递公司下单时返回，无需更正。",
	},
	TrackingNumberTaken: {Conflict, "I2", "Another paper is on its way under the number %s.", "单号 %s 已用于其他发票。"},
	RemindedBefore: {
		Conflict, "I8", "The vendor was reminded at %s (Asia/Shanghai); it can be reminded again after %s.",
		"已于 %s（北京时间）催办，%s 后可再次催办。",
	},
	VendorWithoutMail: {Conflict, "I8", "The policy names no mail address of the vendor %s.", "配置中没有服务商 %s 的邮箱，无法催办。"},
	FileDiffers:       {Conflict, "I6", "Another %s of this invoice is stored already.", "该发票已保存了另一份 %s 文件。"},
	RedIssueInstead: {
		Unacceptable, "V1", "An e-invoice is red-issued without a ticket: POST /v1/invoices/%s/red-issue.",
		"数电票无需工单，可直接自助红冲：POST /v1/invoices/%s/red-issue。",
	},
	TicketExists:     {Conflict, "V3", "Ticket %s asks for this already.", "已有相同的工单：%s。"},
	MaterialsMissing: {Conflict, "V3", "The ticket cannot be accepted without: %s.", "工单材料不全，缺少：%s。"},
	MaterialUnsuitable: {
		Unacceptable, "V3", "A ticket of the kind %s takes no material of the type %s.",
		"%s 类工单不接收 %s 类材料。",
	},
	MaterialOfFinance: {Unacceptable, "V3", "Materials of the type %s are handed in by finance.", "%s 类材料由财务人员上传。"},
	TooManyMaterials:  {Conflict, "O5", "A ticket has %d materials at most.", "每个工单最多 %d 份材料。"},
	FreightNotPrepaid: {
		Unacceptable, "V3", "The freight of the original is prepaid; a parcel sent freight collect is not taken in.",
		"退回原件须寄付运费，到付件不予签收。",
	},
	FileTooLarge: {Unacceptable, "V3", "The file has more than %d MiB.", "文件超过 %d MiB。"},
	FileType:     {Unacceptable, "V3", "The file is no PNG, JPEG or PDF, whatever its name says.", "文件内容不是 PNG、JPEG 或 PDF。"},
	FileDamaged:  {Unacceptable, "V3", "The file is damaged or incomplete; save it anew and send it again.", "文件已损坏或不完整，请重新保存后上传。"},
	FileAmbiguous: {
		Unacceptable, "V3", "The file holds more than a picture or a PDF; save it anew without what is added to it.",
		"文件中夹带了其他内容，请重新另存为图片或 PDF 后上传。",
	},
	FileActive: {
		Unacceptable, "V3", "The file runs something, holds other files, or is locked with a password; print it into a plain PDF and send that.",
		"文件含有脚本、附件、自动操作或已加密，请打印为普通 PDF 后上传。",
	},
	FileDimensions: {
		Unacceptable, "V3", "The picture has more than %d megapixels, or a side of more than %d pixels; save it smaller.",
		"图片超过 %d 百万像素或单边超过 %d 像素，请缩小后上传。",
	},
	ProformaNotOffered: {
		Unacceptable, "A9", "Pro-forma invoices are for certified customers overseas and in Hong Kong.",
		"形式发票仅面向已认证的境外及香港客户。",
	},
	ProformaBefore: {
		Conflict, "A9", "Record %q stands on the pro-forma invoice of ticket %s already.",
		"记录 %q 已列入工单 %s 的形式发票。",
	},
	Unprintable: {
		Unacceptable, "A9", "The document cannot be printed, for our font has no %s; open a ticket of the kind other.",
		"字库缺少字符 %s，无法生成文件，请提交其他类工单。",
	},
	FileNotReady: {Missing, "I6", "This file is not available (yet).", "该文件暂不可用。"},
	WebhookExists: {
		Conflict, "O3", "This endpoint is subscribed already. Its secret is shown once; to get another one, delete the webhook first.",
		"该地址已订阅。密钥仅在创建时显示一次，如需更换请先删除该订阅。",
	},
	EndpointNotAllowed: {
		Unacceptable, "O3", "This service sends nothing to such an address; an endpoint is reached over https.",
		"不允许向该地址推送，接收地址须使用 https。",
	},
	TextBlank:     {Malformed, "O5", "It says nothing: write at least one letter or digit.", "内容为空，请至少填写一个文字或数字。"},
	TextCharacter: {Malformed, "O5", "%[2]d. character: %[1]s cannot stand here; delete it.", "第 %[2]d 个字符为%[1]s，此处不允许，请删除。"},
	TextTooLong:   {Malformed, "O5", "It has %d characters, and %d at most are taken.", "共 %d 个字符，最多允许 %d 个。"},
	TextNotUTF8: {
		Malformed, "O5", "%d. byte: the text is not UTF-8; save it as UTF-8 and send it again.",
		"第 %d 个字节起不是 UTF-8 编码，请以 UTF-8 编码保存后重新提交。",
	},
	PhoneInvalid: {
		Malformed, "O5", "%s does not stand in a telephone number; write digits, and 转 or ext. before an extension.",
		"电话号码中不能有%s，请填写数字，分机号前写“转”。",
	},
	PhoneShort: {Malformed, "O5", "A telephone number has three digits at least.", "电话号码至少有 3 位数字。"},
	EmailInvalid: {
		Malformed, "O5", "No mail can be sent to this address; write one such as name@example.com, without a name beside it.",
		"该邮箱地址无法投递，请填写形如 name@example.com 的地址，不带姓名。",
	},
	TooManyAddresses: {Malformed, "O5", "These are %d mail addresses, and %d at most are taken.", "共 %d 个邮箱地址，最多允许 %d 个。"},
	GlyphMissing: {
		Unacceptable, "O5", "Our documents cannot show %s; write it without this character.", "我方单据无法印出字符%s，请换一种写法。",
	},
	JSONMalformed: {Malformed, "O5", "%d. byte: this is not JSON.", "第 %d 个字节处不是合法的 JSON。"},
	JSONCutOff:    {Malformed, "O5", "The JSON ends after %d bytes, before it is complete.", "JSON 在第 %d 个字节后中断，内容不完整。"},
	JSONDuplicate: {Malformed, "O5", "This member stands here twice.", "该成员重复出现。"},
	JSONUnknown:   {Malformed, "O5", "There is no such member; mind upper and lower case.", "没有该成员，请注意大小写。"},
	JSONNotUTF8: {
		Malformed, "O5", "%d. byte: the text is not UTF-8; save it as UTF-8 and send it again.",
		"第 %d 个字节起不是 UTF-8 编码，请以 UTF-8 编码保存后重新提交。",
	},
	JSONSurrogate:  {Malformed, "O5", "%d. byte: half of a surrogate pair is no character.", "第 %d 个字节处是不成对的代理字符，不是有效字符。"},
	JSONTooDeep:    {Malformed, "O5", "More than %d levels of objects and arrays are not taken.", "对象与数组的嵌套不能超过 %d 层。"},
	JSONTooMany:    {Malformed, "O5", "More than %d elements, members or parts are not taken here.", "此处的元素、字段或组成部分不能超过 %d 个。"},
	JSONTrailing:   {Malformed, "O5", "%d. byte: something follows after the end of the JSON.", "第 %d 个字节处，JSON 结束后还有多余内容。"},
	JSONUnexpected: {Malformed, "O5", "This value is of another kind than is expected here.", "该值的类型或写法与要求不符。"},
}

// Codes lists every code, for the documentation and its test.
func Codes() []Code {
	codes := make([]Code, 0, len(catalogue))
	for code := range catalogue {
		codes = append(codes, code)
	}
	return codes
}
