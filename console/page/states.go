package page

import (
	"kaipiao/api"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

// Look is how a state is drawn: by a colour and an icon, never by a colour alone.
type Look string

// The looks.
const (
	Neutral Look = "neutral"
	Wait    Look = "wait"
	Run     Look = "run"
	Good    Look = "done"
	Bad     Look = "bad"
	Red     Look = "red"
	Ended   Look = "ended"
	Held    Look = "parked"
)

var icons = map[Look]string{Neutral: "○", Wait: "◔", Run: "▶", Good: "✓", Bad: "!", Red: "⊖", Ended: "✕", Held: "‖"}

// State is a state as a page draws it.
type State struct {
	Look Look
	Says words.Text
}

func stateOf[S ~string](table life.Table[S], state S, looks map[S]Look) State {
	look, known := looks[state]
	if !known {
		look = Neutral
	}
	for _, row := range table.States {
		if row.Name == state {
			return State{look, words.Text{ZH: row.Chinese, EN: sentence(row.English)}}
		}
	}
	return State{look, words.Same(string(state))}
}

// sentence begins with a capital letter, as English labels do.
func sentence(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}

// ApplicationState draws an application's state.
func ApplicationState(s application.Status) State {
	return stateOf(application.Life, s, map[application.Status]Look{
		application.PendingApproval: Wait, application.Approved: Run, application.Rejected: Bad, application.Cancelled: Ended, application.Offset: Held,
	})
}

// InvoiceState draws an invoice's state.
func InvoiceState(s invoice.Status) State {
	return stateOf(invoice.Life, s, map[invoice.Status]Look{
		invoice.Planned: Neutral, invoice.Approved: Run, invoice.Issued: Good, invoice.Shipped: Run, invoice.Delivered: Good, invoice.Voided: Ended,
		invoice.RedIssued: Red, invoice.PartlyRedIssued: Red, invoice.Failed: Bad, invoice.Cancelled: Ended,
	})
}

// TicketState draws a ticket's state.
func TicketState(s ticket.Status) State {
	return stateOf(ticket.Life, s, map[ticket.Status]Look{
		ticket.Open: Neutral, ticket.AwaitsMaterials: Wait, ticket.Verifying: Wait, ticket.AwaitsCustomer: Wait, ticket.Done: Good, ticket.Refused: Bad,
	})
}

// ReversalState draws a reversal's state.
func ReversalState(s reversal.Status) State {
	return stateOf(reversal.Life, s, map[reversal.Status]Look{
		reversal.Requested: Neutral, reversal.AwaitsBuyer: Wait, reversal.AwaitsSeller: Wait, reversal.Done: Red, reversal.Denied: Bad,
		reversal.Declined: Bad, reversal.Lapsed: Ended, reversal.Withdrawn: Ended, reversal.Refused: Bad,
	})
}

var waits = map[invoice.WaitingFor]words.Text{
	invoice.WaitingForQuota:    {ZH: "等待开票额度", EN: "Waits for quota"},
	invoice.WaitingForSession:  {ZH: "等待税局登录", EN: "Waits for the tax bureau session"},
	invoice.WaitingForProvider: {ZH: "等待开票服务商", EN: "Waits for the provider"},
	invoice.WaitingForBuyer:    {ZH: "等待购买方确认", EN: "Waits for the buyer"},
	invoice.WaitingForVendor:   {ZH: "等待云市场服务商", EN: "Waits for the vendor"},
	invoice.WaitingForOperator: {ZH: "等待财务处理", EN: "Waits for finance"},
}

var onHold = words.Text{ZH: "开票平台处理中，恢复后自动继续", EN: "On hold at the tax platform, goes on by itself"}

// Waits says what an invoice waits for. Customers are not told which trouble the platform has.
func (v *Visit) Waits(w *invoice.WaitingFor) words.Text {
	if w == nil || *w == invoice.WaitingForNothing {
		return words.Text{}
	}
	outside := *w == invoice.WaitingForQuota || *w == invoice.WaitingForSession || *w == invoice.WaitingForProvider
	if v.IsCustomer() && outside {
		return onHold
	}
	return waits[*w]
}

// detailOf is what else a timeline says of an event: in words, where the API names a state or a trouble.
func (v *Visit) detailOf(e api.Event) words.Text {
	waiting := invoice.WaitingFor(e.Detail)
	switch {
	case e.What == api.EventName(event.Waiting) && !v.Waits(&waiting).IsZero():
		return v.Waits(&waiting)
	case e.What == api.EventName(event.Parked) && v.IsCustomer():
		return onHold
	case e.What == api.EventName(event.Parked):
		return CauseSays(invoice.Cause(e.Detail))
	default:
		return words.Same(e.Detail)
	}
}
