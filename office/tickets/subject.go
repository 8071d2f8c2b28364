package tickets

import (
	"context"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/ticket"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// findSubject finds what a ticket is about, and so whose it is. A customer who names what is another account's is told that there
// is no such thing (O1).
func findSubject(ctx context.Context, q *query.Queries, request Request) (ticket.Ticket, error) {
	found := request.Ticket
	switch {
	case found.Invoice != "":
		row, err := q.Invoice(ctx, found.Invoice)
		if err != nil {
			return found, tx.Missing(err, "invoice")
		}
		if row.Status == invoice.Planned || request.hides(row.Account) {
			return found, refusal.New(refusal.NotFound, "", "invoice")
		}
		found.Account, found.Application = row.Account, row.Application
	case found.Application != "":
		row, err := q.Application(ctx, found.Application)
		if err != nil {
			return found, tx.Missing(err, "application")
		}
		if request.hides(row.Account) {
			return found, refusal.New(refusal.NotFound, "", "application")
		}
		found.Account = row.Account
	case request.OnlyOf != "":
		found.Account = request.OnlyOf
	}
	named := request.Account
	switch {
	case found.Account == "":
		return found, refusal.BadInput("account", "Say whose ticket it is.", "请说明工单所属账户。")
	case named != "" && named != found.Account && request.OnlyOf != "":
		return found, refusal.New(refusal.NotFound, "", "account")
	case named != "" && named != found.Account:
		return found, refusal.BadInput("account", "This is not the account of what the ticket is about.", "该账户与工单涉及的对象不符。")
	default:
		return found, nil
	}
}
