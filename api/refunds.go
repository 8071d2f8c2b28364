package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
)

// Refund gives back cash of one consumption, in CNY.
type Refund struct {
	ID          ids.Refund          `json:"id" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The billing system's own id of the refund."`
	Consumption ids.Consumption     `json:"consumption" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The order or bill that is refunded, by its id."`
	Cash        money.Amount        `json:"cash" pattern:"^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$" doc:"The cash given back, in CNY; above zero." example:"60.00"`
	Reason      ledger.RefundReason `json:"reason" enum:"refund,downgrade"`
	RefundedAt  time.Time           `json:"refunded_at" doc:"When it was given back." example:"2026-09-20T10:00:00+08:00"`
}

func (s *surface) refunds() {
	on(s, call{
		method: http.MethodPost, path: "/v1/refunds", does: access.RecordRefunds, body: largeBody,
		summary: "Record refunds and downgrades, all of them or nothing",
	}, s.postRefunds)
}

func (s *surface) postRefunds(ctx context.Context, in *struct {
	Body struct {
		Items []Refund `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"Refunds and downgrades, of which all are recorded or none."`
	}
},
) (*recordedAnswer, error) {
	var answer recordedAnswer
	items := make([]ledger.Refund, len(in.Body.Items))
	for i, r := range in.Body.Items {
		if !r.Cash.IsPositive() {
			return nil, malformed(fmt.Sprintf("items[%d].cash", i), "A refund gives back at least 0.01.", "退款金额至少为 0.01 元。")
		}
		if err := happened(r.RefundedAt, fmt.Sprintf("items[%d].refunded_at", i), s.Now()); err != nil {
			return nil, err
		}
		items[i] = ledger.Refund{ID: r.ID, Consumption: r.Consumption, Cash: r.Cash, Reason: r.Reason, RefundedAt: instant(r.RefundedAt)}
		answer.Body.Items = append(answer.Body.Items, Named{ID: string(r.ID)})
	}
	return &answer, s.Office.Books.RecordRefunds(ctx, items, s.Now())
}
