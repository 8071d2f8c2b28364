package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/width"

	"kaipiao/access"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/parcel"
	"kaipiao/office/invoices"
	"kaipiao/office/paging"
	"kaipiao/office/parcels"
	"kaipiao/office/read"
)

// shipmentRow is one line of the print desk.
type shipmentRow struct {
	Reference      string `json:"reference" minLength:"1" maxLength:"64" text:"line" doc:"The scanned reference (寄送编号)." example:"01994c5e-7a30-7c1d-9a53-1"`
	TrackingNumber string `json:"tracking_number" minLength:"1" maxLength:"64" text:"line" doc:"The parcel's number (快递单号)." example:"SF1020304050607"`
	Company        string `json:"company,omitempty" maxLength:"100" text:"line" doc:"The courier company (快递公司); left out, it stays empty." example:"顺丰速运"`
}

type shipmentsBody struct {
	Rows         []shipmentRow `json:"rows" minItems:"1" maxItems:"500" nullable:"false" doc:"The lines, each judged by itself."`
	AllOrNothing bool          `json:"all_or_nothing,omitempty" doc:"Whether nothing is recorded where anything is wrong; otherwise what is good is."`
}

// sheetsBody are the blank sheets on which papers were printed.
type sheetsBody struct {
	Code       string   `json:"code" pattern:"^([0-9]{10}|[0-9]{12})$" doc:"The code of the batch of paper (发票代码), of 10 or 12 digits." example:"110026000001"`
	From       string   `json:"from" pattern:"^[0-9]{8}$" doc:"The number of the first sheet (纸张号), of 8 digits." example:"00000101"`
	To         string   `json:"to" pattern:"^[0-9]{8}$" doc:"The number of the last one: as many sheets as papers." example:"00000150"`
	References []string `json:"references" minItems:"1" maxItems:"500" nullable:"false" pattern:"^[A-Za-z0-9-]{1,64}$" doc:"In the order of printing."`
}

// PrintDeskAnswer says of each line what became of it.
type PrintDeskAnswer struct {
	Applied bool          `json:"applied" doc:"Whether anything was recorded; false for a dry run."`
	Updated int           `json:"updated" doc:"How many lines are recorded, or would be." example:"30"`
	Wrong   int           `json:"wrong" doc:"With how many lines something is wrong." example:"2"`
	Rows    []PrintedLine `json:"rows" nullable:"false" doc:"The lines, in the order in which they came."`
}

// PrintedLine is a line with what became of it.
type PrintedLine struct {
	Row       int             `json:"row" doc:"Which line it is, counted from 1; of a file the row in it." example:"1"`
	Reference string          `json:"reference" doc:"The reference as it was read." example:"01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"`
	Number    string          `json:"number" doc:"The tracking number as it was read, or the number of the sheet." example:"SF1020304050607"`
	Outcome   parcels.Outcome `json:"outcome"`
	Invoice   *ids.Invoice    `json:"invoice" nullable:"true" doc:"The invoice that was found; null for none."`
	Message   string          `json:"message" doc:"What becomes of it, or why not, in English." example:"Its number is recorded."`
	MessageZH string          `json:"message_zh" doc:"The same in Chinese." example:"登记该单号。"`
}

type printDeskAnswer struct{ Body PrintDeskAnswer }

// DryRunQuery asks what would happen.
type DryRunQuery struct {
	DryRun bool `query:"dry_run" doc:"true: nothing is recorded, and the answer says what would be."`
}

func (s *surface) printDesk() {
	on(s, call{
		method: http.MethodPost, path: "/v1/print-desk/shipments", does: access.RecordShipments, body: largeBody,
		summary: "Papers were handed to the courier, many at a time",
	}, s.recordShipments)
	on(s, call{
		method: http.MethodPost, path: "/v1/print-desk/sheets", does: access.RecordSheets, body: largeBody,
		summary: "Papers were printed on some blank sheets",
	}, s.recordSheets)
	on(s, call{method: http.MethodGet, path: "/v1/print-desk/list", does: access.ReadPrintList, summary: "What is to be printed now, as a workbook"}, s.printList)
}

func (s *surface) recordShipments(ctx context.Context, in *struct {
	DryRunQuery
	Body shipmentsBody
},
) (*printDeskAnswer, error) {
	lines := make([]parcels.Scan, len(in.Body.Rows))
	for n, row := range in.Body.Rows {
		lines[n] = parcels.Scan{Reference: scanned(row.Reference), TrackingNumber: strings.ToUpper(scanned(row.TrackingNumber)), Company: row.Company}
	}
	how := parcels.Recording{DryRun: in.DryRun, AllOrNothing: in.Body.AllOrNothing}
	judged, done, err := s.Office.Parcels.RecordShipments(ctx, lines, how, actorOf(ctx), s.Now())
	if err != nil {
		return nil, err
	}
	return showLines(judged, done, func(n int) (string, string) { return lines[n].Reference, lines[n].TrackingNumber }), nil
}

// scanned is what a scanner reads: half-width, without blanks.
func scanned(text string) string { return strings.Join(strings.Fields(width.Narrow.String(text)), "") }

func (s *surface) recordSheets(ctx context.Context, in *struct {
	DryRunQuery
	Body sheetsBody
},
) (*printDeskAnswer, error) {
	from, _ := strconv.Atoi(in.Body.From)
	to, _ := strconv.Atoi(in.Body.To)
	if to-from+1 != len(in.Body.References) {
		return nil, malformed("to", "There are not as many sheets as papers: count both once more.", "纸张数与发票数不一致，请核对。")
	}
	sheets := parcels.Sheets{Code: in.Body.Code, From: from, References: in.Body.References}
	judged, done, err := s.Office.Parcels.RecordSheets(ctx, sheets, parcels.Recording{DryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	return showLines(judged, done, func(n int) (string, string) { return sheets.References[n], sheets.Number(n) }), nil
}

func showLines(judged []parcels.Judged, done bool, read func(int) (string, string)) *printDeskAnswer {
	answer := &printDeskAnswer{Body: PrintDeskAnswer{Applied: done, Rows: make([]PrintedLine, len(judged))}}
	for n, j := range judged {
		reference, number := read(n)
		answer.Body.Rows[n] = PrintedLine{
			Row: n + 1, Reference: reference, Number: number, Outcome: j.Outcome, Invoice: orNull(j.Invoice), Message: j.English, MessageZH: j.Chinese,
		}
		switch {
		case j.Outcome == parcels.Updates:
			answer.Body.Updated++
		case !j.Outcome.Good():
			answer.Body.Wrong++
		}
	}
	return answer
}

// longestPrintList is how many papers a print list has.
const longestPrintList = 500

// printSheet is the head of the print list.
var printSheet = export.Sheet{Name: "打印清单", Columns: []export.Column{
	{Name: "寄送编号 Reference", Width: 42},
	{Name: "发票号码 Number", Width: 24},
	{Name: "类型 Kind", Width: 10},
	{Name: "抬头 Title", Width: 40},
	{Name: "税号 Taxpayer id", Width: 22},
	{Name: "价税合计 Amount", Width: 16},
	{Name: "收件人 Recipient", Width: 16},
	{Name: "电话 Phone", Width: 18},
	{Name: "地址 Address", Width: 60},
	{Name: "最晚寄出 Due", Width: 20},
	{Name: "快递单号 Tracking number", Width: 24},
}}

func (s *surface) printList(ctx context.Context, in *struct {
	Stage invoices.PrintStage `query:"print" enum:"to_print,to_ship,to_send_again" default:"to_print"`
},
) (*huma.StreamResponse, error) {
	page, err := s.Office.Invoices.List(ctx, invoices.Filter{Desk: in.Stage, ByDue: in.Stage != invoices.ToSendAgain}, paging.Request{Size: longestPrintList})
	if err != nil {
		return nil, err
	}
	rows := make([][]export.Cell, len(page.Items))
	for n, i := range page.Items {
		rows[n] = printRow(i)
	}
	return s.sendTable(printSheet, rows, "print-list.xlsx")
}

// referenceOf is the reference of the parcel that a paper is in, or is to be sent in.
func referenceOf(i read.Invoice) string {
	if i.Parcel != nil {
		return i.Parcel.Reference
	}
	return parcel.Reference(i.ID, 1)
}

func printRow(i read.Invoice) []export.Cell {
	row := []export.Cell{
		export.TextCell(referenceOf(i)), export.TextCell(i.Number), export.TextCell(i.Kind), export.TextCell(i.Buyer.Name), export.TextCell(i.Buyer.TaxpayerID),
		export.AmountCell(i.Amount),
	}
	if i.Address == nil {
		row = append(row, export.Cell{}, export.Cell{}, export.Cell{})
	} else {
		row = append(row, export.TextCell(i.Address.Recipient), export.TextCell(i.Address.Phone), export.TextCell(i.Address.Region+" "+i.Address.Street))
	}
	return append(row, export.InstantCell(i.DueAt), export.Cell{})
}

// sendTable sends a table as a workbook.
func (s *surface) sendTable(head export.Sheet, rows [][]export.Cell, name string) (*huma.StreamResponse, error) {
	content, err := s.Workbook(head, rows)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", export.XLSX.ContentType())
		answer.SetHeader("Content-Length", strconv.Itoa(len(content)))
		answer.SetHeader("Content-Disposition", "attachment; filename="+strconv.Quote(name))
		_, _ = answer.BodyWriter().Write(content) // a caller that has gone away needs nothing
	}}, nil
}
