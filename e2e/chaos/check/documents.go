package check

import "fmt"

// Once checks that no serial and no number stands for two legal documents, and that no invoice has two (I4).
func Once(s Snapshot) Result {
	r := Result{Name: "each legal document exists once"}
	serials, numbers, invoices := map[string]bool{}, map[string]bool{}, map[string]string{}
	of := map[string]string{}
	for _, serial := range s.Serials {
		of[serial.Serial] = serial.Invoice
	}
	for _, d := range s.Issued {
		r.Looked++
		if serials[d.Serial] {
			r.found("serial %s has two documents", d.Serial)
		}
		if numbers[d.Number] {
			r.found("number %s was given twice", d.Number)
		}
		serials[d.Serial], numbers[d.Number] = true, true
		if invoice := of[d.Serial]; d.RedOf == nil && invoice != "" {
			if first := invoices[invoice]; first != "" {
				r.found("invoice %s was issued twice: %s and %s", invoice, first, d.Number)
			}
			invoices[invoice] = d.Number
		}
	}
	return r
}

// Known checks that whatever the provider has issued stands in the register, with its number and amount.
func Known(s Snapshot) Result {
	r := Result{Name: "what the provider has issued stands in the register"}
	invoices, reversals := map[string]Invoice{}, map[string]Reversal{}
	for _, i := range s.Invoices {
		if i.Serial != "" {
			invoices[i.Serial] = i
		}
	}
	for _, reversal := range s.Reversals {
		if reversal.Serial != "" {
			reversals[reversal.Serial] = reversal
		}
	}
	for _, d := range s.Issued {
		r.Looked++
		if d.RedOf != nil {
			known, found := reversals[d.Serial]
			switch {
			case !found:
				r.found("red document %s (%s): the register does not know its serial", d.Number, d.Serial)
			case known.Number != d.Number || known.Status != "done":
				r.found("red document %s: reversal %s is %s with number %q", d.Number, known.ID, known.Status, known.Number)
			case known.Gross.Neg().String() != d.Amount.String():
				r.found("red document %s is over %s, reversal %s over %s", d.Number, d.Amount, known.ID, known.Gross)
			}
			continue
		}
		known, found := invoices[d.Serial]
		switch {
		case !found:
			r.found("document %s (%s): the register does not know its serial", d.Number, d.Serial)
		case known.Number != d.Number || !isIssued(known.Status):
			r.found("document %s: invoice %s is %s with number %q", d.Number, known.ID, known.Status, known.Number)
		case known.Amount.String() != d.Amount.String():
			r.found("document %s is over %s, invoice %s over %s", d.Number, d.Amount, known.ID, known.Amount)
		case d.Voided != (known.Status == "voided"):
			r.found("document %s: voided is %t at the provider, invoice %s is %s", d.Number, d.Voided, known.ID, known.Status)
		}
	}
	return r
}

// Issued checks that whatever the register has as issued exists at the provider, by its number.
func Issued(s Snapshot) Result {
	r := Result{Name: "what the register has as issued exists at the provider"}
	documents := map[string]Document{}
	for _, d := range s.Issued {
		documents[d.Number] = d
	}
	for _, i := range s.Invoices {
		if i.Number == "" && !isIssued(i.Status) {
			continue
		}
		r.Looked++
		if d, found := documents[i.Number]; !found || d.Serial != i.Serial || d.RedOf != nil {
			r.found("invoice %s is %s with number %q, which the provider has not issued for it", i.ID, i.Status, i.Number)
		}
	}
	for _, reversal := range s.Reversals {
		if reversal.Number == "" {
			continue
		}
		r.Looked++
		if d, found := documents[reversal.Number]; !found || d.Serial != reversal.Serial || d.RedOf == nil {
			r.found("reversal %s has number %q, which the provider has not issued for it", reversal.ID, reversal.Number)
		}
	}
	return r
}

func (r *Result) found(format string, arguments ...any) {
	r.Findings = append(r.Findings, fmt.Sprintf(format, arguments...))
}
