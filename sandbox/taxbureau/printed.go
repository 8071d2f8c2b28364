package taxbureau

import "kaipiao/sandbox/fapiao"

// drawer is the clerk named on every invoice (开票人).
const drawer = "沙箱"

// printed is the document as the bureau puts it on paper and into files.
func (e entry) printed() fapiao.Fapiao {
	printed := fapiao.Fapiao{
		Number:   e.Number,
		Special:  e.Submission.InvoiceType.Special(),
		IssuedAt: e.DecidedAt,
		Seller:   fapiao.Party(e.Submission.Seller),
		Buyer:    fapiao.Party(e.Submission.Buyer),
		Net:      e.Submission.Net,
		Tax:      e.Submission.Tax,
		Gross:    e.Submission.Gross,
		Remark:   e.Submission.Remark,
		Drawer:   drawer,
	}
	for _, line := range e.Submission.Lines {
		printed.Lines = append(printed.Lines, fapiao.Line{
			Item: fapiao.ItemName(line.TaxCode, line.Name), TaxCode: line.TaxCode, TaxRate: line.TaxRate,
			Net: line.Net, Tax: line.Tax, Gross: line.Gross,
		})
	}
	return printed
}
