package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reconciliation"
	ofreconciliation "kaipiao/office/reconciliation"
)

// Reconciliation is one comparison of ledger, register and provider (I11).
type Reconciliation struct {
	ID          ids.Reconciliation `json:"id"`
	From        time.Time          `json:"from" doc:"Where the window begins that is compared, in UTC." example:"2026-09-17T02:00:00Z"`
	To          time.Time          `json:"to" doc:"Where the window ends, in UTC." example:"2026-09-18T02:00:00Z"`
	Number      *string            `json:"number" nullable:"true" doc:"The only invoice that is looked at; null for all." example:"26110000000000000001"`
	Repair      bool               `json:"repair" doc:"Whether what can be repaired is repaired."`
	RequestedBy string             `json:"requested_by" doc:"Who asked for it: a role with its name, or kaipiao for the product itself." example:"finance:zhao"`
	BegunAt     time.Time          `json:"begun_at" doc:"When it began, in UTC." example:"2026-09-18T02:00:00Z"`
	EndedAt     *time.Time         `json:"ended_at" nullable:"true" doc:"When it ended, in UTC; null while it runs."`
	Documents   int                `json:"documents" doc:"How many documents the provider listed; 0 while it runs, as the other figures."`
	Invoices    int                `json:"invoices" doc:"How many invoices the register has issued in the window."`
	Reversals   int                `json:"reversals" doc:"How many invoices the register has undone in the window."`
	Differences int                `json:"differences" doc:"How many differences were found (对账差异)."`
	Unrepaired  int                `json:"unrepaired" doc:"How many differences there are about which something is still to be done."`
}

// ReconciliationReport is one comparison with what it has found, a page of it.
type ReconciliationReport struct {
	Reconciliation
	Items      []Difference `json:"items" nullable:"false" doc:"The differences on this page; empty where there are none."`
	NextCursor *string      `json:"next_cursor" nullable:"true" doc:"Where the next page begins, for the parameter cursor; null on the last page."`
}

// Difference is one thing that ledger, register and provider do not say alike.
type Difference struct {
	ID         int64                   `json:"id" doc:"The number of the difference; later ones are higher."`
	Kind       reconciliation.Kind     `json:"kind"`
	What       string                  `json:"what" doc:"The kind of the difference in words, in English."`
	WhatZH     string                  `json:"what_zh" doc:"The kind of the difference in words, in Chinese."`
	Serial     *invoice.Serial         `json:"serial" nullable:"true" doc:"The serial that it is about (流水号); null where there is none."`
	Number     *string                 `json:"number" nullable:"true" doc:"The invoice number (发票号码) that it is about; or null." example:"26110000000000000001"`
	Invoice    *ids.Invoice            `json:"invoice" nullable:"true" doc:"The invoice here that it is about; null where none is known."`
	Reversal   *ids.Reversal           `json:"reversal" nullable:"true" doc:"The reversal here that it is about; null where none is known."`
	Ours       *DocumentSaid           `json:"ours,omitempty" doc:"What the register says; left out where it says nothing."`
	Theirs     *DocumentSaid           `json:"theirs,omitempty" doc:"What the provider says; left out where it says nothing."`
	Ledger     *money.Amount           `json:"ledger" nullable:"true" doc:"What the ledger has invoiced, with tax, in CNY; null where that does not differ."`
	Repair     reconciliation.Repair   `json:"repair" enum:"book,ask,take_in,decide"`
	Outcome    *reconciliation.Outcome `json:"outcome" nullable:"true" enum:"booked,asked,taken_in,task"`
	Task       *int64                  `json:"task" nullable:"true" doc:"The number of the operator task, where people must decide; null for none."`
	RepairedAt *time.Time              `json:"repaired_at" nullable:"true" doc:"When nothing was left to do about it, in UTC; null before."`
	RepairedBy *string                 `json:"repaired_by" nullable:"true" doc:"Who repaired it: a role with its name, or kaipiao; null before." example:"kaipiao"`
}

// DocumentSaid is what one side says of a document.
type DocumentSaid struct {
	Status *string      `json:"status" nullable:"true" doc:"The state of the document, or with the provider its kind; null for none."`
	Number *string      `json:"number" nullable:"true" doc:"The number of the document (号码); null for none." example:"26110000000000000001"`
	Of     *string      `json:"of" nullable:"true" doc:"The number of the invoice that something is taken from; null for none."`
	Net    money.Amount `json:"net" doc:"Amount without tax, in CNY (金额)." example:"1000.00"`
	Tax    money.Amount `json:"tax" doc:"The tax in CNY (税额)." example:"60.00"`
	Gross  money.Amount `json:"gross" doc:"Amount with tax, in CNY (价税合计)."`
	At     *time.Time   `json:"at" nullable:"true" doc:"When the document was made, in UTC; null where that is not known."`
}

// ReconciliationBody asks for a comparison now. Without instants it reaches from a day before the end of the last one until now.
type ReconciliationBody struct {
	From   *time.Time `json:"from,omitempty" doc:"Where the window begins; a day before the last one's end by default."`
	To     *time.Time `json:"to,omitempty" doc:"Where the window ends; now by default." example:"2026-09-18T10:00:00+08:00"`
	Repair *bool      `json:"repair,omitempty" doc:"Whether what can be repaired is repaired; true by default."`
}

type (
	reconciliationAnswer       struct{ Body Reconciliation }
	reconciliationReportAnswer struct{ Body ReconciliationReport }
)

func (s *surface) reconciliations() {
	on(s, call{
		method: http.MethodGet, path: "/v1/reconciliations", does: access.ListReconciliations,
		summary: "Comparisons of ledger, register and provider, newest first",
	}, s.listReconciliations)
	on(s, call{
		method: http.MethodGet, path: "/v1/reconciliations/{id}", does: access.ReadReconciliation,
		summary: "One comparison with what it has found",
	}, s.getReconciliation)
	on(s, call{
		method: http.MethodPost, path: "/v1/reconciliations", does: access.Reconcile, status: http.StatusAccepted,
		summary: "Compare ledger, register and provider now",
	}, s.postReconciliation)
}

func (s *surface) listReconciliations(ctx context.Context, in *struct{ PageQuery }) (*listAnswer[Reconciliation], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reconciliation.List(ctx, page)
	return listOf(found, showReconciliation), err
}

func (s *surface) getReconciliation(ctx context.Context, in *struct {
	ObjectPath[ids.Reconciliation]
	PageQuery
},
) (*reconciliationReportAnswer, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reconciliation.Reconciliation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	differences, err := s.Office.Reconciliation.Differences(ctx, in.ID, page)
	listed := listOf(differences, showDifference)
	return &reconciliationReportAnswer{Body: ReconciliationReport{
		Reconciliation: showReconciliation(found), Items: listed.Body.Items, NextCursor: listed.Body.NextCursor,
	}}, err
}

func (s *surface) postReconciliation(ctx context.Context, in *struct{ Body ReconciliationBody }) (*reconciliationAnswer, error) {
	for field, at := range map[string]*time.Time{"from": in.Body.From, "to": in.Body.To} {
		if at == nil {
			continue
		}
		if err := plausible(*at, field); err != nil {
			return nil, err
		}
	}
	order := ofreconciliation.Order{
		ID: ids.Reconciliation(uuid.NewString()), From: optionalInstant(in.Body.From), To: optionalInstant(in.Body.To), By: actorOf(ctx),
		Repairs: in.Body.Repair == nil || *in.Body.Repair,
	}
	begun, err := s.Office.Reconciliation.Request(ctx, order, s.Now())
	return &reconciliationAnswer{Body: showReconciliation(begun)}, err
}

func showReconciliation(r reconciliation.Reconciliation) Reconciliation {
	return Reconciliation{
		ID: r.ID, From: r.From.UTC(), To: r.To.UTC(), Number: orNull(r.Number), Repair: r.Repairs, RequestedBy: r.RequestedBy.String(),
		BegunAt: r.BegunAt.UTC(), EndedAt: utc(r.EndedAt), Documents: r.Figures.Documents, Invoices: r.Figures.Invoices, Reversals: r.Figures.Reversals,
		Differences: r.Figures.Differences, Unrepaired: r.Figures.Unrepaired(),
	}
}

func showDifference(d reconciliation.Difference) Difference {
	words := d.Kind.Words()
	shown := Difference{
		ID: d.ID, Kind: d.Kind, What: words.English, WhatZH: words.Chinese, Serial: orNull(d.Serial), Number: orNull(d.Number), Invoice: orNull(d.Invoice),
		Reversal: orNull(d.Reversal), Ledger: d.Ledger, Repair: d.Kind.Repair(), Outcome: orNull(d.Outcome), RepairedAt: utc(d.RepairedAt),
		RepairedBy: orNull(d.RepairedBy.String()),
	}
	if d.Task != 0 {
		shown.Task = &d.Task
	}
	if ours := d.Ours; ours != nil {
		shown.Ours = &DocumentSaid{Status: orNull(ours.Status), Number: orNull(ours.Number), Net: ours.Net, Tax: ours.Tax, Gross: ours.Gross, At: utc(ours.At)}
	}
	if theirs := d.Theirs; theirs != nil {
		kind := string(theirs.Kind)
		shown.Theirs = &DocumentSaid{
			Status: &kind, Number: orNull(theirs.Number), Of: orNull(theirs.Of), Net: theirs.Net, Tax: theirs.Tax, Gross: theirs.Gross, At: utc(&theirs.At),
		}
	}
	return shown
}

// reconciliationMetrics are the figures of the last comparison of everything, as the register has them.
type reconciliationMetrics struct{ reconciliation *ofreconciliation.Office }

var (
	reconciledAt = prometheus.NewDesc("kaipiao_reconciliation_ended_seconds", "When the last comparison with the provider ended, since 1970.", nil, nil)
	reconciledOf = prometheus.NewDesc("kaipiao_reconciliation_documents", "What it compared: listed by the provider, or in the register.", []string{"of"}, nil)
	differed     = prometheus.NewDesc("kaipiao_reconciliation_differences", "Differences that it found, by kind, and whether something is still to be done.",
		[]string{"kind", "repaired"}, nil)
)

// Describe names the metrics.
func (reconciliationMetrics) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- reconciledAt
	descriptions <- reconciledOf
	descriptions <- differed
}

// Collect reads them. Before the first comparison there are none.
func (m reconciliationMetrics) Collect(metrics chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), metricsTimeout)
	defer stop()
	ended, figures, counts, err := m.reconciliation.Last(ctx)
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(reconciledAt, err)
		return
	}
	if ended == nil {
		return
	}
	metrics <- prometheus.MustNewConstMetric(reconciledAt, prometheus.GaugeValue, float64(ended.Unix()))
	for of, count := range map[string]int{"provider": figures.Documents, "invoices": figures.Invoices, "reversals": figures.Reversals} {
		metrics <- prometheus.MustNewConstMetric(reconciledOf, prometheus.GaugeValue, float64(count), of)
	}
	for _, c := range counts {
		for repaired, count := range map[bool]int{true: c.Found - c.Left, false: c.Left} {
			metrics <- prometheus.MustNewConstMetric(differed, prometheus.GaugeValue, float64(count), string(c.Kind), strconv.FormatBool(repaired))
		}
	}
}
