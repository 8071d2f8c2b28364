package customer

import "kaipiao/console/words"

var answersAfterwards = []answer{
	{
		id: "how-long", asks: words.Text{ZH: "审核和收到发票需要多久？", EN: "How long do review and delivery take?"},
		says: []words.Text{
			{
				ZH: "抬头与认证名称一致，10 分钟内审核通过；其他情况 3 个工作日内审核。",
				EN: "Under the certified name it is approved within 10 minutes; otherwise a reviewer decides within 3 working days.",
			},
			{
				ZH: "数电票通过后 24 小时内开具。纸质发票 15 个工作日内审核并开具，开具后 3 天内免费寄出。",
				EN: "E-invoices are issued within 24 hours of approval; paper within 15 working days, and sent within 3 days of its issue.",
			},
		},
		done: []place{atInvoices}, where: []string{"confirm"},
	},
	{
		id: "download", asks: words.Text{ZH: "数电票在哪里下载？", EN: "Where do I download an e-invoice?"},
		says: []words.Text{{
			ZH: "通过后 5 分钟内开具，在发票列表自行下载。", EN: "It is issued within 5 minutes of its approval; download it in the list.",
		}},
		done: []place{atInvoices}, where: []string{"confirm"},
	},
	{
		id: "cancel", asks: words.Text{ZH: "如何撤销申请？", EN: "How do I cancel a request?"},
		says: []words.Text{
			{
				ZH: "待审核且显示“撤销申请”时，可自行撤销。", EN: "While it is pending and \"Cancel application\" is there, you cancel it yourself.",
			},
			{
				ZH: "没有“撤销申请”，或已通过、已开票、已寄出时，请提交工单。", EN: "Where the button is not there, or it is approved, issued or shipped, open a ticket.",
			},
		},
		done: []place{atInvoices, atCancel},
	},
	{
		id: "void", asks: words.Text{ZH: "如何作废纸质发票？", EN: "How is a paper invoice voided?"},
		says: []words.Text{{
			ZH: "普通发票：寄回原件和作废原因说明。专用发票：寄回原件和拒收证明。须寄付，到付不予签收。寄往：",
			EN: "Send back the original, with a note of the reason (ordinary) or the rejection certificate (special). Freight is prepaid. To:",
		}},
		done: []place{atVoid, atOther}, facts: "returns",
	},
	{
		id: "red", asks: words.Text{ZH: "如何作废数电票？", EN: "How is an e-invoice undone?"},
		says: []words.Text{{
			ZH: "在发票列表找到该发票，点击“红冲”自助办理。", EN: "Find it in the list and press \"Red-issue\".",
		}},
		done: []place{atInvoices}, where: []string{"offset"},
	},
	{
		id: "lost", asks: words.Text{ZH: "发票遗失怎么办？", EN: "An invoice is lost. What do I do?"},
		says: []words.Text{{
			ZH: "提交工单，并上传发票遗失证明的扫描件；核实后提供加盖发票专用章的存根联复印件或扫描件。数电票可直接重新下载。",
			EN: "Open a ticket with a scan of the loss certificate; once it is verified you get a sealed copy of the stub. An e-invoice is simply downloaded again.",
		}},
		done: []place{atLost, atInvoices},
	},
}
