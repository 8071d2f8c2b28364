package workflows

import (
	"fmt"

	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/message"
	"kaipiao/domain/ticket"
)

// Listing is how a workflow stands in the operators' lists when it starts (O2). It holds no amounts and no personal data.
type Listing struct {
	Summary    string
	Attributes temporal.SearchAttributes
}

// ListApplication is how the workflow of an application stands there.
func ListApplication(start message.ApplicationStart) Listing {
	return Listing{fmt.Sprintf("application for %s invoices of account %s", start.Medium, start.Account), temporal.NewSearchAttributes(
		StageAttribute.ValueSet(StageReview), AccountAttribute.ValueSet(string(start.Account)), MediumAttribute.ValueSet(string(start.Medium)),
		DueAttribute.ValueSet(start.ReviewDueAt), OverdueAttribute.ValueSet(false),
	)}
}

// listInvoice is how the workflow of one of an application's invoices stands there.
func listInvoice(start message.InvoiceStart, n, of int) Listing {
	summary := fmt.Sprintf("%s invoice %d of %d of account %s", start.Medium, n, of, start.Account)
	if start.ByVendor() {
		summary += ", issued by the vendor " + string(start.Seller)
	}
	return Listing{summary, temporal.NewSearchAttributes(
		StageAttribute.ValueSet(StageIssuing), AccountAttribute.ValueSet(string(start.Account)), MediumAttribute.ValueSet(string(start.Medium)),
		DueAttribute.ValueSet(start.DueAt), OverdueAttribute.ValueSet(false),
	)}
}

// ListSellerDesk is how a seller's desk stands there.
func ListSellerDesk(start message.SellerDeskStart) Listing {
	return Listing{Summary: "troubles of the seller " + string(start.Seller)}
}

// ListTicket is how the workflow of a ticket stands there.
func ListTicket(start message.TicketStart) Listing {
	attributes := []temporal.SearchAttributeUpdate{
		StageAttribute.ValueSet(StageTicket), AccountAttribute.ValueSet(string(start.Account)), OverdueAttribute.ValueSet(false),
	}
	if start.Status.Turn() == ticket.CustomersTurn {
		attributes = append(attributes, WaitingForAttribute.ValueSet(string(ticket.CustomersTurn)))
	} else {
		attributes = append(attributes, DueAttribute.ValueSet(start.DueAt))
	}
	return Listing{fmt.Sprintf("ticket of account %s: %s", start.Account, start.Kind), temporal.NewSearchAttributes(attributes...)}
}

// ListReversals is how the workflow of an invoice's reversals stands there.
func ListReversals(start message.ReversalStart) Listing {
	return Listing{fmt.Sprintf("reversal of a %s invoice of account %s", start.Medium, start.Account), temporal.NewSearchAttributes(
		StageAttribute.ValueSet(StageReversal), AccountAttribute.ValueSet(string(start.Account)), MediumAttribute.ValueSet(string(start.Medium)),
		OverdueAttribute.ValueSet(false),
	)}
}

// ListReconciliation is how a comparison of ledger, register and provider stands there.
func ListReconciliation(start message.ReconciliationStart) Listing {
	if start.Reconciliation == "" {
		return Listing{Summary: "nightly comparison of ledger, register and provider"}
	}
	return Listing{Summary: "comparison of ledger, register and provider, asked for"}
}
