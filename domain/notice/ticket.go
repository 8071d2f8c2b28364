package notice

import (
	"slices"
	"text/template"

	"kaipiao/domain/actor"
	"kaipiao/domain/policy"
	"kaipiao/domain/ticket"
)

// What customers are told about their tickets (O3).
const (
	TicketMaterials About = "ticket_materials"
	TicketConfirm   About = "ticket_confirm"
	TicketDone      About = "ticket_done"
	TicketRefused   About = "ticket_refused"
)

// materialNames are what customers call the materials that they are asked for, in Chinese and in English.
var materialNames = map[ticket.MaterialType][2]string{
	ticket.OriginalReceived:     {"发票原件（全部联次）", "the original invoice, with all of its sheets"},
	ticket.VoidNote:             {"作废原因说明", "a note of the reason"},
	ticket.RejectionCertificate: {"发票拒收证明", "the invoice rejection certificate"},
	ticket.LossCertificate:      {"遗失证明扫描件", "a scan of the loss certificate"},
	ticket.OtherMaterial:        {"其他说明材料（见说明）", "other documents, as explained below"},
}

// wording lets templates name materials.
var wording = template.FuncMap{
	"chinese": func(t ticket.MaterialType) string { return materialNames[t][0] },
	"english": func(t ticket.MaterialType) string { return materialNames[t][1] },
}

// WriteTicket makes the subject and the body of a notice about a ticket; originals are sent back to the address for returns.
func WriteTicket(about About, t ticket.Ticket, returns policy.Returns) (subject, body string, err error) {
	// What only finance hands in is nothing to ask the customer for.
	t.Missing = slices.DeleteFunc(slices.Clone(t.Missing), func(m ticket.MaterialType) bool { return !m.AskedOfCustomer() })
	return write(about, struct {
		Ticket   ticket.Ticket
		Original bool
		Returns  policy.Returns
		// Ours: the product opened it, because something is wrong with a parcel (V7).
		Ours bool
	}{t, slices.Contains(t.Missing, ticket.OriginalReceived), returns, t.OpenedBy == actor.Product})
}
