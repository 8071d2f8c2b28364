// Package figures is the page of numbers (报表): each with one sentence that reads it, a drawing, and the same numbers as a table.
package figures

import (
	"net/url"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	offigures "kaipiao/office/figures"
)

const home = "/console/figures"

// Open adds the rooms.
func Open(house *page.House) {
	house.Open("GET "+home, show, access.Finance, access.Auditor)
	house.Open("GET "+home+"/{figure}/table", passTable, access.Finance, access.Auditor)
}

// board is the page: all figures of a span.
type board struct {
	From, To, Seller string
	Figures          []api.Figure
}

func asked(v *page.Visit) url.Values {
	query := url.Values{}
	for _, name := range []string{"from", "to", "seller"} {
		if value := v.Form(name); value != "" {
			query.Set(name, value)
		}
	}
	return query
}

func show(v *page.Visit) error {
	b := board{From: v.Form("from"), To: v.Form("to"), Seller: v.Form("seller")}
	for _, name := range offigures.Names() {
		var found api.Figure
		err := v.Get("/v1/figures/"+url.PathEscape(string(name))+"?"+asked(v).Encode(), &found)
		if v.Refused(err) {
			return v.ShowAs(v.Status(), pageTitle, boardPage(v, b))
		}
		if err != nil {
			return err
		}
		b.Figures = append(b.Figures, found)
	}
	b.From, b.To = b.Figures[0].From.String(), b.Figures[0].To.String()
	return v.Show(pageTitle, boardPage(v, b))
}

// passTable hands the same numbers out as a workbook.
func passTable(v *page.Visit) error {
	return v.API().Pass(v.W, v.R, v.Who, "/v1/figures/"+url.PathEscape(v.Path("figure"))+"/table?"+asked(v).Encode())
}

// nameOf names a row: a cause, a seller, or a day.
func nameOf(f api.Figure, label string) words.Text {
	switch {
	case f.Figure == offigures.Parked:
		return page.CauseSays(invoice.Cause(label))
	case !f.PerDay && label == string(invoice.Platform):
		return platform
	default:
		return words.Same(label)
	}
}

// written is a value as people read it.
func written(column api.FigureColumn, value string) string {
	if column.Unit != offigures.CNY {
		return value
	}
	amount, err := money.Parse(value)
	if err != nil {
		return value
	}
	return format.Money(amount)
}

func labelOf(column api.FigureColumn) words.Text {
	return words.Text{ZH: column.LabelZH, EN: column.Label}
}

// chartOf draws a figure.
func chartOf(v *page.Visit, f api.Figure) Chart {
	if f.PerDay {
		return Days(f)
	}
	return Labels(f, func(label string) string { return v.Text(nameOf(f, label)) }, written)
}
