package api

import (
	"context"
	"time"

	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/applications"
)

// ReviewCase is what a reviewer needs on one screen.
type ReviewCase struct {
	Application   Application          `json:"application" doc:"The application that is to be decided."`
	Certification Certification        `json:"certification" doc:"As the account is certified now."`
	Title         TitleComparison      `json:"title" doc:"The title applied for beside the certified name (A4)."`
	History       []Event              `json:"history" nullable:"false" doc:"What happened to the application, oldest first."`
	Earlier       []EarlierApplication `json:"earlier" nullable:"false" doc:"The account's applications before this one, the latest first."`
}

// TitleComparison sets the title applied for beside the certified name (A4).
type TitleComparison struct {
	Applied   string `json:"applied" doc:"The title that was applied for (申请抬头)."`
	Certified string `json:"certified" doc:"The certified name of the account (认证名称)."`
	Same      bool   `json:"same" doc:"Whether both are the same, full-width and half-width forms and blanks aside."`
	// DifferenceApplied and DifferenceCertified are where they differ.
	DifferenceApplied   string `json:"difference_applied" doc:"The part of the title applied for that differs."`
	DifferenceCertified string `json:"difference_certified" doc:"What stands there in the certified name."`
}

// EarlierApplication is one application of the past in brief.
type EarlierApplication struct {
	ID          ids.Application    `json:"id"`
	Status      application.Status `json:"status"`
	Title       string             `json:"title" doc:"The buyer's name on its invoices (发票抬头)." example:"北京甲科技有限公司"`
	Total       money.Amount       `json:"total" doc:"What it has invoiced, with tax, in CNY."`
	Reason      string             `json:"reason" doc:"What the reviewer gave as the reason; empty for nothing."`
	SubmittedAt time.Time          `json:"submitted_at" doc:"When it was submitted, in UTC." example:"2026-09-18T02:00:00Z"`
}

type reviewCaseAnswer struct{ Body ReviewCase }

func (s *surface) getReviewCase(ctx context.Context, in *ObjectPath[ids.Application]) (*reviewCaseAnswer, error) {
	found, err := s.Office.Applications.ReviewCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	answer := &reviewCaseAnswer{Body: showReviewCase(found)}
	answer.Body.Application = s.showApplication(ctx)(found.Application)
	return answer, nil
}

func showReviewCase(c applications.ReviewCase) ReviewCase {
	applied, certified := c.Application.Buyer.Name, c.Account.Certification.Name
	difference := invoice.CompareTitles(applied, certified)
	shown := ReviewCase{
		Certification: showAccount(c.Account).Certification,
		Title: TitleComparison{
			Applied: applied, Certified: certified, Same: difference == invoice.TitleDifference{},
			DifferenceApplied: difference.Applied, DifferenceCertified: difference.Certified,
		},
		History: make([]Event, len(c.History)), Earlier: make([]EarlierApplication, len(c.Earlier)),
	}
	for i, e := range c.History {
		shown.History[i] = showEvent(e)
	}
	for i, a := range c.Earlier {
		shown.Earlier[i] = EarlierApplication{
			ID: a.ID, Status: a.Status, Title: a.Buyer.Name, Total: a.Total, Reason: a.DecisionReason, SubmittedAt: a.SubmittedAt.UTC(),
		}
	}
	return shown
}
