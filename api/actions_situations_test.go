package api_test

import (
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// situation is an object in a state; make returns its id. A reversal is the last one of the invoice with the id.
type situation struct {
	subject, name string
	// status is the state that it shows.
	status string
	make   func(*stage) string
}

func onApplications(name, status string, create func(*stage) string) situation {
	return situation{"application", name, status, create}
}

func onInvoices(name, status string, create func(*stage) string) situation {
	return situation{"invoice", name, status, create}
}

func onTickets(name, status string, create func(*stage) string) situation {
	return situation{"ticket", name, status, create}
}

var situations = []situation{
	onApplications("pending", "pending_approval", (*stage).applied),
	onApplications("claimed", "pending_approval", func(s *stage) string { return s.after(s.applied(), finance, claimApplication, nil) }),
	onApplications("claimed by somebody else", "pending_approval", func(s *stage) string { return s.after(s.applied(), colleague, claimApplication, nil) }),
	onApplications("approved", "approved", func(s *stage) string { a := s.applied(); s.approved(a); return a }),
	onApplications("rejected", "rejected", func(s *stage) string {
		return s.after(s.applied(), finance, "/v1/applications/%s/reject", object{"reason": "no"})
	}),
	onApplications("cancelled", "cancelled", func(s *stage) string { return s.after(s.applied(), customer, "/v1/applications/%s/cancel", nil) }),
	onApplications("offset", "offset", (*stage).offset),

	onInvoices("approved", "approved", (*stage).electronic),
	onInvoices("at the provider", "approved", (*stage).sent),
	onInvoices("failed", "failed", func(s *stage) string { return s.failed(s.key()) }),
	onInvoices("correction proposed", "failed", func(s *stage) string { return s.proposed(s.key()) }),
	onInvoices("issued", "issued", func(s *stage) string { return s.issued(s.electronic()) }),
	onInvoices("partly red-issued", "partly_red_issued", func(s *stage) string { return s.reversed(part1) }),
	onInvoices("red-issued", "red_issued", func(s *stage) string { return s.reversed(nil) }),
	onInvoices("being reversed", "issued", func(s *stage) string { return s.reversing(reversal.AwaitsBuyer) }),
	onInvoices("cancelled", "cancelled", (*stage).stopped),
	onInvoices("paper approved", "approved", (*stage).approvedPaper),
	onInvoices("paper issued", "issued", func(s *stage) string { return s.issued(s.approvedPaper()) }),
	onInvoices("paper being voided", "issued", (*stage).takenBack),
	onInvoices("paper voided", "voided", (*stage).voided),
	onInvoices("shipped by the desk", "shipped", func(s *stage) string { return s.shipped(s.issued(s.approvedPaper())) }),
	onInvoices("ordered by us", "shipped", func(s *stage) string { return s.ordered("") }),
	onInvoices("came back", "shipped", func(s *stage) string { return s.ordered("returned") }),
	onInvoices("to be sent again", "shipped", func(s *stage) string { return s.after(s.ordered("returned"), finance, "/v1/invoices/%s/resend", nil) }),
	onInvoices("delivered", "delivered", func(s *stage) string { return s.ordered("signed") }),
	onInvoices("vendor's approved", "approved", (*stage).sold),
	onInvoices("vendor's issued", "issued", func(s *stage) string { return s.issuedByVendor(s.sold()) }),
	onInvoices("vendor's paper approved", "approved", (*stage).soldOnPaper),
	onInvoices("vendor's paper issued", "issued", func(s *stage) string { return s.issuedByVendor(s.soldOnPaper()) }),
	onInvoices("vendor's paper shipped", "shipped", func(s *stage) string { return s.shipped(s.issuedByVendor(s.soldOnPaper())) }),
	onInvoices("vendor's paper delivered", "delivered", func(s *stage) string {
		return s.after(s.shipped(s.issuedByVendor(s.soldOnPaper())), vendor, "/v1/invoices/%s/delivered", nil)
	}),
	// The last one: its seller's trouble holds up whatever is to be issued afterwards (I5).
	onInvoices("parked", "approved", func(s *stage) string { return s.parked(invoice.ProviderDown) }),

	onTickets("cancel", "open", func(s *stage) string { return s.asked(object{"kind": "cancel", "application": s.applied()}) }),
	onTickets("cancel of a paper that is out", "open", func(s *stage) string { return s.asked(object{"kind": "cancel", "invoice": s.ordered("")}) }),
	onTickets("cancel of a paper that is asked for", "awaiting_materials", func(s *stage) string {
		return s.after(s.asked(object{"kind": "cancel", "invoice": s.ordered("")}), finance, "/v1/tickets/%s/accept", nil)
	}),
	onTickets("change of address", "open", func(s *stage) string {
		return s.asked(object{"kind": "change_address", "application": s.appliedPaper(), "address": elsewhere})
	}),
	onTickets("change of address of what is on its way", "open", func(s *stage) string {
		i := s.issued(s.approvedPaper())
		t := s.asked(object{"kind": "change_address", "invoice": i, "address": elsewhere})
		s.shipped(i)
		return t
	}),
	onTickets("cancel of what is at the provider", "open", func(s *stage) string { return s.asked(object{"kind": "cancel", "invoice": s.sent()}) }),
	onTickets("cancel of what is being reversed", "open", func(s *stage) string {
		return s.asked(object{"kind": "cancel", "invoice": s.reversing(reversal.AwaitsBuyer)})
	}),
	onTickets("void", "awaiting_materials", func(s *stage) string { return s.asked(object{"kind": "void", "invoice": s.ordered("")}) }),
	onTickets("void with everything", "verifying", func(s *stage) string {
		t := s.with(s.asked(object{"kind": "void", "invoice": s.ordered("")}), customer, "rejection_certificate")
		return s.with(t, finance, "original_received")
	}),
	onTickets("void of a paper that has left since", "verifying", func(s *stage) string {
		i := s.issued(s.approvedPaper())
		t := s.with(s.asked(object{"kind": "void", "invoice": i}), customer, "rejection_certificate")
		s.shipped(i)
		return t
	}),
	onTickets("lost", "awaiting_materials", func(s *stage) string { return s.asked(object{"kind": "lost", "invoice": s.ordered("")}) }),
	onTickets("lost with its certificate", "verifying", func(s *stage) string {
		return s.with(s.asked(object{"kind": "lost", "invoice": s.ordered("")}), customer, "loss_certificate")
	}),
	onTickets("lost e-invoice", "done", func(s *stage) string { return s.asked(object{"kind": "lost", "invoice": s.issued(s.electronic())}) }),
	onTickets("other", "open", func(s *stage) string { return s.asked(object{"kind": "other"}) }),
	onTickets("claimed", "open", func(s *stage) string { return s.after(s.asked(object{"kind": "other"}), finance, claimTicket, nil) }),
	onTickets("claimed by somebody else", "open", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), colleague, claimTicket, nil)
	}),
	onTickets("materials asked for", "awaiting_materials", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), finance, "/v1/tickets/%s/ask", object{"types": []any{"other"}, "reason": "合同"})
	}),
	onTickets("opened by the product", "open", (*stage).returned),
	onTickets("refused", "refused", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), finance, "/v1/tickets/%s/refuse", object{"reason": "no"})
	}),
	onTickets("withdrawn", "refused", func(s *stage) string {
		return s.after(s.asked(object{"kind": "other"}), customer, "/v1/tickets/%s/withdraw", nil)
	}),

	{"operator_task", "trouble", "open", func(s *stage) string {
		s.parked(invoice.ProviderDown)
		return fmt.Sprint(s.tasks("?kind=provider")[0].id)
	}},
	{"operator_task", "contradiction", "open", (*stage).contradicted},
	{"operator_task", "a mail that was given up", "open", func(s *stage) string { return fmt.Sprint(s.unsent()) }},
}

// proformas are offered to accounts abroad, which apply for nothing else (A9).
var proformas = []situation{
	onTickets("pro-forma", "awaiting_customer", (*stage).proforma),
	onTickets("pro-forma to be changed", "open", func(s *stage) string {
		return s.after(s.proforma(), customer, "/v1/tickets/%s/changes", object{"reason": "x"})
	}),
	onTickets("pro-forma confirmed", "verifying", func(s *stage) string { return s.after(s.proforma(), customer, "/v1/tickets/%s/confirm", nil) }),
	onTickets("pro-forma sealed", "done", func(s *stage) string {
		return s.with(s.after(s.proforma(), customer, "/v1/tickets/%s/confirm", nil), finance, "stamped_scan")
	}),
}
