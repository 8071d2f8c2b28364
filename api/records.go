package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/office/books"
	"kaipiao/office/paging"
)

// RecordQuery narrows the records behind a balance, and says their order.
type RecordQuery struct {
	Counts  books.Tab   `query:"counts" enum:"invoiceable,not_yet,outstanding,none"`
	Product string      `query:"product" maxLength:"100" text:"line" doc:"A part of the product's name (商品名称)." example:"云服务器"`
	TaxCode string      `query:"tax_code" pattern:"^[0-9]{1,19}$" doc:"The tax classification code (税收分类编码), or its beginning." example:"3040203000000000000"`
	From    string      `query:"from" format:"date" doc:"The first day of payment, in Asia/Shanghai." example:"2026-09-01"`
	To      string      `query:"to" format:"date" doc:"The last day of payment, itself included." example:"2026-09-30"`
	Order   books.Order `query:"order" enum:"id,latest,oldest"`
}

// narrow is what the list is narrowed to; false for the whole list by id.
func (q RecordQuery) narrow() (books.Narrow, bool, error) {
	paid, err := SpanQuery{From: q.From, To: q.To}.span()
	if err != nil {
		return books.Narrow{}, false, err
	}
	to := books.Narrow{Tab: q.Counts, Product: q.Product, TaxCode: q.TaxCode, Paid: paid, OldestFirst: q.Order == books.OldestFirst}
	narrowed := to != books.Narrow{}
	if narrowed && q.Order == books.ByID {
		return to, false, malformed("order", "A narrowed list is in the order of payment: latest or oldest.", "带筛选条件的列表按付款时间排序：latest 或 oldest。")
	}
	return to, narrowed || q.Order == books.LatestFirst, nil
}

// RecordSummary is what a list of records has on all its pages together.
type RecordSummary struct {
	All         Summary `json:"all" doc:"All records (全部), with what is free of them, released or not."`
	Invoiceable Summary `json:"invoiceable" doc:"Of which something can be invoiced now (可开票), with how much."`
	NotYet      Summary `json:"not_yet" doc:"Of which something can be invoiced later (未到时间), with how much."`
	Outstanding Summary `json:"outstanding" doc:"Of which something is outstanding (欠票), with how much."`
	None        Summary `json:"none" doc:"Of which nothing is left (不可开票): refunded, applied for, invoiced, or somebody else's to invoice."`
}

// SoldBy is somebody of whom an account has bought.
type SoldBy struct {
	Seller ids.Seller `json:"seller"`
	Name   string     `json:"name" doc:"The seller's name (销售方名称); its id where no name is known." example:"杭州某软件有限公司"`
}

type (
	recordSummaryAnswer struct{ Body RecordSummary }
	soldByAnswer        struct {
		Body struct {
			Items []SoldBy `json:"items" nullable:"false" doc:"Of whom the account has bought, by id; 200 at most."`
		}
	}
)

func (s *surface) records() {
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoiceable/records", does: access.ListRecords,
		summary: "The records behind what can be invoiced",
	}, s.listRecords)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoiceable/records/summary", does: access.SumRecords,
		summary: "How many records there are, and what is left of them",
	}, s.sumRecords)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/invoiceable/sellers", does: access.ListSellersOf,
		summary: "Of whom an account has bought",
	}, s.listSellersOf)
}

func (s *surface) listRecords(ctx context.Context, in *struct {
	AccountPath
	SellerQuery
	SubjectQuery
	RecordQuery
	PageQuery
},
) (*listAnswer[Record], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	to, narrowed, err := in.narrow()
	if err != nil {
		return nil, err
	}
	now := s.Now()
	var records paging.Page[books.Record]
	if narrowed {
		records, err = s.Office.Books.Narrowed(ctx, in.Account, in.Subject, in.Seller, to, page, now)
	} else {
		records, err = s.Office.Books.RecordsOfSubject(ctx, in.Account, in.Subject, in.Seller, page)
	}
	return listOf(records, func(r books.Record) Record { return showRecord(r, now) }), err
}

func (s *surface) sumRecords(ctx context.Context, in *struct {
	AccountPath
	SellerQuery
	SubjectQuery
	RecordQuery
},
) (*recordSummaryAnswer, error) {
	to, _, err := in.narrow()
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Books.SumNarrowed(ctx, in.Account, in.Subject, in.Seller, to, s.Now())
	if err != nil {
		return nil, err
	}
	return &recordSummaryAnswer{Body: RecordSummary{
		All: showSummary(found[books.EveryRecord]), Invoiceable: showSummary(found[books.InvoiceableRecords]),
		NotYet: showSummary(found[books.RecordsNotYet]), Outstanding: showSummary(found[books.OutstandingRecords]),
		None: showSummary(found[books.RecordsNotCounted]),
	}}, nil
}

func (s *surface) listSellersOf(ctx context.Context, in *AccountPath) (*soldByAnswer, error) {
	found, err := s.Office.Books.Sellers(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	answer := &soldByAnswer{}
	answer.Body.Items = make([]SoldBy, len(found))
	for n, seller := range found {
		answer.Body.Items[n] = SoldBy{Seller: seller, Name: s.sellerNamed(seller)}
	}
	return answer, nil
}

// sellerNamed is how a seller is called.
func (s *surface) sellerNamed(seller ids.Seller) string {
	if seller == invoice.Platform {
		return s.Policy.Seller.Party.Name
	}
	return s.Policy.Vendor(seller).Name
}
