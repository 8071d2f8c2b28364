package api

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/message"
	"kaipiao/domain/money"
	"kaipiao/office/imports"
)

// Import is one file of consumption that was handed in: of it everything is booked, or nothing (F7).
type Import struct {
	ID       ids.Import     `json:"id" doc:"The import's id: the caller's own, or one that we make."`
	Status   bill.Status    `json:"status" enum:"received,reading,booking,booked,refused"`
	Progress ImportProgress `json:"progress" doc:"How far it has come."`
	Href     string         `json:"href" doc:"Where it is read again, with its report." example:"/v1/imports/bill-2026-09"`
	// Workflow is the run that reads and books it.
	Workflow    *Workflow   `json:"workflow,omitempty" doc:"The run in Temporal that reads and books it, also when it has ended."`
	Terms       ImportTerms `json:"terms" doc:"How the file is read, and what it is worth in CNY."`
	SHA256      string      `json:"sha256" doc:"The SHA-256 checksum of the file as it came, in hex."`
	Size        int64       `json:"size" doc:"The size of the file as it came, in bytes."`
	RequestedBy string      `json:"requested_by" doc:"Who handed it in: a role with its name." example:"service:billing"`
	ReceivedAt  time.Time   `json:"received_at" doc:"When it was handed in, in UTC." example:"2026-09-18T02:00:00Z"`
	EndedAt     *time.Time  `json:"ended_at" nullable:"true" doc:"When it was booked or refused, in UTC; null before."`
}

// ImportProgress is how far an import has come.
type ImportProgress struct {
	Percent int `json:"percent" doc:"How far it has come, from 0 to 100: it is read in the first half, and booked in the second."`
	Rows    int `json:"rows" doc:"How many rows are read so far."`
	Items   int `json:"items" doc:"How many consumptions are to be booked; 0 until the file is judged."`
	Booked  int `json:"booked" doc:"How many consumptions are booked so far."`
}

// ImportTerms say how a file is read, and what it is worth.
type ImportTerms struct {
	Format   bill.Format       `json:"format" enum:"focus,csv"`
	Encoding bill.Encoding     `json:"encoding,omitempty" enum:"utf-8,utf-16,gb18030"`
	Rates    map[string]string `json:"rates" doc:"CNY for one unit of each currency, by its code of three letters; empty where all is CNY."`
	Scale    string            `json:"scale" doc:"What every amount of a bill is multiplied by." example:"1"`
	TaxCode  string            `json:"tax_code" doc:"The tax classification code (税收分类编码) of a bill's consumption." example:"3040203000000000000"`
	TaxRate  money.Rate        `json:"tax_rate" doc:"The VAT rate (税率) of a bill's consumption."`
	SkipBad  bool              `json:"skip_bad" doc:"Whether the good rows are taken although there are bad ones."`
}

// ImportWithReport is an import with what became of the file.
type ImportWithReport struct {
	Import
	Report ImportReport `json:"report" doc:"What became of the file."`
}

// ImportReport says what became of a file. While it is read, the figures are 0.
type ImportReport struct {
	Version     string            `json:"version" doc:"What the columns say the file is, such as FOCUS 1.2." example:"FOCUS 1.2"`
	File        string            `json:"file" doc:"How the file was written: csv, gb18030, separated by ;, gzip." example:"csv, utf-8, separated by ,"`
	Why         string            `json:"why" doc:"Why the file as a whole cannot be read; empty where it can."`
	Rows        int               `json:"rows" doc:"How many rows were read."`
	Bad         int               `json:"bad" doc:"How many rows cannot be used."`
	Repeated    int               `json:"repeated" doc:"How many rows of a table stand in it twice, alike."`
	Groups      int               `json:"groups" doc:"How many sums a bill's rows were added up to, by account, month, service and publisher."`
	Items       int               `json:"items" doc:"How many consumptions come of it."`
	Known       int               `json:"known" doc:"How many of the items were recorded before."`
	Accounts    int               `json:"accounts" doc:"How many accounts have consumption in it."`
	NewAccounts int               `json:"new_accounts" doc:"How many accounts were not known; they are made, uncertified."`
	Sellers     []SellerCash      `json:"sellers" nullable:"false" doc:"What was paid in cash, by seller."`
	Coupon      money.Amount      `json:"coupon" doc:"What credits have paid, with tax, in CNY." example:"100.00"`
	Notes       map[string]int    `json:"notes" doc:"How many groups were reduced by others' credits and corrections, and how many are worth less than a cent."`
	BadRows     []ImportRemark    `json:"bad_rows" nullable:"false" doc:"The first 50 rows that cannot be used, with the reasons."`
	Remarks     []ImportRemark    `json:"remarks" nullable:"false" doc:"The first 50 notes about groups; the rest is in the report's file."`
	Rates       map[string]string `json:"rates" doc:"The currency rates that were used, CNY for one unit."`
	Href        string            `json:"href" doc:"Where the whole report is downloaded, as a CSV file." example:"/v1/imports/bill-2026-09/report"`
}

// SellerCash is what was paid to one seller.
type SellerCash struct {
	Seller ids.Seller   `json:"seller"`
	Cash   money.Amount `json:"cash" doc:"What was paid to the seller in cash, with tax, in CNY."`
}

// ImportRemark is what is said about one line of a file.
type ImportRemark struct {
	Line   int    `json:"line" doc:"The line of the file, counted from 1."`
	Kind   string `json:"kind" enum:"bad_row,correction_moved,credit_moved,correction_left,credit_left,below_a_cent"`
	Reason string `json:"reason" doc:"What is said about the line, in English."`
}

// TransformSchema says what is too long for a tag.
func (ImportRemark) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"kind": "What is said about the line. `bad_row`: it cannot be used; `correction_moved`, `credit_moved`: what exceeds its group reduced another " +
			"one; `correction_left`, `credit_left`: it exceeds all that the account was charged; `below_a_cent`: it is worth less than a cent.",
	})
}

type (
	importAnswer     struct{ Body Import }
	importReadAnswer struct{ Body ImportWithReport }
)

func (s *surface) imports() {
	on(s, call{
		method: http.MethodPost, path: "/v1/imports", summary: "Hand in a file of consumption, all of it or nothing", does: access.HandInImport,
		status: http.StatusAccepted, form: importForm,
	}, s.postImport)
	on(s, call{method: http.MethodGet, path: "/v1/imports", summary: "Files of consumption, newest first", does: access.ListImports}, s.listImports)
	on(s, call{method: http.MethodGet, path: "/v1/imports/{id}", summary: "A file of consumption with its report", does: access.ReadImport}, s.getImport)
	on(s, call{
		method: http.MethodGet, path: "/v1/imports/{id}/report", summary: "The report of a file of consumption, as a CSV file", does: access.ReadImportReport,
	}, s.getImportReport)
}

func (s *surface) listImports(ctx context.Context, in *struct{ PageQuery }) (*listAnswer[Import], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Imports.List(ctx, page)
	return listOf(found, s.showImport), err
}

// shownRemarks is how many bad rows, and how many notes, an answer has.
const shownRemarks = 50

// importPath names an import by the caller's id, or by ours.
type importPath struct {
	ID ids.Import `path:"id" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The id under which the file was handed in."`
}

func (s *surface) getImport(ctx context.Context, in *importPath) (*importReadAnswer, error) {
	found, err := s.Office.Imports.Import(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	shown := ImportWithReport{Import: s.showImport(found), Report: showReport(found)}
	shown.Report.BadRows, shown.Report.Remarks = []ImportRemark{}, []ImportRemark{}
	err = s.eachRemark(ctx, in.ID, func(r imports.Remark) bool {
		of := &shown.Report.Remarks
		if r.Kind == imports.BadRows {
			of = &shown.Report.BadRows
		}
		if len(*of) < shownRemarks {
			*of = append(*of, showRemark(r))
		}
		return len(shown.Report.BadRows) < min(shownRemarks, found.Report.Bad) || len(shown.Report.Remarks) < shownRemarks
	})
	return &importReadAnswer{Body: shown}, err
}

// remarksAtOnce is how many are read at a time.
const remarksAtOnce = 1000

// eachRemark calls see with each remark, until it answers that it has seen enough.
func (s *surface) eachRemark(ctx context.Context, id ids.Import, see func(imports.Remark) (more bool)) error {
	for after := int64(0); ; {
		page, err := s.Office.Imports.Remarks(ctx, id, after, remarksAtOnce)
		if err != nil {
			return err
		}
		for _, r := range page {
			if !see(r) {
				return nil
			}
			after = r.ID
		}
		if len(page) < remarksAtOnce {
			return nil
		}
	}
}

func (s *surface) showImport(i bill.Import) Import {
	terms := ImportTerms{
		Format: i.Terms.Format, Encoding: i.Terms.Encoding, Rates: rates(i.Terms), Scale: i.Terms.Scale.String(), TaxCode: i.Terms.TaxCode,
		TaxRate: i.Terms.TaxRate, SkipBad: i.Terms.SkipBad,
	}
	return Import{
		ID: i.ID, Status: i.Status, Progress: ImportProgress{i.Percent(), i.Progress.Rows, i.Progress.Items, i.Progress.Booked},
		Href: "/v1/imports/" + string(i.ID), Workflow: s.workflow(message.WorkflowOfImport(i.ID)), Terms: terms, SHA256: i.SHA256, Size: i.Size,
		RequestedBy: i.By.String(), ReceivedAt: i.ReceivedAt.UTC(), EndedAt: utc(i.EndedAt),
	}
}

func rates(terms bill.Terms) map[string]string {
	shown := map[string]string{}
	for currency, rate := range terms.Rates {
		shown[currency] = rate.String()
	}
	return shown
}

func showReport(i bill.Import) ImportReport {
	r := i.Report
	shown := ImportReport{
		Version: r.Version, File: r.File, Why: r.Why, Rows: r.Rows, Bad: r.Bad, Repeated: r.Repeated, Groups: r.Groups, Items: r.Items, Known: r.Known,
		Accounts: r.Accounts, NewAccounts: r.NewAccounts, Sellers: []SellerCash{}, Coupon: r.Coupon, Notes: map[string]int{}, Rates: rates(i.Terms),
		Href: "/v1/imports/" + string(i.ID) + "/report",
	}
	for _, seller := range r.Sellers() {
		shown.Sellers = append(shown.Sellers, SellerCash{seller, r.Cash[seller]})
	}
	for kind, count := range r.Notes {
		shown.Notes[string(kind)] = count
	}
	return shown
}

func showRemark(r imports.Remark) ImportRemark {
	shown := ImportRemark{Line: r.Line, Kind: r.Kind, Reason: r.Reason}
	if r.Note != nil {
		shown.Reason = r.Note.Sentence()
	}
	return shown
}

// getImportReport writes the whole report as a table: the figures, then every line about which something is said.
func (s *surface) getImportReport(ctx context.Context, in *importPath) (*huma.StreamResponse, error) {
	found, err := s.Office.Imports.Import(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", "text/csv; charset=utf-8")
		answer.SetHeader("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "import-"+string(in.ID)+".csv"))
		report := csv.NewWriter(answer.BodyWriter())
		defer report.Flush()
		for _, row := range figures(found) {
			_ = report.Write([]string{"figure", row[0], "", row[1]})
		}
		err := s.eachRemark(answer.Context(), in.ID, func(r imports.Remark) bool {
			shown := showRemark(r)
			return report.Write([]string{"line", shown.Kind, strconv.Itoa(shown.Line), unformulated(shown.Reason)}) == nil
		})
		if err != nil {
			_ = report.Write([]string{"error", "", "", "The report ends here, because the rest could not be read."})
		}
	}}, nil
}

// unformulated keeps a spreadsheet from computing what stands in somebody's file.
func unformulated(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@') {
		return "'" + text
	}
	return text
}

func figures(i bill.Import) [][2]string {
	r := i.Report
	rows := [][2]string{
		{"id", string(i.ID)},
		{"status", string(i.Status)},
		{"version", r.Version},
		{"file", r.File},
		{"sha256", i.SHA256},
		{"why", r.Why},
		{"rows", strconv.Itoa(r.Rows)},
		{"bad", strconv.Itoa(r.Bad)},
		{"repeated", strconv.Itoa(r.Repeated)},
		{"groups", strconv.Itoa(r.Groups)},
		{"items", strconv.Itoa(r.Items)},
		{"known", strconv.Itoa(r.Known)},
		{"accounts", strconv.Itoa(r.Accounts)},
		{"new_accounts", strconv.Itoa(r.NewAccounts)},
		{"coupon", r.Coupon.String()},
	}
	for _, seller := range r.Sellers() {
		rows = append(rows, [2]string{"cash of " + string(seller), r.Cash[seller].String()})
	}
	for _, currency := range i.Terms.Currencies() {
		rows = append(rows, [2]string{"rate of " + currency, i.Terms.Rates[currency].String()})
	}
	for _, kind := range bill.NoteKinds {
		rows = append(rows, [2]string{string(kind), strconv.Itoa(r.Notes[kind])})
	}
	return rows
}
