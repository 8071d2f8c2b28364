package api

import (
	"kaipiao/access"
	"kaipiao/domain/accounting"
	"kaipiao/domain/application"
	"kaipiao/domain/bill"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/export"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/parcel"
	"kaipiao/domain/policy"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/domain/ticket"
	"kaipiao/domain/webhook"
	"kaipiao/office/books"
	"kaipiao/office/desk"
	offigures "kaipiao/office/figures"
	"kaipiao/office/invoices"
	"kaipiao/office/parcels"
	"kaipiao/office/search"
)

// vocabularies are what the document says of the domain's types. Where the domain has a table of words, they are made from that.
var vocabularies = []vocabulary{
	enum("The state of an application (申请状态).", ofLife(application.Life)),
	enum("The state of an invoice (发票状态).", ofLife(invoice.Life)),
	enum("The state of an attempt to undo an invoice (冲销状态).", ofLife(reversal.Life)),
	enum("The state of a ticket (工单状态).", ofLife(ticket.Life)),
	enum("The state of an operator task (待办状态).", ofLife(task.Life)),
	enum("What an operator is to see to (待办类型).", kindsOfTasks()),
	enum("The trouble for which invoices are parked (挂起原因).", causesOfTrouble),
	enum("What a ticket asks for (工单类型).", kindsOfTickets()),
	enum("What a file is that belongs to a ticket (工单材料).", materials),
	words("The event's stable name (事件名称); docs/events.md says when each happens, and new ones may come.", eventNames()...),

	words("The kind of VAT invoice (发票种类).",
		means(invoice.Ordinary, "ordinary, its tax cannot be deducted", "增值税普通发票"),
		means(invoice.Special, "special, its buyer can deduct the tax", "增值税专用发票")),
	words("What the invoice is made of (发票介质).",
		means(invoice.Electronic, "a fully digitalised e-invoice", "数电票"), means(invoice.Paper, "printed, and sent by courier", "纸质发票")),
	words("The format of an e-invoice's file (版式文件格式).",
		means(invoice.PDF, "a page to read and print", "PDF"), means(invoice.OFD, "the national format of pages", "版式 OFD"),
		means(invoice.XML, "the data, for archiving", "数据 XML")),
	words("How the account has proved who it is (实名认证, A1).",
		means(invoice.Uncertified, "not certified, and so without invoices", "未认证"), means(invoice.Individual, "a natural person", "个人"),
		means(invoice.Enterprise, "a company", "企业"), means(invoice.Organization, "a public body or another organization", "事业单位及其他组织")),
	words("Whom or what the invoice waits for (等待对象); null in an answer where it waits for nobody outside.",
		means(invoice.WaitingForQuota, "the seller's monthly quota", "授信额度"), means(invoice.WaitingForSession, "a login at the tax bureau", "税局登录"),
		means(invoice.WaitingForProvider, "the tax provider", "税务平台"), means(invoice.WaitingForBuyer, "the buyer's word to a red-letter form", "购买方确认"),
		means(invoice.WaitingForVendor, "the marketplace vendor that sold it", "云市场服务商"), means(invoice.WaitingForOperator, "an operator of ours", "运营人员")),
	words("Whether the seller is logged in at the tax bureau (税局登录状态, I5).",
		means(invoice.SessionOK, "logged in", "已登录"), means(invoice.SessionLogin, "somebody has to log in", "需登录或人脸核验"),
		means(invoice.SessionUnknown, "the provider does not say", "未知")),
	words("Why the invoice is red-issued (红冲原因).",
		means(invoice.RedError, "issued in error", "开票有误"), means(invoice.RedReturn, "goods returned", "销货退回"),
		means(invoice.RedTermination, "service terminated", "服务中止"), means(invoice.RedDiscount, "discount given", "销售折让")),

	enum("How a group invoices (集团开票方式, A13).", []meaning[group.Way]{
		means(group.Trusteeship, "the master, under its own title", "托管：由主账号以其抬头统一开票"),
		means(group.Independent, "the member or the master for it, under the member's title", "独立：以成员自己的抬头开票，主账号可代办"),
	}),
	words("Where the customer is at home (所在地区); only the mainland gets VAT invoices (A9).",
		means(application.Mainland, "mainland China", "中国大陆"), means(application.HongKong, "Hong Kong", "中国香港"),
		means(application.Overseas, "anywhere else", "境外")),
	words("Why the certification of a certified account changes (R6).",
		means(application.NameChange, "the same subject under another name", "名称变更"),
		means(application.SubjectChange, "another subject takes the account over", "主体变更")),
	words("Who decides about the application (审核方式, R1).",
		means(application.AutomaticReview, "nobody; it is approved when the cool-off has passed", "自动审核"),
		means(application.ManualReview, "a reviewer of finance", "人工审核")),

	words("What a caller is to this service (角色, O1).",
		means(access.Service, "an upstream system of the cloud vendor", "上游系统"), means(access.Customer, "one account's own", "客户"),
		means(access.Finance, "somebody of finance", "财务人员"), means(access.Vendor, "a marketplace vendor", "云市场服务商"),
		means(access.Auditor, "who reads everything and changes nothing", "审计人员")),
	words("What somebody of finance is trusted with besides reading (权限, O1).",
		means(access.ReadOnly, "reading, as all of finance", "只读"), means(access.Reviewer, "deciding about applications", "开票审核"),
		means(access.LargeApprover, "being the second person where two decide", "大额复核"),
		means(access.PrintDesk, "printing and sending paper", "打印寄送"), means(access.TicketDesk, "tickets, red-issues and corrections", "工单处理"),
		means(access.SellerKeeper, "what the invoicing of a seller waits for", "开票主体维护"),
		means(access.Administrator, "the calendar, and tasks of operators", "系统管理")),

	words("How consumption is paid for (付费方式).",
		means(ledger.Prepaid, "paid before use", "预付费"), means(ledger.Postpaid, "paid after use, by bill", "后付费")),
	words("Why cash was given back (退款原因).", means(ledger.Refunded, "refunded", "退款"), means(ledger.Downgraded, "downgraded", "降配")),
	words("How much of the record counts towards the available amount now (L12).",
		means(ledger.CountsWhole, "all that was paid for it", "全部"), means(ledger.CountsPart, "some of it", "部分"),
		means(ledger.CountsNotYet, "what is free of it is not released yet", "尚未释放"), means(ledger.CountsNot, "nothing of it", "不计入")),
	words("Which records of a balance are listed, by what is left of them (L12).",
		means(books.InvoiceableRecords, "of which something can be invoiced now", "可开票"),
		means(books.RecordsNotYet, "of which something can be invoiced later", "未到时间"),
		means(books.OutstandingRecords, "of which something is outstanding", "欠票"), means(books.RecordsNotCounted, "of which nothing is left", "不可开票")),
	words("The order of a list of records: latest where it is narrowed, otherwise id.",
		means(books.ByID, "by their ids", "按编号"), means(books.LatestFirst, "by when they were paid, the latest first", "按付款时间倒序"),
		means(books.OldestFirst, "by when they were paid, the oldest first", "按付款时间正序")),

	words("What happened to the document, for the books (docs/accounting.md).",
		means(accounting.Issued, "it was issued", "开具"), means(accounting.RedIssued, "a red document was issued", "红冲"),
		means(accounting.Voided, "it was voided, on paper in the month of its issue", "作废")),
	words("Whether the document says something, or takes it back (蓝字, 红字).",
		means(accounting.Blue, "it says something", "蓝字"), means(accounting.Red, "it takes back what a blue one said", "红字")),
	words("How the invoice is undone (冲销方式).",
		means(reversal.Red, "by a red document with negative amounts", "红冲"),
		means(reversal.Void, "voided, on paper in the month of its issue", "作废")),
	words("Who began it (发起方).",
		means(reversal.BySeller, "we, because it was asked for here", "销售方"), means(reversal.ByBuyer, "the buyer, at the tax bureau", "购买方"),
		means(reversal.Elsewhere, "somebody at the provider, without us", "外部"), means(reversal.ByVendor, "the marketplace vendor", "云市场服务商")),
	words("What finance said to a form that the buyer began (V8); null for nothing.",
		means(reversal.Confirming, "it is confirmed", "确认"), means(reversal.Declining, "it is denied", "否认")),
	words("Which way a red-issue would go (V1).",
		means(reversal.AtOnce, "it is issued at once", "直接开具"), means(reversal.NeedsConfirmation, "the buyer has to confirm first", "须购买方确认"),
		means(reversal.CannotBe, "it would be refused", "不可红冲")),
	words("What differs between ledger, register and provider (差异类型).", kindsOfDifferences()...),
	words("What is done about the difference (处理方式).",
		means(reconciliation.Book, "what the provider has is booked", "补登记"), means(reconciliation.Ask, "the provider is asked again", "再次查询"),
		means(reconciliation.TakeIn, "the buyer's form is put before finance", "接收确认单"), means(reconciliation.Decide, "people decide", "人工处理")),
	words("What was done about the difference (处理结果); null for nothing yet.",
		means(reconciliation.Booked, "it was booked", "已补登记"), means(reconciliation.Asked, "the provider was asked", "已查询"),
		means(reconciliation.TakenIn, "the form was taken in", "已接收"), means(reconciliation.Tasked, "an operator task was opened", "已转人工")),

	words("How far the import has come (导入状态).",
		means(bill.Received, "the file is kept", "已接收"), means(bill.Reading, "its rows are read and judged", "读取中"),
		means(bill.Booking, "it is good, and is being booked", "入账中"), means(bill.Booked, "all of it is booked", "已入账"),
		means(bill.Refused, "something in it is wrong, and nothing was booked", "已拒绝")),
	words("What the file holds (文件格式).",
		means(bill.Focus, "a cloud bill in the FinOps FOCUS format", "云账单"), means(bill.Table, "a table of consumption, a row each", "消费明细表")),
	words("How far the export has come (导出状态).",
		means(export.Requested, "nobody has begun yet", "已申请"), means(export.Making, "its file is being made", "生成中"),
		means(export.Ready, "the file can be fetched", "已就绪"), means(export.Failed, "there is no file; why says why", "未能生成")),
	words("A queue of finance (待办队列).",
		means(desk.Review, "applications to decide about", "审核"), means(desk.SecondPerson, "what one of two people has proposed", "复核"),
		means(desk.Tickets, "tickets that wait for finance", "工单"), means(desk.Returned, "papers that came back to be voided", "退回原件"),
		means(desk.Print, "papers to print and to send", "打印寄送"), means(desk.Vendors, "what vendors have to issue", "服务商待开"),
		means(desk.Failed, "what the provider refused for good", "开票失败"), means(desk.RedForms, "red-letter forms of buyers", "购方红字确认单"),
		means(desk.Parked, "what a seller's trouble holds up", "暂缓开具"), means(desk.Reconciliation, "differences that people decide about", "对账差异"),
		means(desk.OperatorTasks, "everything that operators are to see to", "运营待办")),
	words("What was found (对象).",
		means(search.Invoice, "an invoice", "发票"), means(search.Application, "an application", "申请"), means(search.Ticket, "a ticket", "工单"),
		means(search.Account, "an account", "账户")),
	words("By what it was found (匹配项).",
		means(search.ByNumber, "its number", "发票号码"), means(search.ByRedNumber, "the number of its red document", "红字发票号码"),
		means(search.BySerial, "a serial of a request", "流水号"), means(search.ByTrackingNumber, "a parcel's number", "快递单号"),
		means(search.ByReference, "a parcel's reference", "寄送编号"), means(search.BySheet, "the number of its sheet", "纸张号"),
		means(search.ByID, "its id", "编号"), means(search.ByTaxpayerID, "the buyer's taxpayer number", "税号"), means(search.ByTitle, "its name", "抬头")),
	words("What was looked at about a title (检查项).",
		means(application.TitleForms, "full-width forms and blanks", "全半角与空格"), means(application.TitleHidden, "invisible characters", "不可见字符"),
		means(application.NumberLength, "the taxpayer number's length", "税号长度"), means(application.NumberCheck, "its check character", "税号校验码"),
		means(application.CertifiedName, "the certified name", "与认证名称"), means(application.CertifiedNumber, "the certified taxpayer number", "与认证税号")),
	words("What becomes of a line of the print desk (处理结果).",
		means(parcels.Updates, "it is recorded, or would be", "将更新"), means(parcels.Unchanged, "just this is recorded already", "无变化"),
		means(parcels.NotFound, "nothing of ours has this reference", "未找到"), means(parcels.Duplicate, "another paper or another line has it", "重复"),
		means(parcels.ShippedAlready, "it is on its way under another number", "已寄出"), means(parcels.Malformed, "the line cannot be read", "格式有误"),
		means(parcels.Refused, "it cannot be done to the paper now", "不可处理")),
	words("A figure (统计).",
		means(offigures.Applications, "applications of each day, by how they are reviewed", "每日申请"),
		means(offigures.Invoices, "invoices of each day of issue, by what they are made of", "每日开票"),
		means(offigures.TimeToIssue, "how long e-invoices took from approval to issue", "开具时长"),
		means(offigures.Overdue, "promises that were missed, by day and stage", "超时"),
		means(offigures.Parked, "what is parked now, by cause", "暂缓开具"),
		means(offigures.Unbilled, "what was consumed and is not invoiced, by seller", "未开票收入"),
		means(offigures.Outstanding, "what was invoiced and is owed back, by seller", "欠票")),
	words("What the values of a series are (单位).",
		means(offigures.Count, "how many", "张数或件数"), means(offigures.Minutes, "minutes", "分钟"), means(offigures.CNY, "CNY", "元")),
	words("A view of a customer's list (视图).",
		means(invoices.All, "all", "全部"), means(invoices.UnderWay, "not issued yet", "进行中"),
		means(invoices.NeedsYou, "the customer has to do something", "需您处理"), means(invoices.Issued, "issued, as it stands", "已开票"),
		means(invoices.Undone, "red-issued or voided, in whole or in part", "已红冲或作废")),
	words("How far the print desk has come with a paper invoice of ours (打印进度).",
		means(invoices.ToPrint, "issued, and no sheet number is recorded", "待打印"),
		means(invoices.ToShip, "printed, and without a tracking number", "待登记单号"),
		means(invoices.ToSendAgain, "come back, and to be sent once more", "待重寄")),
	words("What is exported (导出内容).",
		means(export.Invoices, "what was issued in the time, and red documents", "发票"),
		means(export.Ledger, "the records behind the amounts, and what moved", "台账"),
		means(export.AuditPack, "both, with the audit trail, for auditors and finance", "审计包"),
		means(export.Documents, "what accounting books, as docs/accounting.md says", "会计入账数据")),
	words("How the file is written (导出格式).",
		means(export.Zip, "with the documents' own files", "压缩包"), means(export.XLSX, "a workbook with a sheet for each table", "工作簿"),
		means(export.CSV, "the first table alone, in UTF-8", "逗号分隔文本"),
		means(export.JSONL, "one JSON object a line, for documents alone", "逐行 JSON")),
	words("How the characters of the file are written (字符编码); left out to find it out.",
		means(bill.UTF8, "UTF-8", ""), means(bill.UTF16, "UTF-16", ""), means(bill.GB18030, "GB 18030", "国标编码")),
	words("Where the parcel is (物流状态).",
		means(parcel.PickedUp, "picked up", "已揽收"), means(parcel.InTransit, "on its way", "运输中"), means(parcel.Signed, "signed for", "已签收"),
		means(parcel.Returned, "brought back", "已退回")),
	words("How far the delivery of the event is (推送状态).",
		means(webhook.Waiting, "it will be tried", "待推送"), means(webhook.Delivered, "the endpoint has taken it", "已送达"),
		means(webhook.Parked, "given up after a day, until it is delivered again", "已搁置")),
	words("Whose turn it is (待办方); null when the ticket is closed.",
		means(ticket.FinancesTurn, "finance's", "财务"), means(ticket.CustomersTurn, "the customer's", "客户")),
	words("Who paid for the parcel with an original (运费); what is sent freight collect is not taken in (V3).",
		means(ticket.FreightPrepaid, "the sender", "寄付"), means(ticket.FreightCollect, "the receiver", "到付")),
	words("How days of the promise are counted.",
		means(policy.CalendarDays, "every day", "自然日"), means(policy.WorkingDays, "working days only", "工作日")),
	words("Who hands paper invoices to the courier (寄送方式).",
		means(policy.AutomaticDispatch, "the product orders the courier", "自动下单"),
		means(policy.ManualDispatch, "the print desk reports the tracking number", "人工寄出")),

	texts[ids.Invoice]("The invoice's id, which we make: its application's and a number.", exampleID+"-1"),
	texts[ids.Application]("The application's id, which we make.", exampleID),
	texts[ids.Account]("The account (账户), by the id that the vendor's own systems know it by.", "acct-1001"),
	texts[ids.Ticket]("The ticket's id, which we make.", exampleID),
	texts[ids.Reversal]("The reversal's id, which we make: its invoice's and a number.", exampleID+"-1-r1"),
	texts[ids.Reconciliation]("The reconciliation's id, which we make.", exampleID),
	texts[ids.Seller]("The seller (销售方): platform, or the marketplace vendor's id.", string(invoice.Platform)),
	texts[ids.Consumption]("The order or bill (消费记录), by the id that the billing system knows it by.", "order-20260918-0001"),
	texts[ids.Refund]("The refund, by the id that the billing system knows it by.", "refund-20260920-0001"),
	texts[ids.Title]("The saved title's id, which we make.", exampleID),
	texts[ids.Address]("The saved address's id, which we make.", exampleID),
	texts[ids.Webhook]("The subscribed endpoint's id, which we make.", exampleID),
	texts[ids.Material]("The material's id, which we make: its ticket's and a number.", exampleID+"-m1"),
	texts[ids.Import]("The import's id: the caller's own, or one that we make.", "bill-2026-09"),
	texts[ids.Export]("The export's id: one that follows from the Idempotency-Key, or one that we make.", exampleID),
	texts[invoice.Serial]("Our key of one request at the tax provider (发票请求流水号, I4).", "KPMFRGGZDFMZTWQ2LKNM"),
	texts[money.Amount]("An amount in CNY, with two decimals (人民币元).", "1060.00"),
	texts[money.Rate]("The VAT rate (税率) as a decimal fraction; exempt (免税) for what bears none.", "0.06"),
	texts[calendar.Date]("A date in Asia/Shanghai.", "2026-09-18"),
	texts[policy.Duration]("An elapsed time, as Go writes it.", "10m0s"),
	texts[policy.TimeOfDay]("A time of day in Asia/Shanghai.", "10:00"),
}

// exampleID is what our ids look like.
const exampleID = "01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a"

// causesOfTrouble are the causes in the order of the domain's table.
var causesOfTrouble = []meaning[invoice.Cause]{
	means(invoice.QuotaExhausted, "the seller's monthly quota is used up", "授信额度不足"),
	means(invoice.SessionExpired, "somebody has to log in at the tax bureau", "税局登录失效"),
	means(invoice.ProviderDown, "the tax provider does not answer", "税务平台无响应"),
	means(invoice.SealingFailed, "documents exist and are not sealed", "签章失败"),
	means(invoice.FileMissing, "documents are issued and have no files", "缺少发票文件"),
	means(invoice.Restored, "the register was restored to an earlier state", "登记数据已回退"),
	means(invoice.OnHold, "people have paused the seller", "开票主体已暂停"),
}

func kindsOfTasks() []meaning[task.Kind] {
	known := []meaning[task.Kind]{
		means(task.PromiseMissed, "a promise was missed", "承诺超时"),
		means(task.CalendarMissing, "a year has no schedule of working days yet", "缺少年度工作日安排"),
		means(task.Contradiction, "two things contradict each other, and a workflow waits", "数据矛盾"),
		means(task.Refused, "the provider refused an invoice for good", "开具失败待更正"),
		means(task.Alone, "one document fails while others pass", "单张开具受阻"),
		means(task.KeepsEnding, "a run ends again and again before its work is done", "运行反复中断"),
		means(task.Paused, "an activity is paused in Temporal", "运行被暂停"),
		means(task.Difference, "ledger, register and provider differ", "对账差异"),
		means(task.BuyersForm, "the buyer began a red-letter form", "购买方发起的确认单"),
		means(task.UnsentMail, "a mail was not handed over", "未送达的邮件"),
		means(task.ParkedDeliveries, "an endpoint took no events for a day", "推送已搁置"),
	}
	for _, cause := range causesOfTrouble {
		known = append(known, means(task.Kind(cause.word), cause.english, cause.chinese))
	}
	return known
}

func kindsOfTickets() []meaning[ticket.Kind] {
	known := make([]meaning[ticket.Kind], len(ticket.Kinds))
	for i, row := range ticket.Kinds {
		known[i] = means(row.Kind, row.English, row.Chinese)
	}
	return known
}

func kindsOfDifferences() []meaning[reconciliation.Kind] {
	var known []meaning[reconciliation.Kind]
	for _, kind := range reconciliation.Kinds() {
		known = append(known, means(kind, kind.Words().English, kind.Words().Chinese))
	}
	return known
}

func eventNames() []meaning[event.Name] {
	var known []meaning[event.Name]
	for _, entry := range event.Catalogue() {
		known = append(known, means(entry.Name, entry.English, entry.Chinese))
	}
	return known
}

// materials are the types in the order of the domain's list.
var materials = []meaning[ticket.MaterialType]{
	means(ticket.OriginalReceived, "the original of a paper invoice has come back", "已收到发票原件"),
	means(ticket.VoidNote, "the reason for voiding an ordinary invoice", "作废说明"),
	means(ticket.RejectionCertificate, "what a special invoice is sent back with", "拒收证明"),
	means(ticket.LossCertificate, "the certificate that an invoice was lost", "遗失证明"),
	means(ticket.Template, "a pro-forma invoice made by hand", "形式发票模板"),
	means(ticket.StampedScan, "a scan of what bears the seal", "盖章扫描件"),
	means(ticket.OtherMaterial, "anything else", "其他"),
	means(ticket.StubCopyMaterial, "the copy of a lost invoice's stub, made by us", "存根联复印件"),
	means(ticket.ProformaMaterial, "the pro-forma invoice, made by us", "形式发票"),
}
