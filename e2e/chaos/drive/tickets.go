package drive

import "kaipiao/client"

// accepts has finance decide for the ticket. A wrong state is that of a call which was made before and not answered.
func (s *story) accepts(tooLate ...string) {
	if s.err == nil {
		s.tells(s.finance, "/v1/tickets/"+s.ticket.ID+"/accept", nil, append(tooLate, "wrong_state")...)
	}
}

func ticketCancel(s *story) {
	s.applied(eInvoice(s.amount()))
	if s.pick%2 == 0 {
		s.comes("issued")
	}
	s.gaveUp()
	if s.opens("cancel", map[string]any{"application": s.application.ID}) {
		s.accepts("already_sent")
	}
}

func ticketAddress(s *story) {
	s.applied(onPaper(s.amount()))
	address := client.AddressBody{Recipient: "李四", Phone: "021-55556666", Region: "上海市", Street: "世纪大道1号"}
	if s.opens("change_address", map[string]any{"application": s.application.ID, "address": address}) {
		s.accepts("address_fixed") // the courier was ordered before finance could be heard
	}
	s.comes("delivered")
}

// ticketVoid: a special paper invoice is voided in the month of its issue, when it is here again with its certificate (V3).
func ticketVoid(s *story) {
	s.applied(onPaper(s.amount()))
	s.comes("delivered")
	if s.err != nil || !s.opens("void", map[string]any{"invoice": s.application.Invoices[0].ID}) {
		return
	}
	s.handsIn(s.finance, map[string]string{"type": "original_received", "freight": "prepaid"})
	s.handsIn(s.customer, map[string]string{"type": "rejection_certificate"})
	s.accepts()
	s.comes("voided", "delivered") // the bureau may refuse
}

func ticketLost(s *story) {
	s.applied(onPaper(s.amount()))
	s.comes("delivered")
	if s.err != nil || !s.opens("lost", map[string]any{"invoice": s.application.Invoices[0].ID}) {
		return
	}
	s.handsIn(s.customer, map[string]string{"type": "loss_certificate"})
	s.accepts()
}

func ticketOther(s *story) {
	s.is(enterprise)
	if s.opens("other", map[string]any{}) {
		s.tells(s.finance, "/v1/tickets/"+s.ticket.ID+"/refuse", map[string]string{"reason": "已超过开票期限"}, "wrong_state")
	}
}
