package desk

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

var secondTitle = words.Text{ZH: "复核", EN: "Second person"}

var (
	secondIntro    = words.Text{ZH: "一人已作决定，须由另一人确认。", EN: "One person has decided; another one has to confirm it."}
	ofCorrection   = words.Text{ZH: "更正抬头", EN: "Corrected title"}
	ofAcceptance   = words.Text{ZH: "接受欠票", EN: "Accepted outstanding amount"}
	ofLarge        = words.Text{ZH: "金额", EN: "Amount"}
	proposedByHim  = words.Text{ZH: "%s，%s 提出", EN: "%s, proposed by %s"}
	ownTurnMissing = words.Text{ZH: "由您提出，须由他人复核", EN: "You proposed it; somebody else has to confirm it"}
)

// showSecondQueue lists what one of two people has proposed: large applications, corrections under another title, and accepted debts (O1, A4, L13).
func showSecondQueue(v *page.Visit) error {
	q := queue{
		Heading: secondTitle, Caption: dueFirst, Empty: nothingToDo, Columns: []column{ofTitle, ofAmount, ofKind, ofWhy, ofClaim},
	}
	var large page.List[api.Application]
	if err := v.Get("/v1/applications?"+asked(v, nil, ofSecond...).Encode(), &large); err != nil {
		return err
	}
	q.Next = large.NextCursor
	for _, a := range large.Items {
		r := applicationRow(v, a, second)
		r.Why = proposed(v, ofLarge, a.Review.ProposedBy)
		q.Rows = append(q.Rows, r)
	}
	if v.Form("cursor") == "" {
		others, err := otherProposals(v)
		if err != nil {
			return err
		}
		q.Rows = append(q.Rows, others...)
		sortByDue(q.Rows)
	}
	return v.Show(secondTitle, secondQueuePage(v, q, doneOf(v)))
}

// otherProposals are corrections and accepted debts; there are few of them.
func otherProposals(v *page.Visit) (rows []row, err error) {
	var corrections page.List[api.Invoice]
	if err := v.Get("/v1/invoices?order=due&status=failed&correction=proposed&limit=200", &corrections); err != nil {
		return nil, err
	}
	for _, i := range corrections.Items {
		r := invoiceRow(i, failed)
		if i.Correction != nil {
			r.Why = proposed(v, ofCorrection, i.Correction.ProposedBy)
		}
		rows = append(rows, r)
	}
	var acceptances page.List[api.Ticket]
	if err := v.Get("/v1/tickets?order=due&turn=finance&proposed=true&limit=200", &acceptances); err != nil {
		return nil, err
	}
	for _, t := range acceptances.Items {
		r := ticketRow(v, t)
		r.Amount, r.Why = t.ProposedAmount, proposed(v, ofAcceptance, t.ProposedBy)
		rows = append(rows, r)
	}
	return rows, nil
}

// proposed says who has proposed what; the proposer itself reads that it is somebody else's turn.
func proposed(v *page.Visit, what words.Text, by string) words.Text {
	if by == v.Who.Actor().String() {
		return words.Joined("，", ", ", what, ownTurnMissing)
	}
	return proposedByHim.With(what, page.WhoDid(by))
}

func invoiceRow(i api.Invoice, base string) row {
	return row{
		ID: "inv-" + string(i.ID), Name: short(string(i.ID)), To: base + "/" + url.PathEscape(string(i.ID)), Due: i.DueAt, Provisional: i.DueProvisional,
		Account: i.Account, Title: i.Buyer.Name, Amount: &i.Amount, Kind: kind(i.Kind, i.Medium),
		Submitted: i.SubmittedAt,
	}
}
