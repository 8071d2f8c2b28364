package invoice

import (
	"cmp"
	"maps"
	"slices"

	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
)

// Left is what is left of each line of an issued invoice after what was red-issued of it (V2). Lines of which nothing is
// left are not in it.
func Left(lines, red []Line) []Line {
	var left []Line
	for _, line := range lines {
		for _, taken := range red {
			if taken.Number == line.Number {
				line.Net, line.Tax, line.Gross = line.Net.Sub(taken.Net), line.Tax.Sub(taken.Tax), line.Gross.Sub(taken.Gross)
			}
		}
		if line.Gross.IsPositive() {
			left = append(left, line)
		}
	}
	return left
}

// LineFor is the index of the line that stands for what was sold of a product under a tax classification code: its own, or where that
// came to so little that it has none, the first of the same code, or the first of all.
func LineFor(lines []Line, product, taxCode string) int {
	if own := slices.IndexFunc(lines, func(l Line) bool { return l.Product == product && l.TaxCode == taxCode }); own >= 0 {
		return own
	}
	return max(0, slices.IndexFunc(lines, func(l Line) bool { return l.TaxCode == taxCode }))
}

// PartOf takes parts of what is left, by the numbers of the lines and the net amount of each. The tax of a part is its net
// times the rate; the last part of a line takes all that is left of its tax, so that the parts add up to the line. It
// refuses a line that is not there and more than is left (V2).
func PartOf(left []Line, nets map[int]money.Amount) ([]Line, refusal.List) {
	var parts []Line
	var refused refusal.List
	for _, number := range slices.Sorted(maps.Keys(nets)) {
		net := nets[number]
		at, found := slices.BinarySearchFunc(left, number, func(line Line, number int) int { return cmp.Compare(line.Number, number) })
		switch {
		case !found:
			refused = append(refused, refusal.New(refusal.UnknownLine, "lines", number))
		case left[at].Net.Less(net):
			refused = append(refused, refusal.New(refusal.ExceedsRemaining, "lines", left[at].Net, number))
		default:
			parts = append(parts, part(left[at], net))
		}
	}
	return parts, refused
}

func part(line Line, net money.Amount) Line {
	if net.Less(line.Net) {
		line.Tax = money.Min(line.Tax, line.TaxRate.Tax(net))
	}
	line.Net = net
	line.Gross = line.Net.Add(line.Tax)
	return line
}

// NetFor is how much net a line has to lose so that at least so much comes back of it with tax; never more than is left of it.
func NetFor(left Line, gross money.Amount) money.Amount {
	net := money.Min(left.TaxRate.Net(gross), left.Net)
	for part(left, net).Gross.Less(gross) && net.Less(left.Net) {
		net = net.Add(money.FromCents(1)) // the tax is rounded, so that some amounts cannot be met
	}
	return net
}

// Totals adds lines up.
func Totals(lines []Line) (net, tax, gross money.Amount) {
	for _, line := range lines {
		net, tax, gross = net.Add(line.Net), tax.Add(line.Tax), gross.Add(line.Gross)
	}
	return net, tax, gross
}

// Taken are the lines of an invoice that a red document, a void or a form takes from what is left of it, and whether it can be
// so: the lines that the provider names, or all that is left where it names none and takes as much.
func Taken(left []Line, listed Listed) (lines []Line, fit bool) {
	if listed.Kind == VoidMade {
		return left, len(left) > 0
	}
	if len(listed.Lines) == 0 {
		lines = left
	}
	for _, named := range listed.Lines {
		at, found := slices.BinarySearchFunc(left, named.Number, func(line Line, number int) int { return cmp.Compare(line.Number, number) })
		if !found || slices.ContainsFunc(lines, func(line Line) bool { return line.Number == named.Number }) {
			return nil, false
		}
		line, rest := left[at], left[at]
		line.Net, line.Tax, line.Gross = named.Net.Neg(), named.Tax.Neg(), named.Gross.Neg()
		if rest.Net.Less(line.Net) || rest.Tax.Less(line.Tax) || !line.Net.Add(line.Tax).Equal(line.Gross) || !line.Gross.IsPositive() {
			return nil, false
		}
		lines = append(lines, line)
	}
	net, tax, gross := Totals(lines)
	return lines, net.Equal(listed.Net.Neg()) && tax.Equal(listed.Tax.Neg()) && gross.Equal(listed.Gross.Neg()) && len(lines) > 0
}

// Red makes the request to reverse lines of an issued invoice: the same amounts below zero.
func Red(serial Serial, number string, reason RedReason, lines []Line) RedDocument {
	document := RedDocument{Serial: serial, Number: number, Reason: reason, Lines: slices.Clone(lines)}
	for i := range document.Lines {
		line := &document.Lines[i]
		line.Net, line.Tax, line.Gross = line.Net.Neg(), line.Tax.Neg(), line.Gross.Neg()
	}
	document.Net, document.Tax, document.Gross = Totals(document.Lines)
	return document
}
