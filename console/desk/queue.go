package desk

import (
	"net/url"
	"strconv"
	"time"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// row is one thing that waits, as every queue shows it.
type row struct {
	// ID is that of the table's row, Name what is linked, and To where it is worked on.
	ID, Name, To string
	Due          *time.Time
	Provisional  bool
	Account      ids.Account
	Title        string
	Amount       *money.Amount
	Kind, Why    words.Text
	// ClaimedBy is who works on it; Others: it is somebody else.
	ClaimedBy string
	ClaimedAt *time.Time
	Others    bool
	Submitted time.Time
	// Vendors is what a vendor is reminded of.
	Vendors *api.Invoice
}

// column is one that a queue may have.
type column string

// The columns besides what is due, and who has claimed it.
const (
	ofTitle  column = "title"
	ofAmount column = "amount"
	ofKind   column = "kind"
	ofWhy    column = "why"
	ofClaim  column = "claimed_by"
	ofRemind column = "remind"
)

// queue is a list of what waits, due first, with what narrows it.
type queue struct {
	Heading, Caption, Empty words.Text
	Columns                 []column
	// Filters are what it is narrowed by; Kinds are the values of the filter for kinds.
	Filters []string
	Kinds   []page.Choice
	Rows    []row
	Count   *api.Summary
	Next    *string
}

func (q queue) has(c column) bool {
	for _, one := range q.Columns {
		if one == c {
			return true
		}
	}
	return false
}

func (q queue) filtersBy(name string) bool {
	for _, one := range q.Filters {
		if one == name {
			return true
		}
	}
	return false
}

// narrowed reports whether the visitor has narrowed the list, so that an empty one is not a queue without work.
func narrowed(v *page.Visit, filters []string) bool {
	for _, name := range filters {
		if v.Form(name) != "" {
			return true
		}
	}
	return false
}

// asked is the query of a list: what the queue is, and what the visitor has narrowed it by.
func asked(v *page.Visit, filters []string, fixed ...string) url.Values {
	query := url.Values{}
	for _, name := range append([]string{"cursor"}, filters...) {
		value := v.Form(name)
		if name == "amount_from" && value != "" {
			value = format.TypedAmount(value)
		}
		if value != "" {
			query.Set(name, value)
		}
	}
	for n := 0; n+1 < len(fixed); n += 2 {
		if query.Get(fixed[n]) == "" {
			query.Set(fixed[n], fixed[n+1])
		}
	}
	return query
}

// summed is how many a list has on all its pages; nil where that cannot be said.
func summed(v *page.Visit, list string, query url.Values) *api.Summary {
	whole := url.Values{}
	for name, values := range query {
		if name != "cursor" && name != "limit" {
			whole[name] = values
		}
	}
	var found api.Summary
	if err := v.Get(list+"/summary?"+whole.Encode(), &found); err != nil {
		return nil
	}
	return &found
}

// others reports whether somebody else than the visitor has claimed something.
func others(v *page.Visit, claimedBy string) bool {
	return claimedBy != "" && claimedBy != v.Who.Actor().String()
}

// counted writes how many there are: "14", "1000+".
func counted(count int, capped bool) string {
	if capped {
		return "999+"
	}
	return strconv.Itoa(count)
}

// claimedWhen is when something was claimed: the hour of today, or the day too.
func claimedWhen(v *page.Visit, at *time.Time) string {
	switch {
	case at == nil:
		return ""
	case format.DayOf(*at) == format.DayOf(v.Now):
		return format.Clock(*at)
	default:
		return format.Minute(*at)
	}
}

func number(n int) words.Text { return words.Same(strconv.Itoa(n)) }
