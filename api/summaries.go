package api

import (
	"context"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
)

// Summary is what a list has on all its pages together.
type Summary struct {
	Count  int           `json:"count" doc:"How many there are; 1000 where there are more." example:"14"`
	Capped bool          `json:"capped" doc:"Whether there are more than count says."`
	Amount *money.Amount `json:"amount" nullable:"true" doc:"With tax, in CNY; null for tickets, and for more than 10,000." example:"1120.00"`
}

// InvoiceSummary is that of an account's invoices, with its views.
type InvoiceSummary struct {
	Summary
	ByView InvoiceViews `json:"by_view" doc:"The same list in each view, whatever states it is narrowed to."`
}

// InvoiceViews are the views of a customer's list.
type InvoiceViews struct {
	All      Summary `json:"all" doc:"All invoices, also those that were given up (全部)."`
	UnderWay Summary `json:"under_way" doc:"What is not issued yet (进行中)."`
	NeedsYou Summary `json:"needs_you" doc:"Where the buyer has to confirm a red-issue, or a ticket waits for the customer (需您处理)."`
	Issued   Summary `json:"issued" doc:"What is issued and stands as it was issued (已开票)."`
	Undone   Summary `json:"undone" doc:"What is red-issued or voided, in whole or in part (已红冲/作废)."`
}

type summaryAnswer struct{ Body Summary }

type invoiceSummaryAnswer struct{ Body InvoiceSummary }

func showSummary(found paging.Summary) Summary {
	return Summary{Count: found.Count, Capped: found.Capped, Amount: found.Amount}
}

func (s *surface) sumApplications(ctx context.Context, in *struct {
	AccountQuery
	ApplicationQuery
},
) (*summaryAnswer, error) {
	return s.summedApplications(ctx, in.ApplicationQuery, in.Account)
}

func (s *surface) sumAccountApplications(ctx context.Context, in *struct {
	AccountPath
	ApplicationQuery
},
) (*summaryAnswer, error) {
	return s.summedApplications(ctx, in.ApplicationQuery, in.Account)
}

func (s *surface) summedApplications(ctx context.Context, narrowed ApplicationQuery, account ids.Account) (*summaryAnswer, error) {
	filter, err := narrowed.filter(ctx, account)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Applications.Summary(ctx, filter)
	return &summaryAnswer{Body: showSummary(found)}, err
}

func (s *surface) sumInvoices(ctx context.Context, in *struct {
	AccountQuery
	InvoiceQuery
},
) (*summaryAnswer, error) {
	if err := noAccounts(ctx, in.Account); err != nil {
		return nil, err
	}
	filter, err := in.filter(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Invoices.Summary(ctx, filter)
	return &summaryAnswer{Body: showSummary(found)}, err
}

func (s *surface) sumAccountInvoices(ctx context.Context, in *struct {
	AccountPath
	InvoiceQuery
},
) (*invoiceSummaryAnswer, error) {
	filter, err := in.filter(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	found, of, err := s.Office.Invoices.SummaryByView(ctx, filter)
	if err != nil {
		return nil, err
	}
	return &invoiceSummaryAnswer{Body: InvoiceSummary{Summary: showSummary(found), ByView: InvoiceViews{
		All: showSummary(of[invoices.All]), UnderWay: showSummary(of[invoices.UnderWay]), NeedsYou: showSummary(of[invoices.NeedsYou]),
		Issued: showSummary(of[invoices.Issued]), Undone: showSummary(of[invoices.Undone]),
	}}}, nil
}

func (s *surface) sumTickets(ctx context.Context, in *struct {
	AccountQuery
	TicketQuery
},
) (*summaryAnswer, error) {
	filter, err := in.filter(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Tickets.Summary(ctx, filter)
	return &summaryAnswer{Body: showSummary(found)}, err
}
