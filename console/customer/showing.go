package customer

import (
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

func kindOf(k invoice.Kind) words.Text {
	if k == invoice.Special {
		return specialKind
	}
	return ordinaryKind
}

func mediumOf(m invoice.Medium) words.Text {
	if m == invoice.Paper {
		return paperMedium
	}
	return electronicMedium
}

// itemOf is a line as an invoice prints it, with the short name of its code before it.
func itemOf(line invoice.Line) string {
	if line.Category == "" {
		return line.Product
	}
	return "*" + line.Category + "*" + line.Product
}

// rateOf is a rate as an invoice prints it: "6%".
func rateOf(r money.Rate) string { return r.Percent() }

// signed is the rounding drift with its sign.
func signed(a api.Application) string {
	if a.RoundingDrift.IsPositive() {
		return "+" + format.Figures(a.RoundingDrift)
	}
	return format.Figures(a.RoundingDrift)
}

// daysOf names days, runs of them by their ends: "9/25–27、10/1–7".
func daysOf(days []calendar.Date) string {
	var named []string
	for n := 0; n < len(days); {
		end := n
		for end+1 < len(days) && days[end+1] == days[end].AddDays(1) {
			end++
		}
		first, last := days[n].At(0, 0, 0).In(calendar.Shanghai), days[end].At(0, 0, 0).In(calendar.Shanghai)
		one := first.Format("1/2")
		switch {
		case end > n && first.Month() == last.Month():
			one += "–" + last.Format("2")
		case end > n:
			one += "–" + last.Format("1/2")
		}
		named, n = append(named, one), end+1
	}
	return strings.Join(named, ", ")
}

// sentTo is where paper goes, as far as the form says it.
func (c *confirming) sentTo(v *page.Visit) string {
	f := c.Draft.form
	if f.Address == fresh {
		return strings.Join([]string{f.Recipient, f.Phone, f.Region, f.Street}, " ")
	}
	var saved api.Address
	if f.Address == "" || v.Get(accountPath(v)+"/addresses/"+f.Address, &saved) != nil {
		return v.Text(defaultAddress)
	}
	return strings.Join([]string{saved.Recipient, saved.Phone, saved.Region, saved.Street}, " ")
}

// cancelUntil says until when an application can be cancelled without a ticket.
func (d *done) cancelUntil(v *page.Visit) words.Text {
	if d.Application.Review.Mode == application.AutomaticReview && !d.Application.Review.SecondPerson {
		until := d.Application.SubmittedAt.Add(d.Policy.Review.CoolOff.Std())
		return cancelBefore.With(format.At(until, v.Now))
	}
	return cancelUntilClaimed
}
