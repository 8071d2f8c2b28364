package application

import (
	"cmp"
	"slices"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// settleTax gives each line its share of the invoice's net, so that the lines add up to it to the cent and no line is off by more than
// one cent. Every line has a net amount, because one that has only tax can neither be shown nor reversed: where rounding leaves a line
// none, another one gives it a cent; where none can, its amount is added to another line, which stands for it from then on
// (invoice.LineFor).
func settleTax(lines []invoice.Line) []invoice.Line {
	for {
		shareNet(lines)
		empty := giveCents(lines)
		if len(empty) == 0 {
			break
		}
		lines = merged(lines, empty)
	}
	for i := range lines {
		lines[i].Number = i + 1
	}
	return lines
}

// merged adds lines to those that stand for them.
func merged(lines []invoice.Line, empty map[int]bool) []invoice.Line {
	var rest []invoice.Line
	for i, line := range lines {
		if !empty[i] {
			rest = append(rest, line)
		}
	}
	for i, line := range lines {
		if empty[i] {
			home := &rest[invoice.LineFor(rest, line.Product, line.TaxCode)]
			home.Gross = home.Gross.Add(line.Gross)
		}
	}
	return rest
}

// shareNet takes the tax out of the running sum: the sum is made before rounding.
func shareNet(lines []invoice.Line) {
	gross := money.Zero
	for i := range lines {
		line := &lines[i]
		before := line.TaxRate.Net(gross)
		gross = gross.Add(line.Gross)
		setNet(line, line.TaxRate.Net(gross).Sub(before))
	}
}

func setNet(line *invoice.Line, net money.Amount) {
	line.Net = net
	line.Tax = line.Gross.Sub(net)
}

// giveCents lets lines give a cent to those that have no net, and returns those for which there is none to be had.
func giveCents(lines []invoice.Line) map[int]bool {
	var givers []int
	empty := map[int]bool{}
	for i, line := range lines {
		if !line.Net.IsPositive() {
			empty[i] = true
		}
	}
	if len(empty) == 0 {
		return nil
	}
	// Each gives as long as it has another cent, and is off by no more than one afterwards: first those that were rounded up.
	over := make([]money.Amount, len(lines))
	for i, line := range lines {
		over[i] = line.Net.Sub(line.TaxRate.Net(line.Gross))
		givers = append(givers, i)
	}
	slices.SortStableFunc(givers, func(a, b int) int { return cmp.Or(over[b].Cmp(over[a]), lines[b].Net.Cmp(lines[a].Net)) })
	for i := range lines {
		for empty[i] && len(givers) > 0 {
			giver := &lines[givers[0]]
			if over[givers[0]].IsNegative() || !money.Cent.Less(giver.Net) {
				givers = givers[1:]
				continue
			}
			over[givers[0]] = over[givers[0]].Sub(money.Cent)
			setNet(giver, giver.Net.Sub(money.Cent))
			setNet(&lines[i], money.Cent)
			delete(empty, i)
		}
	}
	return empty
}
