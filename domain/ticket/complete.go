package ticket

import "kaipiao/domain/refusal"

// CheckComplete refuses a ticket that does not name what one of its kind is about, or names something else besides.
func (t Ticket) CheckComplete() error {
	incomplete := func(field, sentence string) error { return refusal.New(refusal.InvalidRequest, field, sentence) }
	named := t.Application != "" || t.Invoice != ""
	switch {
	case t.Application != "" && t.Invoice != "":
		return incomplete("application", "Name either an application or an invoice.")
	case (t.Kind == Cancel || t.Kind == ChangeAddress) && !named:
		return incomplete("application", "Name either an application or an invoice.")
	case (t.Kind == Void || t.Kind == Lost) && t.Invoice == "":
		return incomplete("invoice", "Name the invoice.")
	case t.Kind == Proforma && named:
		return incomplete("application", "A pro-forma invoice is about consumptions, and about no application.")
	case t.Kind == Other && t.Note == "":
		return incomplete("note", "Say what it is about.")
	case t.Kind == ChangeAddress && t.Address == nil:
		return incomplete("address", "Say where to.")
	case t.Kind != ChangeAddress && t.Address != nil:
		return incomplete("address", "Only a change of address has one.")
	case t.Kind != Proforma && t.Consumptions != nil:
		return incomplete("consumptions", "Only a pro-forma invoice is made of them.")
	default:
		return nil
	}
}
