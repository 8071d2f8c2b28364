package event

import (
	"kaipiao/domain/notice"
	"kaipiao/domain/ticket"
)

// What happens to tickets.
const (
	TicketOpened      Name = "ticket_opened"
	TicketClaimed     Name = "ticket_claimed"
	TicketUnclaimed   Name = "ticket_unclaimed"
	MaterialsAskedFor Name = "materials_asked_for"
	OriginalAskedFor  Name = "original_asked_for"
	MaterialAdded     Name = "material_added"
	MaterialsComplete Name = "materials_complete"
	ProformaOffered   Name = "proforma_offered"
	ChangesAskedFor   Name = "changes_asked_for"
	TicketConfirmed   Name = "ticket_confirmed"
	TicketDone        Name = "ticket_done"
	TicketRefused     Name = "ticket_refused"
	TicketWithdrawn   Name = "ticket_withdrawn"
	ProformaOutdated  Name = "proforma_outdated"
	// OutstandingAccepted: finance accepts what is outstanding (L13).
	OutstandingAccepted Name = "outstanding_accepted"
	AcceptanceProposed  Name = "acceptance_proposed"
)

var ofTickets = []Entry{
	{
		Name: TicketOpened, Types: Types{Ticket: "ticket.opened"}, TellsDetail: true,
		Mails:   []notice.About{notice.TicketMaterials, notice.TicketConfirm},
		English: "Ticket opened", Chinese: "工单已创建",
		When: "a customer, finance, or the product because of a parcel, opened a ticket. The mail says what to hand in or to confirm. " +
			"The detail is kind and id",
	},
	{
		Name: TicketClaimed, Types: Types{Ticket: "ticket.claimed"},
		English: "Ticket claimed", Chinese: "工单已领取",
		When: "somebody of finance took the ticket",
	},
	{
		Name: TicketUnclaimed, Types: Types{Ticket: "ticket.unclaimed"},
		English: "Ticket put back", Chinese: "工单已放回",
		When: "the ticket was put back for everybody of finance",
	},
	{
		Name: MaterialsAskedFor, Types: Types{Ticket: "ticket.materials_asked_for"}, Mails: []notice.About{notice.TicketMaterials},
		English: "Materials asked for", Chinese: "已要求补充材料",
		When: "finance asked the customer for materials; the detail says for which and why",
	},
	{
		Name: OriginalAskedFor, Types: Types{Ticket: "ticket.original_asked_for"}, Mails: []notice.About{notice.TicketMaterials},
		English: "Original asked for", Chinese: "已要求退回发票原件",
		When: "finance agrees to take back a paper that is out, and its original has to come back first (V3)",
	},
	{
		Name: MaterialAdded, Types: Types{Ticket: "ticket.material_added"},
		English: "Material added", Chinese: "已提交材料",
		When: "a material was handed in; the detail is its type and id",
	},
	{
		Name: MaterialsComplete, Types: Types{Ticket: "ticket.materials_complete"},
		English: "Materials complete", Chinese: "材料已齐",
		When: "everything is there that the customer was asked for; it is the turn of finance",
	},
	{
		Name: ProformaOffered, Types: Types{Ticket: "ticket.proforma_offered"}, Mails: []notice.About{notice.TicketConfirm},
		English: "Pro-forma invoice offered", Chinese: "形式发票待客户确认",
		When: "finance made another pro-forma invoice for the customer to confirm (A9)",
	},
	{
		Name: ProformaOutdated, Types: Types{Ticket: "ticket.proforma_outdated"}, Owes: Owes{Ticket: notice.ProformaOutdated},
		English: "Pro-forma invoice outdated by a refund", Chinese: "形式发票因退款已过时",
		When: "something that stands on a pro-forma invoice was refunded; another one can be asked for. The detail is the ticket (A9)",
	},
	{
		Name: ChangesAskedFor, Types: Types{Ticket: "ticket.changes_asked_for"},
		English: "Changes asked for", Chinese: "客户要求修改形式发票",
		When: "the customer wants its pro-forma invoice otherwise; the detail says how (A9)",
	},
	{
		Name: TicketConfirmed, Types: Types{Ticket: "ticket.confirmed"},
		English: "Confirmed by the customer", Chinese: "客户已确认形式发票",
		When: "the customer agrees to its pro-forma invoice, and finance affixes the seal (A9)",
	},
	{
		Name: AcceptanceProposed, Types: Types{Ticket: "ticket.acceptance_proposed"}, TellsDetail: true,
		English: "Acceptance of the outstanding amount proposed", Chinese: "欠票确认待复核",
		When: "the first of two people of finance would accept what is outstanding (L13); the detail is the amount",
	},
	{
		Name: OutstandingAccepted, Types: Types{Ticket: "ticket.outstanding_accepted"}, TellsDetail: true,
		English: "Outstanding amount accepted", Chinese: "财务已确认欠票",
		When: "finance accepts what is outstanding, so that another subject can take the account over (L13); the detail is the amount",
	},
	{
		Name: TicketDone, Types: Types{Ticket: "ticket.done"}, Mails: []notice.About{notice.TicketDone},
		English: "Ticket done", Chinese: "工单已完成",
		When: "what the ticket asks for is done. Another address shows in the parcel's own mails",
	},
	{
		Name: TicketRefused, Types: Types{Ticket: "ticket.refused"}, Mails: []notice.About{notice.TicketRefused},
		English: "Ticket refused", Chinese: "工单已拒绝",
		When: "finance refused what the ticket asks for; the detail has the reason",
	},
	{
		Name: TicketWithdrawn, Types: Types{Ticket: "ticket.withdrawn"},
		English: "Ticket withdrawn", Chinese: "工单已撤回",
		When: "the customer took the ticket back",
	},
}

var ticketClosed = map[ticket.Status]Name{ticket.Done: TicketDone, ticket.Refused: TicketRefused}

// OfTicketClosed is the event that a ticket was decided for good, or that its customer took it back.
func OfTicketClosed(status ticket.Status, withdrawn bool) Name {
	if withdrawn {
		return TicketWithdrawn
	}
	return ticketClosed[status]
}
