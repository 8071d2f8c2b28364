package afterwards

import (
	"kaipiao/console/words"
	"kaipiao/domain/ticket"
)

// Words of tickets.
var (
	ticketsTitle = words.Text{ZH: "工单", EN: "Tickets"}
	ticketNew    = words.Text{ZH: "新建工单", EN: "New ticket"}
	ticketsOrder = words.Text{ZH: "最新的在前，时间均为北京时间。", EN: "The latest first, times of Beijing."}
	ticketsYours = words.Text{ZH: "轮到您", EN: "Your turn"}
	ticketsOpen  = words.Text{ZH: "财务处理中", EN: "With finance"}
	ticketsAll   = words.Text{ZH: "全部", EN: "All"}
	ticketsNone  = words.Text{
		ZH: "还没有工单。自己办不了的事（如作废纸票、遗失补办、修改邮寄地址），可以提交工单请财务办理。",
		EN: "There are no tickets yet. What cannot be done alone (to void paper, to replace what is lost, another address) is asked of finance by a ticket.",
	}
	ticketsNoTurn = words.Text{ZH: "没有需要您处理的工单。", EN: "No ticket waits for you."}
	colTicket     = words.Text{ZH: "编号", EN: "Ticket"}
	colAsks       = words.Text{ZH: "类型", EN: "Kind"}
	colAbout      = words.Text{ZH: "关于", EN: "About"}
	colTurn       = words.Text{ZH: "轮到谁", EN: "Whose turn"}
	colOpened     = words.Text{ZH: "提交时间", EN: "Opened"}
	turnYours     = words.Text{ZH: "您", EN: "You"}
	turnFinance   = words.Text{ZH: "财务", EN: "Finance"}
	aboutInvoice  = words.Text{ZH: "发票", EN: "Invoice"}
	aboutApplied  = words.Text{ZH: "申请", EN: "Application"}
	aboutAccount  = words.Text{ZH: "账户", EN: "Account"}
	chooseKind    = words.Text{ZH: "您要办理什么？", EN: "What do you want done?"}
	otherKind     = words.Text{ZH: "选择其他类型", EN: "Choose another kind"}
	pickInvoice   = words.Text{ZH: "发票", EN: "Invoice"}
	pickPaper     = words.Text{ZH: "纸质发票", EN: "Paper invoice"}
	pickApplied   = words.Text{ZH: "申请或发票", EN: "Application or invoice"}
	pickNone      = words.Text{ZH: "不涉及具体发票", EN: "About no invoice"}
	pickPlease    = words.Text{ZH: "请选择", EN: "Please choose"}
	pickNothing   = words.Text{ZH: "目前没有可以办理的发票或申请。", EN: "There is no invoice or application for which it can be asked now."}
	fieldNote     = words.Text{ZH: "说明", EN: "Note"}
	noteHelp      = words.Text{ZH: "请说明事由，财务会看到。", EN: "Say what it is about; finance reads it."}
	returnsTitle  = words.Text{ZH: "退票地址", EN: "Where the original goes"}
	prepaidOnly   = words.Text{ZH: "请寄付，到付不予签收。", EN: "Send it freight prepaid; what comes freight collect is not taken in."}
	bringOrdinary = words.Text{ZH: "普通发票：寄回原件，附作废说明。", EN: "Ordinary invoice: the original, with a note of the reason."}
	bringSpecial  = words.Text{ZH: "专用发票：寄回原件，附拒收证明。", EN: "Special invoice: the original, with a rejection certificate."}
	bringLost     = words.Text{
		ZH: "填写遗失证明并盖章，提交后在工单里上传。",
		EN: "Fill in and seal the loss certificate; hand it in once the ticket is open.",
	}
	templateOf   = words.Text{ZH: "下载模板：%s", EN: "Form: %s"}
	submitTicket = words.Text{ZH: "提交工单", EN: "Open the ticket"}
	newRecipient = words.Text{ZH: "收件人", EN: "Recipient"}
	newPhone     = words.Text{ZH: "电话", EN: "Phone"}
	newRegion    = words.Text{ZH: "省市区", EN: "Province, city, district"}
	newStreet    = words.Text{ZH: "详细地址", EN: "Street"}
	proformaHelp = words.Text{
		ZH: "形式发票由系统生成，您确认无误后由财务盖章。可只选部分记录；不选则包含全部可开记录。",
		EN: "We make it, you confirm it, and finance seals it. Choose records, or leave all unticked for everything that could be invoiced.",
	}
	proformaRecords = words.Text{ZH: "消费记录", EN: "Records"}
	acceptDebt      = words.Text{
		ZH: "请财务接受欠票，以便办理主体变更",
		EN: "Ask finance to accept what is outstanding, so that another subject can take the account over",
	}

	yourTurnMaterials = words.Text{ZH: "请您上传：%s", EN: "Please hand in: %s"}
	yourTurnReturn    = words.Text{ZH: "请您寄回发票原件。", EN: "Please send the original back."}
	yourTurnBoth      = words.Text{ZH: "请您寄回发票原件，并上传：%s", EN: "Please send the original back, and hand in: %s"}
	yourTurnConfirm   = words.Text{
		ZH: "请您核对形式发票：确认无误，或要求修改。",
		EN: "Please check the pro-forma invoice: confirm it, or ask for changes.",
	}
	yourTurnOther    = words.Text{ZH: "请您处理。", EN: "It is your turn."}
	financesTurn     = words.Text{ZH: "财务处理中，%s完成。", EN: "With finance, %s."}
	financesTurnOpen = words.Text{ZH: "财务处理中。", EN: "With finance."}
	ticketOver       = words.Text{ZH: "已完成。", EN: "Done."}
	ticketRefused    = words.Text{ZH: "财务未受理。", EN: "Finance has refused it."}
	ticketWithdrawn  = words.Text{ZH: "您已撤回。", EN: "You took it back."}
	checklistTitle   = words.Text{ZH: "材料清单", EN: "Checklist"}
	isThere          = words.Text{ZH: "已收到", EN: "Received"}
	isMissing        = words.Text{ZH: "缺", EN: "Missing"}
	financeNotes     = words.Text{ZH: "原件由财务签收后登记。", EN: "Finance records the original once it has come."}
	materialsTitle   = words.Text{ZH: "已上传的材料", EN: "Materials"}
	uploadTitle      = words.Text{ZH: "上传材料", EN: "Hand in a material"}
	uploadType       = words.Text{ZH: "材料类型", EN: "What it is"}
	uploadFile       = words.Text{ZH: "文件", EN: "File"}
	uploadHelp       = words.Text{ZH: "png、jpeg 或 pdf，不超过 10 MiB。", EN: "PNG, JPEG or PDF, 10 MiB at most."}
	uploadIt         = words.Text{ZH: "上传", EN: "Hand in"}
	uploadProgress   = words.Text{ZH: "上传进度", EN: "Progress"}
	noFile           = words.Text{ZH: "请选择文件。", EN: "Choose a file."}
	confirmIt        = words.Text{ZH: "确认无误", EN: "Confirm it"}
	changesIt        = words.Text{ZH: "要求修改", EN: "Ask for changes"}
	changesWhat      = words.Text{ZH: "需要修改的内容", EN: "What is to be otherwise"}
	withdrawIt       = words.Text{ZH: "撤回工单", EN: "Withdraw the ticket"}
	isOutdated       = words.Text{ZH: "形式发票上有记录已退款，请要求修改。", EN: "Something on it was refunded since; ask for changes."}
	askedWhy         = words.Text{ZH: "补充要求：%s", EN: "Why it is needed: %s"}
	decidedWhy       = words.Text{ZH: "处理说明：%s", EN: "What finance says: %s"}
	noteOfTicket     = words.Text{ZH: "您的说明", EN: "Your note"}
	newAddress       = words.Text{ZH: "新地址", EN: "New address"}
	colMaterial      = words.Text{ZH: "材料", EN: "Material"}
	colBy            = words.Text{ZH: "上传人", EN: "By"}
	colAt            = words.Text{ZH: "时间", EN: "When"}
	materialsOrder   = words.Text{ZH: "最早的在前。", EN: "The oldest first."}
)

// asks are the kinds of tickets, with what each is for.
var asks = []struct {
	Kind       ticket.Kind
	Says, Help words.Text
}{
	{ticket.Cancel, words.Text{ZH: "撤销申请", EN: "Cancel an application"}, words.Text{ZH: "已审核、已开具或已寄出的申请", EN: "After it was approved, issued or sent"}},
	{ticket.ChangeAddress, words.Text{ZH: "修改邮寄地址", EN: "Change the address"}, words.Text{ZH: "纸质发票寄出之前", EN: "Before the paper is collected"}},
	{ticket.Void, words.Text{ZH: "作废/退回纸票", EN: "Void paper, send it back"}, words.Text{
		ZH: "寄回原件后，本月作废，隔月红冲",
		EN: "Its original comes back: voided in the month of issue, red-issued later",
	}},
	{ticket.Lost, words.Text{ZH: "遗失补办", EN: "Lost invoice"}, words.Text{
		ZH: "纸质发票遗失，提供存根联复印件；电子发票可直接重新下载",
		EN: "A copy of the stub of a lost paper; e-invoices are simply downloaded again",
	}},
	{ticket.Proforma, words.Text{ZH: "形式发票", EN: "Pro-forma invoice"}, words.Text{ZH: "境外及港澳台企业", EN: "For companies abroad"}},
	{ticket.Other, words.Text{ZH: "其他", EN: "Other"}, words.Text{ZH: "其他特殊情况", EN: "Whatever else there is"}},
}

// askWords are what a kind of ticket is called.
func askWords(k ticket.Kind) words.Text {
	for _, one := range asks {
		if one.Kind == k {
			return one.Says
		}
	}
	return words.Same(string(k))
}

var materialWords = map[ticket.MaterialType]words.Text{
	ticket.OriginalReceived:     {ZH: "发票原件", EN: "Original"},
	ticket.VoidNote:             {ZH: "作废说明", EN: "Note of the reason"},
	ticket.RejectionCertificate: {ZH: "拒收证明", EN: "Rejection certificate"},
	ticket.LossCertificate:      {ZH: "遗失证明", EN: "Loss certificate"},
	ticket.Template:             {ZH: "形式发票样本", EN: "Pro-forma template"},
	ticket.StampedScan:          {ZH: "盖章扫描件", EN: "Sealed scan"},
	ticket.OtherMaterial:        {ZH: "其他材料", EN: "Other material"},
	ticket.StubCopyMaterial:     {ZH: "存根联复印件", EN: "Copy of the stub"},
	ticket.ProformaMaterial:     {ZH: "形式发票", EN: "Pro-forma invoice"},
}
