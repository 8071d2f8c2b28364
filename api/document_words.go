package api

// operationWords say of each call what its summary leaves open; which roles may make it follows from the table of access.
var operationWords = byCall([][2]string{
	{"GET /v1/accounts", "Everybody who may be invoiced, in the order of ids."},
	{"GET /v1/accounts/{account}", "What the account is certified as, and where its mails go."},
	{
		"PUT /v1/accounts/{account}",
		"The account's id is the caller's own, so that the call may be repeated. Another certified name needs `change`: a company that only " +
			"has a new name keeps what it has consumed; another subject begins anew, once nothing is pending or outstanding.",
	},
	{
		"PUT /v1/accounts/{account}/recipients",
		"They are mailed about what is applied for from now on; each is mailed by itself. What was applied for keeps its recipients.",
	},
	{
		"POST /v1/accounts/{account}/taxpayer-ids",
		"Somebody of finance has seen that a company really has a number whose check character is wrong; the account can be certified with " +
			"it from then on.",
	},

	{"GET /v1/accounts/{account}/master", "The one that counts now or will, and those that have ended."},
	{
		"PUT /v1/accounts/{account}/master",
		"What the member pays from then on is its master's to invoice (trusteeship), or the member's own, for which the master may act (independent). " +
			"What is recorded already stays whose it is. One master at a time; a master is no member itself. Said again, it changes nothing.",
	},
	{
		"DELETE /v1/accounts/{account}/master",
		"It ends at once, and with it the master's right to act for the member. What was recorded meanwhile stays the master's, with its refunds. " +
			"Where there is none, nothing happens.",
	},
	{"GET /v1/accounts/{account}/members", "Those that count now or will, and those that have ended, by the member's id."},

	{"GET /v1/accounts/{account}/titles", "What is printed of the buyer, saved for later applications."},
	{"POST /v1/accounts/{account}/titles", "An application names it by its id, or takes the default one."},
	{
		"POST /v1/accounts/{account}/titles/check",
		"Width and blanks, invisible characters, the number's check character, the difference to the certified name, and how it would go. Nothing is kept.",
	},
	{"GET /v1/accounts/{account}/titles/{id}", "One of the saved ones."},
	{"PUT /v1/accounts/{account}/titles/{id}", "Applications that were made before keep what they were made with."},
	{"DELETE /v1/accounts/{account}/titles/{id}", "Applications that were made with it keep what they were made with."},

	{"GET /v1/accounts/{account}/addresses", "Where paper invoices may be sent."},
	{"POST /v1/accounts/{account}/addresses", "An application names it by its id, or takes the default one."},
	{"GET /v1/accounts/{account}/addresses/{id}", "One of the saved ones."},
	{"PUT /v1/accounts/{account}/addresses/{id}", "Parcels that are on their way keep their address."},
	{"DELETE /v1/accounts/{account}/addresses/{id}", "Parcels that are on their way keep their address."},

	{
		"POST /v1/consumptions",
		"Paid orders and bills, up to 1,000 at once; all of them are taken, or none. Under an id that is known with the same content " +
			"nothing happens; with another content the call is refused.",
	},
	{"POST /v1/consumptions/{id}/resources-created", "A prepaid order can be invoiced from when it is paid and its resources are there."},
	{"POST /v1/consumptions/{id}/delivered", "A marketplace order can be invoiced seven days after it was delivered."},
	{
		"POST /v1/refunds",
		"Cash that went back to customers, up to 1,000 refunds at once; all of them are taken, or none. They reduce what is free first; " +
			"what was invoiced already is outstanding from then on.",
	},

	{
		"POST /v1/imports",
		"The file is stored, then read, judged and booked by a workflow: all of it, or nothing. The answer says where to follow that. The " +
			"same file under the same id again finds what was made of it.",
	},
	{"GET /v1/imports", "With how far each has come."},
	{"GET /v1/imports/{id}", "How far it has come, and at the end what became of the file: sums, rows at fault, and what was left out and why."},
	{"GET /v1/imports/{id}/report", "All figures, and every line about which something is said."},

	{
		"GET /v1/accounts/{account}/standing-order",
		"What is ordered, when it is carried out next, what it would apply for now, and why it would be skipped now.",
	},
	{
		"PUT /v1/accounts/{account}/standing-order",
		"At 10:30 in Asia/Shanghai of its day the account applies by itself for everything that is free of the platform's, once a month, as a call " +
			"would. Moved to a day whose hour has passed, or enabled after it, the order counts from the next month on.",
	},
	{"DELETE /v1/accounts/{account}/standing-order", "What it has applied for stays, and so does its history."},
	{
		"GET /v1/accounts/{account}/standing-order/history",
		"Month by month, the latest first: the application that was made, or why none was. It stays when the order is deleted.",
	},

	{
		"GET /v1/accounts/{account}/invoiceable",
		"What may be invoiced at an instant, what is reserved and invoiced, and when more is released. The reasons say why nothing can be " +
			"applied for.",
	},
	{
		"GET /v1/accounts/{account}/invoiceable/records",
		"Every consumption with what of it is free, reserved, invoiced or outstanding: together they explain the amount to the cent.",
	},
	{
		"GET /v1/accounts/{account}/invoiceable/records/summary",
		"The same filters as the list; each tab is counted whatever tab the list is narrowed to.",
	},
	{
		"GET /v1/accounts/{account}/invoiceable/sellers",
		"The platform, and the marketplace vendors that invoice the account themselves: each has a balance of its own.",
	},

	{
		"POST /v1/accounts/{account}/console-link",
		"For an upstream console that has signed its customer in: send the customer's browser to href within a minute. The link is good once. From then on " +
			"the customer acts as link:<service>/<subject>, so that the trail says who has vouched.",
	},
	{
		"GET /v1/accounts/{account}/offset-plan",
		"In each tax classification code what is outstanding, which records clear it, what is short, and which reversals would help. Nothing is done.",
	},
	{
		"POST /v1/accounts/{account}/applications/preview",
		"The invoices with lines, tax and due dates, and every reason against them. Nothing is reserved.",
	},
	{
		"POST /v1/accounts/{account}/applications",
		"The amount is reserved and the invoices are planned. By amount, or by consumptions that are picked. Until it is reviewed the " +
			"customer may take it back.",
	},
	{"GET /v1/accounts/{account}/applications", "Newest first."},
	{"GET /v1/applications", "For who decides about them; narrowed down by state, by who has claimed them or by when they are due."},
	{"GET /v1/accounts/{account}/applications/summary", "Narrowed as the list is; what all its pages have together."},
	{"GET /v1/applications/summary", "Narrowed as the list is; what all its pages have together."},
	{"GET /v1/applications/{id}", "With its invoices, and what the caller may do with it now."},
	{"GET /v1/applications/{id}/timeline", "From its submission to the end of its invoices, the oldest first."},
	{
		"GET /v1/applications/{id}/documents",
		"Every document that was issued, red-issued or voided, in that order, with all that is booked of it (docs/accounting.md). The events " +
			"invoice.issued, invoice.red_issued, invoice.partly_red_issued and invoice.voided say when there is something new.",
	},
	{"POST /v1/applications/{id}/cancel", "As long as nobody has claimed or decided it; later it takes a ticket."},
	{"POST /v1/applications/{id}/claim", "From now on only who claimed it decides, and its customer needs a ticket to cancel it."},
	{"POST /v1/applications/{id}/unclaim", "Everybody of finance may claim it again."},
	{
		"GET /v1/applications/{id}/review",
		"The account, its certification, what it has consumed and was invoiced, and what speaks against the application.",
	},
	{"POST /v1/applications/{id}/approve", "Its invoices are issued now."},
	{"POST /v1/applications/{id}/reject", "Its amounts are free again, and the customer is told the reason."},

	{"GET /v1/invoices", "Narrowed down by state, by what they wait for, or by when they are due."},
	{"GET /v1/accounts/{account}/invoices", "Newest first."},
	{"GET /v1/invoices/summary", "Narrowed as the list is; what all its pages have together."},
	{"GET /v1/accounts/{account}/invoices/summary", "Narrowed as the list is; what all its pages have together, and each view of it."},
	{"GET /v1/invoices/{id}", "With its lines, files, parcel and reversals, and what the caller may do with it now."},
	{"GET /v1/invoices/{id}/files/{format}", "The legal document as PDF, OFD or XML, once it is issued; the checksum stands with the invoice."},
	{"GET /v1/invoices/{id}/timeline", "Every event, oldest first, with who did it."},
	{"GET /v1/invoices/{id}/proof", "Its serial stored, submitted, asked about, answered and booked, each with its instant (I4)."},
	{"POST /v1/invoices/{id}/ship", "With the courier's tracking number; the customer is told."},
	{"POST /v1/invoices/{id}/delivered", "Where no courier says so."},
	{"POST /v1/invoices/{id}/ship/correction", "Of a parcel that people have sent; the customer is told the right number."},
	{"POST /v1/invoices/{id}/remind", "By mail, and every four hours at most. A vendor without a mail address in the policy cannot be reminded."},
	{"POST /v1/invoices/{id}/resend", "The parcel goes out once more, to the same address unless another one is given."},
	{"POST /v1/invoices/{id}/correct", "Under the certified name at once, under another title when a second person has confirmed it."},
	{"POST /v1/invoices/{id}/correction/confirm", "The invoice is issued anew with it. Whoever proposed it cannot confirm it."},
	{"POST /v1/invoices/{id}/give-up", "What the provider refused for good is given up; what is under way is taken back by a ticket."},
	{"POST /v1/invoices/{id}/correction/refuse", "The invoice stays refused, and can be corrected otherwise."},
	{
		"GET /v1/invoices/{id}/red-issue",
		"Whether it can be red-issued at once, needs the buyer's confirmation, or cannot be. The tax provider is asked.",
	},
	{"POST /v1/invoices/{id}/red-issue", "Of the whole invoice, or of lines. Amounts come back once the red document is there."},
	{"POST /v1/invoices/{id}/red-issue/preview", "What is undone, what is left, and how much of it clears outstanding amounts. Nothing is changed."},
	{"POST /v1/invoices/{id}/red-issue/withdraw", "The invoice stays valid."},
	{"GET /v1/invoices/{id}/red/{reversal}/files/{format}", "The red document as PDF, OFD or XML; the checksum stands with the reversal."},

	{"POST /v1/invoices/{id}/refuse", "It is cancelled, its amounts are free again, and the customer is told the reason."},
	{"POST /v1/invoices/{id}/issue", "With the number and the date that stand on it."},
	{"POST /v1/invoices/{id}/reversed", "Ledger and customer follow. Without lines it is everything that is left."},
	{"PUT /v1/invoices/{id}/files/{format}", "The body is the file; it is checked by its content. The same file again changes nothing."},
	{"PUT /v1/invoices/{id}/red/{reversal}/files/{format}", "The body is the file; it is checked by its content. The same file again changes nothing."},

	{"POST /v1/courier/events", "A push about a parcel that we ordered. Pushes may come late, twice or in another order."},
	{
		"POST /v1/provider/nuonuo/{secret}",
		"A form as Nuonuo posts it. Nothing of it is believed: the invoice of the serial asks now, and what we know nothing of is acknowledged.",
	},
	{
		"POST /v1/courier/sf/{secret}",
		"Its address, with the secret, is registered on the platform of SF Express (丰桥), because these pushes are not signed. One push tells of several " +
			"routes. Parcels that we do not know, and codes that mean nothing here, are acknowledged and left out.",
	},
	{
		"POST /v1/provider/events",
		"It makes us ask what became of a serial, or of an invoice that somebody else has undone. What a callback says is not believed by " +
			"itself.",
	},

	{
		"POST /v1/tickets",
		"To cancel what is decided, to void or red-issue paper, for another address, for a lost paper, for a pro-forma invoice, or for " +
			"anything else. The answer says which materials are needed.",
	},
	{"GET /v1/tickets", "Newest first; narrowed down by state."},
	{"GET /v1/tickets/summary", "Narrowed as the list is; what all its pages have together."},
	{"GET /v1/tickets/{id}", "With its materials, what is still missing, and what the caller may do with it now."},
	{"GET /v1/tickets/{id}/timeline", "Every event, oldest first, with who did it."},
	{"POST /v1/tickets/{id}/claim", "From now on only who claimed it decides."},
	{"POST /v1/tickets/{id}/unclaim", "Everybody of finance may claim it again."},
	{"POST /v1/tickets/{id}/ask", "The customer is told which, and why."},
	{"POST /v1/tickets/{id}/accept", "What it asks for is done now, where nothing is missing any more."},
	{"POST /v1/tickets/{id}/refuse", "The customer is told the reason."},
	{"POST /v1/tickets/{id}/confirm", "Finance affixes the seal then."},
	{"POST /v1/tickets/{id}/changes", "Finance is told what is to be different, and makes another one."},
	{"POST /v1/tickets/{id}/withdraw", "Nothing is done about it any more."},
	{"POST /v1/tickets/{id}/materials", "PNG, JPEG or PDF, checked by its content."},
	{"GET /v1/tickets/{id}/materials/{material}", "As it was handed in, or as we made it."},
	{"GET /v1/templates/{type}", "To be filled in, stamped, and handed in as a material of a ticket."},

	{"GET /v1/red-forms", "With the invoice that each is about, and until when it may be confirmed."},
	{"POST /v1/red-forms/{id}/confirm", "The red document is issued, and the amounts come back."},
	{"POST /v1/red-forms/{id}/deny", "The invoice stays valid."},

	{"GET /v1/reconciliations", "One a night, and those that were asked for."},
	{"GET /v1/reconciliations/{id}", "What differed, and what was done about it."},
	{
		"POST /v1/reconciliations",
		"A workflow compares what the tax provider has with the register and the ledger; with `repair`, what can be booked is booked.",
	},

	{
		"GET /v1/operator-tasks",
		"Troubles of sellers, missed promises, contradictions, mails that were not handed over, and whatever else needs somebody.",
	},
	{"POST /v1/operator-tasks/{task}/seen-to", "What waits because of it tries again at once; the task opens again where it still fails."},
	{"POST /v1/operator-tasks/{task}/dismiss", "For mails that were not handed over, and for events that an endpoint did not take."},
	{"GET /v1/desk/alike", "What is right for one of a group is right for all of it: titles that differ from the certified names in the same way (R1)."},
	{"GET /v1/desk", "Counted up to 1,000 each. What is not on this list needs nobody."},
	{
		"GET /v1/search",
		"By exactly a number, serial, taxpayer number, parcel, sheet, account or id; or by any part of a name that has two characters or more.",
	},
	{
		"POST /v1/print-desk/shipments",
		"Up to 500 lines in one transaction: what is wrong with one is said of it, and the others are recorded, unless all or nothing is asked for.",
	},
	{"POST /v1/print-desk/sheets", "All of them, or none, because one that is missing shifts all others. A spoiled sheet is replaced until the paper is sent."},
	{"GET /v1/print-desk/list", "Up to 500 papers, the most urgent first, each with its reference, which is also what comes back with a tracking number."},
	{"GET /v1/figures/{figure}", "Up to 366 days; the last 30 by default. A value is null where there is none, and zero where it is zero."},
	{"GET /v1/figures/{figure}/table", "Money and minutes are number cells, days are texts; an empty cell is a value that there is not."},
	{"GET /v1/parked", "How many, since when, when they try again, and what somebody can do about it (I5)."},
	{"GET /v1/sellers", "The platform first, then the vendors that the policy names or that have invoices, by their ids."},
	{
		"POST /v1/sellers/{seller}/pause",
		"What would get its serial is parked without a call (I5), and `affected` says how many that are; what has its serial goes on. A vendor issues " +
			"by itself, and is not paused.",
	},
	{"POST /v1/sellers/{seller}/resume", "What was parked goes on in its order, a few at first, as after any other trouble."},
	{
		"GET /v1/sellers/{seller}",
		"How much it may still issue, how long that lasts, whether its session at the tax provider is open, and what holds its invoices up.",
	},

	{
		"POST /v1/sellers/{seller}/login-code",
		"Where the bureau's session has ended (I5), the issuing operator scans the code, logs in or passes the face check, and what was parked goes on. " +
			"A provider that has no such code answers `not_offered`.",
	},
	{
		"POST /v1/invoices/{id}/waybill",
		"Of a parcel that is on its way and was ordered by the product. The trail says who had it printed. A courier that prints none, or a parcel that people " +
			"have sent, answers `not_offered`.",
	},
	{
		"POST /v1/invoices/{id}/deliver",
		"By the provider's own mail or text message, beside our mails. A provider that sends nothing answers `not_offered`.",
	},
	{"POST /v1/webhooks", "The messages are described under webhooks. Only this answer has the secret with which they are signed."},
	{"GET /v1/webhooks", "Without their secrets."},
	{"GET /v1/webhooks/{webhook}", "Without its secret."},
	{"DELETE /v1/webhooks/{webhook}", "It is told nothing more."},
	{"GET /v1/webhooks/{webhook}/deliveries", "With what came of the last try; narrowed down by state."},
	{"POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver", "It comes before later ones of the same invoice."},

	{
		"POST /v1/exports",
		"A workflow makes it, and the answer says where to follow that. Invoices come as one zip with an index, the rest as a table.",
	},
	{"GET /v1/exports", "With how far each has come."},
	{"GET /v1/exports/{id}", "How far it has come, and at the end where the file is, with its checksum."},
	{"GET /v1/exports/{id}/file", "Refused until it is ready."},

	{
		"GET /v1/audit", "Every change of an object, oldest first; or, narrowed by who did what and when, of one or all objects, the latest first. " +
			"Each has the act, the actor, and the state before and after. Personal data is left out.",
	},
	{"GET /v1/audit/chain", "The head of the chain of seals over the trail. Written down elsewhere, it proves later that nothing before it was changed."},

	{"GET /v1/calendar/due", "With the days off and the worked weekends that were counted."},
	{"PUT /v1/calendar/{year}", "As the State Council announced it. Promises that reach into the year are computed anew."},
	{
		"GET /v1/permissions",
		"The caller as its token was verified, and every call that it may make. Somebody of finance needs permissions besides the role, and what " +
			"two people decide is confirmed by somebody else than who proposed it.",
	},
	{"GET /v1/policy", "Everything that this service's owner has decided: limits, kinds, tax rates, promises."},

	{"GET /healthz", "It says nothing of what the service works with."},
	{"GET /readyz", "It says so only while the database answers."},
})

func byCall(words [][2]string) map[string]string {
	found := make(map[string]string, len(words))
	for _, pair := range words {
		found[pair[0]] = pair[1]
	}
	return found
}
