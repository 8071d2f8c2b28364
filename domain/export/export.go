// Package export says what is handed out as a file: a month's invoices with their files, the ledger behind an account's balance, and what
// auditors look at (P6). An export is one unit: a file that is whole, or a sentence that says why there is none.
package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
)

// What is exported.
type What string

// What there is to export.
const (
	// Invoices are those that were issued in the time, and their red documents.
	Invoices What = "invoices"
	// Ledger are the records behind the amounts, as they stood at the end of the time, and what moved in it.
	Ledger What = "ledger"
	// AuditPack is both, with the audit trail of the time.
	AuditPack What = "audit_pack"
	// Documents are what accounting books: each document that was issued, red-issued or voided in the time.
	Documents What = "documents"
)

// Whats are all of them.
func Whats() []What { return []What{Invoices, Ledger, AuditPack, Documents} }

// Format is how a file is written.
type Format string

// The formats.
const (
	// Zip has the documents' own files too, with the tables as a workbook.
	Zip Format = "zip"
	// XLSX is a workbook with a sheet for each table.
	XLSX Format = "xlsx"
	// CSV is the first table alone.
	CSV Format = "csv"
	// JSONL is one JSON object a line.
	JSONL Format = "jsonl"
)

// Formats are all of them.
func Formats() []Format { return []Format{Zip, XLSX, CSV, JSONL} }

// ContentType is what a file of the format is served as.
func (f Format) ContentType() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case CSV:
		return "text/csv; charset=utf-8"
	case JSONL: // many clients take every type with json in its name for one JSON value
		return "application/octet-stream"
	default:
		return "application/zip"
	}
}

// Terms say what is exported, and how.
type Terms struct {
	What What `json:"what"`
	// Account is empty for all accounts.
	Account ids.Account `json:"account,omitempty"`
	// From and To are days in Asia/Shanghai, both included.
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Format Format        `json:"format"`
	// Invoices are those that were chosen, whenever they were issued; none for all of the time.
	Invoices []ids.Invoice `json:"invoices,omitempty"`
	// Filter is what the list is narrowed by that is exported; nil for all (P8 of the design: an export is what the screen shows).
	Filter *Filter `json:"filter,omitempty"`
}

// Same reports whether the same is asked for.
func (t Terms) Same(other Terms) bool {
	ours, err := json.Marshal(t)
	theirs, wrong := json.Marshal(other)
	return err == nil && wrong == nil && bytes.Equal(ours, theirs)
}

// Filter narrows the invoices as a list of them is narrowed. What is empty does not narrow.
type Filter struct {
	View           string `json:"view,omitempty"`
	Status         string `json:"status,omitempty"`
	Seller         string `json:"seller,omitempty"`
	Kind           string `json:"kind,omitempty"`
	Medium         string `json:"medium,omitempty"`
	Number         string `json:"number,omitempty"`
	TrackingNumber string `json:"tracking_number,omitempty"`
	Title          string `json:"title,omitempty"`
	AmountFrom     string `json:"amount_from,omitempty"`
}

// Narrowed reports whether only some invoices are meant.
func (t Terms) Narrowed() bool { return len(t.Invoices) > 0 || t.Filter != nil }

// longest is how many days an export may reach over.
const longest = 366

// Check refuses what cannot be made.
func (t Terms) Check() error {
	var refused refusal.List
	if !slices.Contains(Whats(), t.What) {
		refused = append(refused, refusal.BadInput("what", "It is invoices, ledger, audit_pack or documents.", "应为 invoices、ledger、audit_pack 或 documents。"))
	}
	if !slices.Contains(Formats(), t.Format) {
		refused = append(refused, refusal.BadInput("format", "It is zip, xlsx, csv or jsonl.", "应为 zip、xlsx、csv 或 jsonl。"))
	} else if t.What == AuditPack && t.Format != Zip {
		refused = append(refused, refusal.BadInput("format", "An audit pack is a zip.", "审计包只能导出为 zip。"))
	} else if (t.What == Documents) != (t.Format == JSONL) {
		refused = append(refused, refusal.BadInput("format", "Documents are jsonl, and nothing else is.", "会计凭证数据（documents）只能导出为 jsonl，其他内容不能。"))
	}
	if t.Narrowed() && t.What != Invoices {
		refused = append(refused, refusal.BadInput("what", "Only invoices are narrowed or chosen.", "仅导出发票（invoices）时可筛选或选择发票。"))
	}
	switch {
	case len(t.Invoices) > 0: // whenever they were issued
	case t.From.Year() < 2000 || t.To.Year() > 2200:
		refused = append(refused, refusal.BadInput("from", "The days must lie between the years 2000 and 2200.", "日期应在 2000 年至 2200 年之间。"))
	case t.To.Before(t.From):
		refused = append(refused, refusal.BadInput("to", "The last day lies before the first one.", "结束日期早于开始日期。"))
	case t.Narrowed() && t.What != Invoices:
		refused = append(refused, refusal.BadInput("what", "Only invoices are chosen, or narrowed.", "仅发票可以选择或筛选。"))
	case t.Narrowed() && t.Account != "": // a list of one account is exported whole
	case t.From.AddDays(longest - 1).Before(t.To):
		refused = append(refused, refusal.BadInput("to", "An export reaches over 366 days at most.", "一次导出的时间范围最多 366 天。"))
	}
	return refused.ErrorOrNil()
}

// Since is the beginning of the first day, Until the end of the last one: the first instant that is not of the time any more.
func (t Terms) Since() time.Time { return t.From.At(0, 0, 0) }

// Until is described with Since.
func (t Terms) Until() time.Time { return t.To.AddDays(1).At(0, 0, 0) }

// Name is what the file is called when it is saved.
func (t Terms) Name() string {
	whose := "all"
	if t.Account != "" {
		whose = string(t.Account)
	}
	if len(t.Invoices) > 0 {
		return fmt.Sprintf("%s-%s-chosen-%d.%s", t.What, whose, len(t.Invoices), t.Format)
	}
	return fmt.Sprintf("%s-%s-%s-%s.%s", t.What, whose, t.From, t.To, t.Format)
}

// Status is how far an export has come.
type Status string

// The states, in their order. The last two are its ends.
const (
	Requested Status = "requested"
	Making    Status = "making"
	Ready     Status = "ready"
	Failed    Status = "failed"
)

// Statuses are all of them.
func Statuses() []Status { return []Status{Requested, Making, Ready, Failed} }

// Ended reports whether nothing happens any more.
func (s Status) Ended() bool { return s == Ready || s == Failed }

// Progress is how far an export has come.
type Progress struct {
	// Done rows of about Of are written.
	Done int `json:"done"`
	Of   int `json:"of"`
}

// File is what was made, as the store keeps it.
type File struct {
	Key    string
	SHA256 string
	Size   int64
}

// Export is one file that somebody asked for.
type Export struct {
	ID          ids.Export
	Terms       Terms
	By          actor.Actor
	RequestedAt time.Time
	Status      Status
	Progress    Progress
	// File is there once it is ready.
	File File
	// Why says why nothing came of it.
	Why     refusal.Words
	EndedAt *time.Time
}

// Percent is how far it has come.
func (e Export) Percent() int {
	if e.Status.Ended() {
		return 100
	}
	return min(99, 100*e.Progress.Done/max(1, e.Progress.Of))
}
