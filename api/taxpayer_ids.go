package api

import (
	"context"
	"net/http"
	"time"

	"kaipiao/access"
)

// TaxpayerIDBody is a taxpayer number that a company really has, although its check character is wrong.
type TaxpayerIDBody struct {
	TaxpayerID string `json:"taxpayer_id" minLength:"1" maxLength:"20" text:"code" doc:"Its number (纳税人识别号), 18 characters." example:"91110000802100433A"`
	Reason     string `json:"reason" minLength:"1" maxLength:"1000" text:"lines" doc:"How finance knows it, for the audit trail."`
}

// ConfirmedTaxpayerID is such a number once finance has confirmed it.
type ConfirmedTaxpayerID struct {
	TaxpayerIDBody
	ConfirmedBy string    `json:"confirmed_by" doc:"Who confirmed it: a role with its name." example:"finance:zhao"`
	ConfirmedAt time.Time `json:"confirmed_at" doc:"When it was confirmed, in UTC; the first time counts." example:"2026-09-18T02:00:00Z"`
}

type confirmedAnswer struct{ Body ConfirmedTaxpayerID }

func (s *surface) taxpayerIDs() {
	on(s, call{
		method: http.MethodPost, path: "/v1/accounts/{account}/taxpayer-ids", does: access.ConfirmTaxpayerID,
		summary: "Confirm a taxpayer number whose check character is wrong; the account may use it from now on",
	}, s.confirmTaxpayerID)
}

func (s *surface) confirmTaxpayerID(ctx context.Context, in *struct {
	AccountPath
	Body TaxpayerIDBody
},
) (*confirmedAnswer, error) {
	confirmed, err := s.Office.Customers.ConfirmTaxpayerID(ctx, in.Account, in.Body.TaxpayerID, in.Body.Reason, actorOf(ctx), s.Now())
	return &confirmedAnswer{Body: ConfirmedTaxpayerID{
		TaxpayerIDBody: TaxpayerIDBody{TaxpayerID: confirmed.TaxpayerID, Reason: confirmed.Reason}, ConfirmedBy: confirmed.By.String(),
		ConfirmedAt: confirmed.At.UTC(),
	}}, err
}
