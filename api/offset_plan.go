package api

import (
	"context"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/books"
)

// OffsetPlan is how an account can get rid of what is outstanding with a seller (L8 to L10).
type OffsetPlan struct {
	Outstanding money.Amount     `json:"outstanding" doc:"What is outstanding in all codes (欠票金额), with tax, in CNY." example:"60.00"`
	Short       money.Amount     `json:"short" doc:"What is still missing in all codes before it can be cleared (还差), with tax, in CNY." example:"0.00"`
	Left        money.Amount     `json:"left_to_invoice" doc:"What can be invoiced once it is cleared, with tax, in CNY." example:"900.00"`
	ByTaxCode   []OffsetCode     `json:"by_tax_code" nullable:"false" doc:"The plan of each tax classification code in which something is outstanding."`
	Reversals   []OffsetReversal `json:"reversals" nullable:"false" doc:"Invoices of which a reversal would clear something, the latest first."`
}

// OffsetCode is the plan of one tax classification code.
type OffsetCode struct {
	TaxCode     string         `json:"tax_code" doc:"The tax classification code (税收分类编码)." example:"3040203000000000000"`
	Outstanding money.Amount   `json:"outstanding" doc:"What is outstanding in it, with tax, in CNY." example:"60.00"`
	Clearable   money.Amount   `json:"clearable" doc:"What free records of the code clear now, with tax, in CNY." example:"60.00"`
	Short       money.Amount   `json:"short" doc:"What is missing: consume so much more of the code, or have an invoice reversed." example:"0.00"`
	Left        money.Amount   `json:"left" doc:"What of the code can be invoiced afterwards, with tax, in CNY." example:"900.00"`
	Clears      []OffsetRecord `json:"clears" nullable:"false" doc:"The records that would clear it, the oldest first."`
}

// OffsetRecord is a record that would clear something.
type OffsetRecord struct {
	Consumption ids.Consumption `json:"consumption"`
	Product     string          `json:"product" doc:"What was sold (商品名称)." example:"云服务器"`
	ReleasedAt  time.Time       `json:"released_at" doc:"Since when it can be invoiced, in UTC." example:"2026-09-18T02:00:00Z"`
	Amount      money.Amount    `json:"amount" doc:"What of it would be used, with tax, in CNY." example:"60.00"`
	Free        money.Amount    `json:"free" doc:"What of it is free now, with tax, in CNY." example:"100.00"`
}

// OffsetReversal is an invoice of which a reversal would clear something.
type OffsetReversal struct {
	Invoice ids.Invoice    `json:"invoice" doc:"The invoice, by its id." example:"01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"`
	Number  string         `json:"number" doc:"Its number (发票号码)." example:"26110000000000000001"`
	Medium  invoice.Medium `json:"medium"`
	Status  invoice.Status `json:"status"`
	Amount  money.Amount   `json:"amount" doc:"Amount with tax, in CNY (价税合计)."`
	Clears  money.Amount   `json:"clears" doc:"How much of what is outstanding goes when all of it is undone, with tax, in CNY." example:"60.00"`
}

type offsetPlanAnswer struct{ Body OffsetPlan }

func (s *surface) planOffset(ctx context.Context, in *struct {
	AccountPath
	SellerQuery
},
) (*offsetPlanAnswer, error) {
	plan, err := s.Office.Books.PlanOffset(ctx, in.Account, in.Seller, s.Now())
	if err != nil {
		return nil, err
	}
	shown := OffsetPlan{Left: plan.Left, ByTaxCode: make([]OffsetCode, len(plan.Codes)), Reversals: make([]OffsetReversal, len(plan.Reversals))}
	for n, code := range plan.Codes {
		shown.ByTaxCode[n] = showOffsetCode(code)
		shown.Outstanding, shown.Short = shown.Outstanding.Add(code.Outstanding), shown.Short.Add(code.Short)
	}
	for n, r := range plan.Reversals {
		shown.Reversals[n] = OffsetReversal{Invoice: r.Invoice, Number: r.Number, Medium: r.Medium, Status: r.Status, Amount: r.Amount, Clears: r.Clears}
	}
	return &offsetPlanAnswer{Body: shown}, nil
}

func showOffsetCode(code books.OffsetCode) OffsetCode {
	shown := OffsetCode{
		TaxCode: code.TaxCode, Outstanding: code.Outstanding, Clearable: code.Clearable, Short: code.Short, Left: code.Left,
		Clears: make([]OffsetRecord, len(code.Clears)),
	}
	for n, take := range code.Clears {
		shown.Clears[n] = OffsetRecord{
			Consumption: take.Consumption, Product: take.Product, ReleasedAt: take.ReleasedAt.UTC(), Amount: take.Amount, Free: take.Free,
		}
	}
	return shown
}
