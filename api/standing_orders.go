package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/standingorder"
	"kaipiao/office/standingorders"
)

// StandingOrderBody is a standing order as callers write it.
type StandingOrderBody struct {
	Day     int            `json:"day" minimum:"1" maximum:"28" doc:"On which day of each month it is carried out, in Asia/Shanghai." example:"5"`
	Kind    invoice.Kind   `json:"kind" enum:"ordinary,special"`
	Medium  invoice.Medium `json:"medium" enum:"electronic,paper"`
	Title   ids.Title      `json:"title,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]*$" doc:"Saved invoice information (发票抬头); else the default."`
	Address ids.Address    `json:"address,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]*$" doc:"A saved address, by its id; else the default one."`
	Email   string         `json:"email,omitempty" maxLength:"200" text:"emails"`
	Remark  string         `json:"remark,omitempty" maxLength:"2000" text:"lines" doc:"The remark (备注) on its invoices, 450 characters at most by default (A6)."`
	Enabled bool           `json:"enabled" doc:"Whether it is carried out."`
}

// TransformSchema says what is too long for a tag.
func (StandingOrderBody) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Properties["email"].Examples = []any{exampleEmails}
	return explain(s, map[string]string{
		"email": "Who is mailed the invoices, and when it is skipped, instead of the account's addresses: up to 10 with commas between them.",
	})
}

// StandingOrder is a standing order as callers read it.
type StandingOrder struct {
	Day     int            `json:"day" doc:"On which day of each month it is carried out, at 10:30 in Asia/Shanghai." example:"5"`
	Kind    invoice.Kind   `json:"kind"`
	Medium  invoice.Medium `json:"medium"`
	Title   *ids.Title     `json:"title" nullable:"true" doc:"The id of saved invoice information; null for the default one on that day."`
	Address *ids.Address   `json:"address" nullable:"true" doc:"The id of a saved address; null for the default one on that day."`
	Email   string         `json:"email" doc:"Who is mailed instead of the account's addresses; empty for these." example:"ap@example.com"`
	Remark  string         `json:"remark" doc:"The remark on its invoices (备注); empty for none." example:"合同编号 2026-118"`
	Enabled bool           `json:"enabled" doc:"Whether it is carried out."`
	// NextRun, Expected and Blocked are as things stand now.
	NextRun   *time.Time        `json:"next_run" nullable:"true" doc:"When it is carried out next, in UTC; null while disabled." example:"2026-10-05T02:30:00Z"`
	Expected  money.Amount      `json:"expected" doc:"What it would apply for now, with tax, in CNY." example:"1320.00"`
	Blocked   []Reason          `json:"blocked" nullable:"false" doc:"Why it would be skipped now; empty where it would not."`
	Last      *StandingOrderRun `json:"last" doc:"What became of it the last time; null where it was never carried out."`
	ChangedBy string            `json:"changed_by" doc:"Who has written it as it is." example:"customer:wang"`
	ChangedAt time.Time         `json:"changed_at" doc:"When that was, in UTC." example:"2026-09-18T02:00:00Z"`
}

// StandingOrderRun is what became of it in one month.
type StandingOrderRun struct {
	Month       standingorder.Month `json:"month" doc:"The month, in Asia/Shanghai." example:"2026-09"`
	At          time.Time           `json:"at" doc:"When it was carried out, in UTC." example:"2026-09-05T02:30:01Z"`
	Application *ids.Application    `json:"application" nullable:"true" doc:"The application that was made; null where it was skipped."`
	Skipped     []SkipReason        `json:"skipped" nullable:"false" doc:"Why nothing was applied for; empty where something was."`
}

// SkipReason is one reason why nothing was applied for.
type SkipReason struct {
	Code      string `json:"code" doc:"The stable name of the reason; docs/errors.md lists them." example:"outstanding_first"`
	Message   string `json:"message" doc:"The reason in words, in English." example:"60.00 is outstanding; a standing order applies only when nothing is."`
	MessageZH string `json:"message_zh" doc:"The reason in words, in Chinese." example:"账户有欠票 60.00 元，自动开票仅在无欠票时进行。"`
}

type standingOrderAnswer struct{ Body StandingOrder }

func (s *surface) standingOrders() {
	const path = "/v1/accounts/{account}/standing-order"
	on(s, call{method: http.MethodGet, path: path, summary: "An account's standing order", does: access.ReadStandingOrder}, s.getStandingOrder)
	on(s, call{method: http.MethodPut, path: path, summary: "Write an account's standing order", does: access.PutStandingOrder}, s.putStandingOrder)
	on(s, call{method: http.MethodDelete, path: path, summary: "Forget an account's standing order", does: access.DeleteStandingOrder}, s.deleteStandingOrder)
	on(s, call{
		method: http.MethodGet, path: path + "/history", summary: "What became of an account's standing order", does: access.ReadStandingOrderHistory,
	}, s.listStandingOrderRuns)
}

func (s *surface) getStandingOrder(ctx context.Context, in *AccountPath) (*standingOrderAnswer, error) {
	standing, err := s.Office.StandingOrders.Order(ctx, in.Account, s.Now())
	return &standingOrderAnswer{Body: showStandingOrder(standing)}, err
}

func (s *surface) putStandingOrder(ctx context.Context, in *struct {
	AccountPath
	Body StandingOrderBody
},
) (*standingOrderAnswer, error) {
	if err := s.printable(ApplicationBody{Kind: in.Body.Kind, Medium: in.Body.Medium, Remark: in.Body.Remark}); err != nil {
		return nil, err
	}
	_, err := s.Office.StandingOrders.Put(ctx, standingorder.Order{
		Account: in.Account, Day: in.Body.Day, Kind: in.Body.Kind, Medium: in.Body.Medium, Title: in.Body.Title, Address: in.Body.Address,
		Email: in.Body.Email, Remark: in.Body.Remark, Enabled: in.Body.Enabled, ChangedBy: actorOf(ctx), ChangedAt: s.Now(),
	})
	if err != nil {
		return nil, err
	}
	return s.getStandingOrder(ctx, &in.AccountPath)
}

func (s *surface) deleteStandingOrder(ctx context.Context, in *AccountPath) (*struct{}, error) {
	return nil, s.Office.StandingOrders.Delete(ctx, in.Account)
}

func (s *surface) listStandingOrderRuns(ctx context.Context, in *struct {
	AccountPath
	PageQuery
},
) (*listAnswer[StandingOrderRun], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	runs, err := s.Office.StandingOrders.History(ctx, in.Account, page)
	return listOf(runs, showStandingOrderRun), err
}

func showStandingOrder(o standingorders.Standing) StandingOrder {
	shown := StandingOrder{
		Day: o.Day, Kind: o.Kind, Medium: o.Medium, Title: orNull(o.Title), Address: orNull(o.Address), Email: o.Email, Remark: o.Remark,
		Enabled: o.Enabled, NextRun: utc(o.Next), Expected: o.Expected, Blocked: showReasons(o.Blocked), ChangedBy: o.ChangedBy.String(),
		ChangedAt: o.ChangedAt.UTC(),
	}
	if o.Last != nil {
		last := showStandingOrderRun(*o.Last)
		shown.Last = &last
	}
	return shown
}

func showStandingOrderRun(r standingorder.Run) StandingOrderRun {
	shown := StandingOrderRun{Month: r.Month, At: r.At.UTC(), Application: orNull(r.Application), Skipped: make([]SkipReason, len(r.Skipped))}
	for i, reason := range r.Skipped {
		shown.Skipped[i] = SkipReason{Code: reason.Code, Message: reason.English, MessageZH: reason.Chinese}
	}
	return shown
}
