package api

import (
	"context"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/desk"
)

// Desk is what lies in the queues of finance.
type Desk struct {
	Queues []Queue `json:"queues" nullable:"false" doc:"The queues, always all of them and in the same order."`
}

// Queue is one of them.
type Queue struct {
	Queue      desk.Name           `json:"queue"`
	Count      int                 `json:"count" doc:"How many there are; 1000 where there are more." example:"14"`
	Capped     bool                `json:"capped" doc:"Whether there are more than count says."`
	Overdue    int                 `json:"overdue" doc:"How many of those that are counted are late (I9)." example:"1"`
	Mine       int                 `json:"mine" doc:"How many of those that are counted the caller has claimed." example:"2"`
	MostUrgent *time.Time          `json:"most_urgent_due_at" nullable:"true" doc:"When the first of them is due, in UTC; null where nothing is."`
	Needs      []access.Permission `json:"needs" nullable:"false" doc:"The permissions of which somebody of finance needs one to work on it."`
	Lists      []string            `json:"lists" nullable:"false" doc:"The lists that hold what is counted, urgent first." example:"[\"/v1/invoices?order=due\"]"`
}

// Parking is what is parked of a seller for one cause.
type Parking struct {
	Seller    ids.Seller    `json:"seller"`
	Cause     invoice.Cause `json:"cause"`
	Alone     bool          `json:"alone" doc:"Whether these fail although others pass, each of them an operator task of its own."`
	Parked    int           `json:"parked" doc:"How many wait because of it." example:"12"`
	Trying    int           `json:"trying" doc:"How many were let go and are not heard of yet." example:"1"`
	Net       money.Amount  `json:"net" doc:"What they come to, without tax, in CNY." example:"12000.00"`
	Since     time.Time     `json:"since" doc:"Since when it is known, in UTC." example:"2026-09-18T02:00:00Z"`
	DueAt     *time.Time    `json:"due_at" nullable:"true" doc:"When the first of them is due, in UTC; or null."`
	LastTryAt *time.Time    `json:"last_try_at" nullable:"true" doc:"When one tried last, in vain, in UTC; null where none has."`
	NextTryAt *time.Time    `json:"next_try_at" nullable:"true" doc:"When the next one that fails alone tries, in UTC; null for others."`
	Task      *int64        `json:"task" nullable:"true" doc:"The operator task by which it is seen to; null where each has its own."`
	ToDo      string        `json:"to_do" doc:"What somebody can do about it, in English." example:"Ask the tax bureau for a higher quota."`
	ToDoZH    string        `json:"to_do_zh" doc:"The same in Chinese." example:"向税务机关申请调增授信额度。"`
}

type deskAnswer struct{ Body Desk }

type parkingAnswer struct {
	Body struct {
		Items []Parking `json:"items" nullable:"false" doc:"What is parked, by seller and cause; empty where nothing is."`
	}
}

// queueRow says who works on a queue, and which lists hold it.
type queueRow struct {
	does  []access.Action
	lists []string
}

// queueRows has one row for each queue.
var queueRows = map[desk.Name]queueRow{
	desk.Review: {[]access.Action{access.ApproveApplication}, []string{"/v1/applications?order=due&review=manual&proposed=false"}},
	desk.SecondPerson: {[]access.Action{access.ConfirmCorrection}, []string{
		"/v1/applications?order=due&proposed=true", "/v1/invoices?order=due&status=failed&correction=proposed",
		"/v1/tickets?order=due&turn=finance&proposed=true",
	}},
	desk.Tickets: {[]access.Action{access.AcceptTicket}, []string{
		"/v1/tickets?order=due&turn=finance&proposed=false&kind=cancel,change_address,lost,proforma,other",
	}},
	desk.Returned:       {[]access.Action{access.AcceptTicket}, []string{"/v1/tickets?order=due&turn=finance&kind=void"}},
	desk.Print:          {[]access.Action{access.ShipInvoice}, []string{"/v1/invoices?order=due&print=to_print", "/v1/invoices?order=due&print=to_ship"}},
	desk.Vendors:        {nil, []string{"/v1/invoices?order=due&status=approved&waiting_for=vendor"}},
	desk.Failed:         {[]access.Action{access.CorrectInvoice}, []string{"/v1/invoices?order=due&status=failed"}},
	desk.RedForms:       {[]access.Action{access.ConfirmRedForm}, []string{"/v1/red-forms?status=awaits_seller"}},
	desk.Parked:         {[]access.Action{access.SeeToOperatorTask}, []string{"/v1/parked"}},
	desk.Reconciliation: {[]access.Action{access.SeeToOperatorTask}, []string{"/v1/operator-tasks?status=open&kind=difference"}},
	desk.OperatorTasks:  {[]access.Action{access.SeeToOperatorTask}, []string{"/v1/operator-tasks?status=open"}},
}

func (s *surface) desk() {
	on(s, call{method: http.MethodGet, path: "/v1/desk", summary: "How much lies in each queue of finance", does: access.ReadDesk}, s.getDesk)
	on(s, call{
		method: http.MethodGet, path: "/v1/desk/alike", summary: "What waits for a review, in groups of equal differences", does: access.ListAlike,
	}, s.getAlike)
	on(s, call{method: http.MethodGet, path: "/v1/parked", summary: "What is parked, by seller and cause", does: access.ListParked}, s.listParked)
}

func (s *surface) getDesk(ctx context.Context, _ *struct{}) (*deskAnswer, error) {
	queues, err := s.Office.Desk.Queues(ctx, actorOf(ctx), s.Now())
	if err != nil {
		return nil, err
	}
	answer := &deskAnswer{Body: Desk{Queues: make([]Queue, len(queues))}}
	for n, q := range queues {
		row := queueRows[q.Name]
		shown := Queue{
			Queue: q.Name, Count: q.Count, Capped: q.Capped, Overdue: q.Overdue, Mine: q.Mine, MostUrgent: utc(q.MostUrgent),
			Needs: []access.Permission{}, Lists: row.lists,
		}
		for _, do := range row.does {
			shown.Needs = append(shown.Needs, access.NeedsOf(do)...)
		}
		answer.Body.Queues[n] = shown
	}
	return answer, nil
}

func (s *surface) listParked(ctx context.Context, _ *struct{}) (*parkingAnswer, error) {
	held, err := s.Office.Desk.Held(ctx)
	answer := &parkingAnswer{}
	answer.Body.Items = make([]Parking, len(held))
	for n, h := range held {
		advice, task := h.Cause.Advice(), &h.Task
		if h.Task == 0 {
			task = nil
		}
		answer.Body.Items[n] = Parking{
			Seller: h.Seller, Cause: h.Cause, Alone: h.Alone, Parked: h.Waiting, Trying: h.Trying, Net: h.Net, Since: h.Since.UTC(), DueAt: utc(h.Due),
			LastTryAt: utc(h.LastTry), NextTryAt: utc(h.NextTry), Task: task, ToDo: advice.English, ToDoZH: advice.Chinese,
		}
	}
	return answer, err
}
