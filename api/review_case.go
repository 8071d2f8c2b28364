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
	Application   Application          `json:"application"`
	Certification Certification        `json:"certification" doc:"As the account is certified now."`
	Title         TitleComparison      `json:"title"`
	History       []Event              `json:"history" nullable:"false" doc:"What happened to the application, oldest first."`
	Earlier       []EarlierApplication `json:"earlier" nullable:"false" doc:"The account's applications before this one, the latest first."`
}

// TitleComparison sets the title applied for beside the certified name (A4).
type TitleComparison struct {
	Applied   string `json:"applied"`
	Certified string `json:"certified"`
	Same      bool   `json:"same" doc:"Full-width and half-width forms and blanks aside."`
	// DifferenceApplied and DifferenceCertified are where they differ.
	DifferenceApplied   string `json:"difference_applied" doc:"The part of the title applied for that differs."`
	DifferenceCertified string `json:"difference_certified" doc:"What stands there in the certified name."`
}

// EarlierApplication is one application of the past in brief.
type EarlierApplication struct {
	ID          ids.Application    `json:"id"`
	Status      application.Status `json:"status"`
	Title       string             `json:"title"`
	Total       money.Amount       `json:"total"`
	Reason      string             `json:"reason" doc:"What the reviewer gave as the reason."`
	SubmittedAt time.Time          `json:"submitted_at"`
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
