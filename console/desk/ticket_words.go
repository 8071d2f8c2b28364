package desk

import (
	"kaipiao/api"
	"kaipiao/console/words"
	"kaipiao/domain/event"
	"kaipiao/domain/ticket"
)

var (
	ticketsTitle  = words.Text{ZH: "工单", EN: "Tickets"}
	ticketTitle   = words.Text{ZH: "工单：%s %s", EN: "Ticket: %s %s"}
	returnedTitle = words.Text{ZH: "退回原件", EN: "Returned originals"}
	returnedIntro = words.Text{
		ZH: "扫描或输入退回发票的号码，打开它的工单。到付的快件不予签收。",
		EN: "Scan or type the number of the invoice that came back; its ticket opens. Parcels sent freight collect are not taken in.",
	}
	scanNumber      = words.Text{ZH: "发票号码", EN: "Invoice number"}
	openIt          = words.Text{ZH: "打开", EN: "Open"}
	nothingOfNumber = words.Text{
		ZH: "号码 %s 没有等待处理的工单。请客户提交“作废”工单，或在发票页查看。",
		EN: "No ticket waits for the number %s. Have the customer open one to void it, or look at the invoice.",
	}
	lacks = words.Text{ZH: "缺：%s", EN: "Missing: %s"}

	turnOfCustomer = words.Text{ZH: "轮到客户", EN: "The customer's turn"}
	about          = words.Text{ZH: "关于", EN: "About"}
	aboutInvoice   = words.Text{ZH: "发票 %s", EN: "Invoice %s"}
	aboutApplied   = words.Text{ZH: "申请 %s", EN: "Application %s"}
	aboutRecords   = words.Text{ZH: "消费记录 %d 笔", EN: "%d records of consumption"}
	note           = words.Text{ZH: "客户说明", EN: "What the customer says"}
	newAddress     = words.Text{ZH: "新邮寄地址", EN: "New address"}
	askedBecause   = words.Text{ZH: "要求补充的原因", EN: "Why materials were asked for"}
	decidedReason  = words.Text{ZH: "处理说明", EN: "Reason of the decision"}
	outdated       = words.Text{
		ZH: "形式发票所列记录已有退款，须重新制作。",
		EN: "Something on the pro-forma invoice was refunded; another one is needed.",
	}
	owesOf      = words.Text{ZH: "首次接受的欠票金额", EN: "Outstanding amount first accepted"}
	checklist   = words.Text{ZH: "所需材料", EN: "What is needed"}
	there       = words.Text{ZH: "✓ %s", EN: "✓ %s"}
	lacking     = words.Text{ZH: "缺 %s", EN: "Missing: %s"}
	files       = words.Text{ZH: "材料", EN: "Materials"}
	noFiles     = words.Text{ZH: "还没有材料。", EN: "There is no material yet."}
	colMaterial = words.Text{ZH: "材料", EN: "Material"}
	colBy       = words.Text{ZH: "提供人", EN: "By"}
	colAt       = words.Text{ZH: "时间", EN: "At"}
	colSize     = words.Text{ZH: "大小", EN: "Size"}
	colFile     = words.Text{ZH: "文件", EN: "File"}
	download    = words.Text{ZH: "下载", EN: "Download"}
	kilobytes   = words.Text{ZH: "%d KB", EN: "%d KB"}

	refuse        = words.Text{ZH: "拒绝", EN: "Refuse"}
	refuseNow     = words.Text{ZH: "确定拒绝", EN: "Refuse now"}
	refusalReason = words.Text{ZH: "拒绝原因（客户将看到）", EN: "Why it is refused (the customer reads it)"}
	ask           = words.Text{ZH: "要求补充", EN: "Ask for materials"}
	askNow        = words.Text{ZH: "发送要求", EN: "Send"}
	askFor        = words.Text{ZH: "需要客户补充", EN: "What the customer is to send"}
	askSentence   = words.Text{ZH: "说明（客户将看到）", EN: "Why (the customer reads it)"}
	handIn        = words.Text{ZH: "上传", EN: "Upload"}
	handInTitle   = words.Text{ZH: "上传材料", EN: "Upload a material"}
	handInType    = words.Text{ZH: "材料类型", EN: "Type"}
	handInFile    = words.Text{ZH: "文件（PNG、JPEG、PDF，不超过 10 MiB）", EN: "File (PNG, JPEG, PDF, up to 10 MiB)"}
	handInFreight = words.Text{ZH: "运费（仅原件）", EN: "Freight (of an original)"}
	prepaid       = words.Text{ZH: "寄付", EN: "Prepaid"}
	collect       = words.Text{ZH: "到付", EN: "Collect"}
	fileTooLarge  = words.Text{ZH: "文件超过 10 MiB。", EN: "The file is larger than 10 MiB."}
	notAnOriginal = words.Text{ZH: "不是原件", EN: "No original"}
	willVoid      = words.Text{ZH: "受理并作废（本月开具）", EN: "Accept and void (issued this month)"}
	willRedIssue  = words.Text{ZH: "受理并红冲（不能再作废）", EN: "Accept and red-issue (cannot be voided any more)"}
)

// acceptance names what accepting a ticket of each kind does.
var acceptance = map[ticket.Kind]words.Text{
	ticket.Cancel:        {ZH: "受理并撤销", EN: "Accept and take back"},
	ticket.ChangeAddress: {ZH: "受理并修改地址", EN: "Accept and change the address"},
	ticket.Void:          {ZH: "受理", EN: "Accept"},
	ticket.Lost:          {ZH: "受理并出具存根联复印件", EN: "Accept and make the copy of the stub"},
	ticket.Proforma:      {ZH: "受理", EN: "Accept"},
	ticket.Other:         {ZH: "受理", EN: "Accept"},
}

var materialKinds = map[ticket.MaterialType]words.Text{
	ticket.OriginalReceived:     {ZH: "发票原件", EN: "The original"},
	ticket.VoidNote:             {ZH: "作废说明", EN: "Reason for voiding"},
	ticket.RejectionCertificate: {ZH: "拒收证明", EN: "Rejection certificate"},
	ticket.LossCertificate:      {ZH: "遗失证明", EN: "Loss certificate"},
	ticket.Template:             {ZH: "形式发票模板", EN: "Pro-forma template"},
	ticket.StampedScan:          {ZH: "盖章扫描件", EN: "Stamped scan"},
	ticket.OtherMaterial:        {ZH: "其他材料", EN: "Other material"},
	ticket.StubCopyMaterial:     {ZH: "存根联复印件", EN: "Copy of the stub"},
	ticket.ProformaMaterial:     {ZH: "形式发票", EN: "Pro-forma invoice"},
}

// ticketLostTo say what somebody else has done with a ticket who came first.
var ticketLostTo = map[api.EventName]words.Text{
	api.EventName(event.TicketClaimed):     {ZH: "领取", EN: "claimed"},
	api.EventName(event.MaterialsAskedFor): {ZH: "要求补充材料", EN: "asked for materials"},
	api.EventName(event.TicketDone):        {ZH: "受理", EN: "accepted"},
	api.EventName(event.TicketRefused):     {ZH: "拒绝", EN: "refused"},
	api.EventName(event.TicketWithdrawn):   {ZH: "撤回", EN: "withdrawn"},
}
