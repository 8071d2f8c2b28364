package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/query"
)

// Alike are applications that wait for a reviewer, under titles that differ from the certified names in the same way and with the same tax number:
// what is right for one of them is right for all (R1). Titles and names are those of the first.
type Alike struct {
	Title, CertifiedName, TaxpayerID string
	Difference                       invoice.TitleDifference
	// Amount is what all of them come to, in CNY.
	Amount       money.Amount
	Applications []Waiting
}

// Waiting is one of them.
type Waiting struct {
	ID          ids.Application
	Account     ids.Account
	Title       string
	Total       money.Amount
	Due         time.Time
	Provisional bool
}

// MostAlike is among how many of the most urgent applications those that are alike are looked for.
const MostAlike = 5000

// Alike groups what somebody may approve alone: not what two people decide about, and not what somebody else has claimed. The largest group comes first,
// and in each the most urgent application. Capped says that more wait than were looked at.
func (o *Office) Alike(ctx context.Context, who actor.Actor) (groups []Alike, capped bool, err error) {
	rows, err := o.tx.Reads().AlikeToReview(ctx, query.AlikeToReviewParams{Who: who.String(), AtMost: MostAlike + 1})
	if err != nil {
		return nil, false, fmt.Errorf("read what waits for a review: %w", err)
	}
	if capped = len(rows) > MostAlike; capped {
		rows = rows[:MostAlike]
	}
	type sort struct {
		difference invoice.TitleDifference
		taxpayerID string
	}
	at := map[sort]int{}
	for _, row := range rows {
		is := sort{invoice.CompareTitles(row.BuyerName, row.CertifiedName), row.BuyerTaxpayerID}
		n, known := at[is]
		if !known {
			n, at[is] = len(groups), len(groups)
			groups = append(groups, Alike{Title: row.BuyerName, CertifiedName: row.CertifiedName, TaxpayerID: row.BuyerTaxpayerID, Difference: is.difference})
		}
		groups[n].Amount = groups[n].Amount.Add(row.Total)
		groups[n].Applications = append(groups[n].Applications, Waiting{
			row.ID, row.Account, row.BuyerName, row.Total, row.ReviewDueAt, row.ReviewProvisional,
		})
	}
	slices.SortStableFunc(groups, func(a, b Alike) int { return cmp.Compare(len(b.Applications), len(a.Applications)) })
	return groups, capped, nil
}
