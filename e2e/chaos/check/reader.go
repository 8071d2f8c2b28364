package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

// Reader reads what is known on each side, without anything in between.
type Reader struct {
	Database  string
	Sandbox   string
	Temporal  client.Client
	Namespace string
	// Endpoint is the path of the subscriber that is to be told everything.
	Endpoint string
}

// Inside reads the register, and which workflows run.
func (r Reader) Inside(ctx context.Context) (s Snapshot, err error) {
	conn, err := pgx.Connect(ctx, r.Database)
	if err != nil {
		return s, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, read := range []func() error{
		func() error { return rows(ctx, conn, &s.Applications, applications) },
		func() error { return rows(ctx, conn, &s.Invoices, invoices) },
		func() error { return rows(ctx, conn, &s.Serials, serials) },
		func() error { return rows(ctx, conn, &s.Reversals, reversals) },
		func() error { return rows(ctx, conn, &s.Tickets, "select id, kind, status from tickets order by id") },
		func() error { return rows(ctx, conn, &s.Parked, parked) },
		func() error {
			return rows(ctx, conn, &s.Tasks, "select id, kind, seller, subject from operator_tasks where closed_at is null order by id")
		},
		func() error {
			return rows(ctx, conn, &s.Outbox, "select id, workflow_id, attempts::bigint from outbox order by id")
		},
		func() error { return rows(ctx, conn, &s.Books, books) },
		func() error { return rows(ctx, conn, &s.Deliveries, deliveries, "%"+r.Endpoint) },
		func() error { return rows(ctx, conn, &s.Owed, owedMails) },
		func() error { return s.readEvents(ctx, conn) },
		func() error { return s.readMustRun(ctx, conn) },
		func() (err error) { s.Running, err = r.running(ctx); return err },
	} {
		if err := read(); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Outside adds what the provider has issued, and what came to the customers' mailbox and to the subscriber.
func (r Reader) Outside(ctx context.Context, s *Snapshot) (err error) {
	if s.Issued, err = list[Document](ctx, r.Sandbox+"/issued"); err != nil {
		return err
	}
	if s.Parcels, err = list[Parcel](ctx, r.Sandbox+"/parcels"); err != nil {
		return err
	}
	if s.Mails, err = list[Mail](ctx, r.Sandbox+"/mails"); err != nil {
		return err
	}
	s.Told, err = list[Told](ctx, r.Sandbox+"/webhooks")
	return err
}

const (
	applications = "select id, account, status, email, review_mode from applications order by id"
	invoices     = `select id, application, account, medium, status, coalesce(serial, ''), coalesce(number, ''), amount, tracking_number,
		(select count(*) from invoice_files f where f.invoice = i.id) from invoices i order by id`
	serials   = "select serial, invoice, generation from serials order by serial"
	reversals = `select r.id, r.invoice, i.account, i.medium, r.kind, r.status, coalesce(r.serial, ''), coalesce(r.number, ''), r.gross,
		(select count(*) from reversal_files f where f.reversal = r.id) from reversals r join invoices i on i.id = r.invoice order by r.id`
	parked = `select coalesce('invoice/' || p.invoice, 'reversal/' || r.invoice), p.seller, p.cause
		from parked p left join reversals r on r.id = p.reversal order by p.id`
	books = `select account, sum(cash), sum(refunded), sum(free), sum(reserved), sum(invoiced), sum(outstanding), sum(paid_for_others)
		from ledger_totals group by account order by account`
	owedMails = `select m.event, m.about, coalesce(a.account, t.account) from mails m join events e on e.id = m.event
		left join applications a on a.id = e.application left join tickets t on t.id = e.ticket
		where m.about <> 'handed_to_vendor' order by m.id`
	deliveries = "select event, status from webhook_deliveries where webhook = (select id from webhooks where url like $1) order by id"
)

// readEvents reads those that somebody has to be told: all since the first that is owed.
func (s *Snapshot) readEvents(ctx context.Context, conn *pgx.Conn) error {
	if len(s.Deliveries) == 0 {
		return nil
	}
	found, err := conn.Query(ctx, "select id from events where id >= $1 order by id", s.Deliveries[0].Event)
	if err != nil {
		return err
	}
	s.Events, err = pgx.CollectRows(found, pgx.RowTo[int64])
	return err
}

func rows[Row any](ctx context.Context, conn *pgx.Conn, into *[]Row, query string, arguments ...any) error {
	found, err := conn.Query(ctx, query, arguments...)
	if err != nil {
		return err
	}
	*into, err = pgx.CollectRows(found, pgx.RowToStructByPos[Row])
	return err
}

// readMustRun reads what the register wants to run.
func (s *Snapshot) readMustRun(ctx context.Context, conn *pgx.Conn) error {
	found, err := conn.Query(ctx, "select workflow from runs where type <> 'SellerDesk' order by workflow")
	if err == nil {
		s.MustRun, err = pgx.CollectRows(found, pgx.RowTo[string])
	}
	return err
}

// running lists the workflows that run, page by page. The sellers' desks always do.
func (r Reader) running(ctx context.Context) (ids []string, _ error) {
	request := &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: r.Namespace, Query: "ExecutionStatus = 'Running' AND WorkflowType != 'SellerDesk'",
	}
	for {
		page, err := r.Temporal.ListWorkflow(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, execution := range page.GetExecutions() {
			ids = append(ids, execution.GetExecution().GetWorkflowId())
		}
		if request.NextPageToken = page.GetNextPageToken(); len(request.NextPageToken) == 0 {
			return ids, nil
		}
	}
}

func list[Item any](ctx context.Context, url string) ([]Item, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", url, response.Status)
	}
	var answer struct {
		Items []Item `json:"items"`
	}
	return answer.Items, json.NewDecoder(response.Body).Decode(&answer)
}
