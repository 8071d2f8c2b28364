package customer

import "kaipiao/console/words"

var answersOnInformation = []answer{
	{
		id: "title", asks: words.Text{ZH: "可以用其他企业的名义开票吗？", EN: "Can I be invoiced under another company's name?"},
		says: []words.Text{
			{
				ZH: "个人用户：可使用账户的认证名称，也可使用其他企业的抬头。", EN: "Individuals: under the certified name, or under a company's title.",
			},
			{
				ZH: "企业及其他组织：抬头须与认证名称一致。仅工商名称变更，请办理名称变更；更换主体，请办理主体变更。",
				EN: "Companies: under the certified name only. A new name needs a name change, another company a subject change.",
			},
		},
		done: []place{atDetails, atInformation}, where: []string{"details"},
	},
	{
		id: "individual", asks: words.Text{ZH: "个人可以开企业抬头的发票吗？", EN: "Can an individual have a company's title?"},
		says: []words.Text{{
			ZH: "可以。在“发票信息管理”保存企业抬头后申请，或在申请时直接填写。", EN: "Yes. Save the company's title in \"Invoice information\", or fill it in while you apply.",
		}},
		done: []place{atInformation, atDetails}, where: []string{"details"},
	},
	{
		id: "information", asks: words.Text{ZH: "发票信息变更了怎么办？", EN: "My information has changed. What do I do?"},
		says: []words.Text{
			{
				ZH: "开票前：在“发票信息管理”填写并保存新信息，或在申请的确认页直接修改。",
				EN: "Before the issue: save the new one in \"Invoice information\", or change it while you apply.",
			},
			{ZH: "已开具未使用：先红冲或作废，再重新申请。", EN: "Issued and not used: have it red-issued or voided, and apply again."},
		},
		done: []place{atInformation, atDetails, atInvoices}, where: []string{"details"},
	},
	{
		id: "certification", asks: words.Text{ZH: "如何完成企业认证？", EN: "How do I get certified as a company?"},
		says: []words.Text{{ZH: "在账户中心的“安全认证”页面完成。", EN: "In the account centre, on its page for certification."}},
	},
	{
		id: "address", asks: words.Text{ZH: "如何修改邮寄地址？", EN: "How do I change the mailing address?"},
		says: []words.Text{
			{
				ZH: "提交前：在“发票信息管理”新增地址并设为默认，或在申请时填写。", EN: "Before you submit: add one in \"Invoice information\" and make it the default, or fill it in while you apply.",
			},
			{
				ZH: "提交后：请提交工单，提供新的地址、联系人和电话。", EN: "After you submitted: open a ticket with the new address, the recipient and the phone number.",
			},
		},
		done: []place{atInformation, atAddress}, where: []string{"details"},
	},
	{
		id: "courier", asks: words.Text{ZH: "收取发票需要快递费吗？", EN: "Does the courier cost anything?"},
		says: []words.Text{{
			ZH: "不需要，免费寄送。寄出后快递单号显示在发票列表。", EN: "No, it is free of charge. The list shows the tracking number once it is sent.",
		}},
		done: []place{atInvoices}, where: []string{"details"},
	},
}
