package api

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/office/desk"
)

// AlikeApplications are what one reviewer may approve alone, in groups that are alike (R1).
type AlikeApplications struct {
	Groups []AlikeGroup `json:"groups" nullable:"false" doc:"The largest first; empty where nothing waits."`
	Capped bool         `json:"capped" doc:"Whether more wait than the 5,000 most urgent, which alone were looked at."`
}

// AlikeGroup are applications under titles that differ from the certified names in the same way, with the same taxpayer number.
type AlikeGroup struct {
	Title         string             `json:"title" doc:"The title (抬头) of the first of them." example:"北京甲科技(集团)有限公司"`
	CertifiedName string             `json:"certified_name" doc:"The certified name of the first of them." example:"北京甲科技有限公司"`
	TaxpayerID    string             `json:"taxpayer_id" doc:"The taxpayer number (纳税人识别号) of all of them; empty for none." example:"91110000802100433B"`
	Difference    TitleDifference    `json:"difference" doc:"Where they differ, once full width, half width and blanks no longer count (A4)."`
	Count         int                `json:"count" doc:"How many there are." example:"50"`
	Total         money.Amount       `json:"total" doc:"What all of them come to, in CNY." example:"53000.00"`
	Applications  []AlikeApplication `json:"applications" nullable:"false" doc:"The most urgent first."`
}

// TitleDifference is where titles differ once full width, half width and blanks no longer count (A4).
type TitleDifference struct {
	Applied   string `json:"applied" doc:"What the titles have and the certified names do not; empty for nothing." example:"（集团）"`
	Certified string `json:"certified" doc:"What the certified names have and the titles do not; empty for nothing." example:"甲"`
}

// AlikeApplication is one of them.
type AlikeApplication struct {
	ID      ids.Application `json:"id"`
	Account ids.Account     `json:"account"`
	Title   string          `json:"title" doc:"The title (抬头)." example:"北京甲科技(集团)有限公司"`
	Total   money.Amount    `json:"total" doc:"What its invoices come to, in CNY." example:"1060.00"`
	DueAt   time.Time       `json:"due_at" doc:"When it is to be decided, in UTC (I9)." example:"2026-09-23T16:00:00Z"`
	// Provisional where the working days of the year are not published yet.
	Provisional bool `json:"provisional" doc:"Whether that may change, because the year's working days are not published yet."`
}

type alikeAnswer struct{ Body AlikeApplications }

func (s *surface) getAlike(ctx context.Context, _ *struct{}) (*alikeAnswer, error) {
	groups, capped, err := s.Office.Desk.Alike(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	answer := &alikeAnswer{Body: AlikeApplications{Groups: make([]AlikeGroup, len(groups)), Capped: capped}}
	for n, g := range groups {
		answer.Body.Groups[n] = alikeGroup(g)
	}
	return answer, nil
}

func alikeGroup(g desk.Alike) AlikeGroup {
	shown := AlikeGroup{
		Title: g.Title, CertifiedName: g.CertifiedName, TaxpayerID: g.TaxpayerID, Total: g.Amount, Count: len(g.Applications),
		Difference: TitleDifference(g.Difference), Applications: make([]AlikeApplication, len(g.Applications)),
	}
	for n, a := range g.Applications {
		shown.Applications[n] = AlikeApplication{a.ID, a.Account, a.Title, a.Total, a.Due.UTC(), a.Provisional}
	}
	return shown
}
