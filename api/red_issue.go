package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/office/read"
	"kaipiao/office/reversals"
	"kaipiao/provider"
)

// PreFlight says beforehand what would become of a red-issue: the customer is told whether the buyer has to confirm.
type PreFlight struct {
	Branch     reversal.Branch `json:"branch" enum:"at_once,needs_confirmation,refused"`
	Why        string          `json:"why" doc:"Why it goes that way, in English."`
	WhyZH      string          `json:"why_zh" doc:"Why it goes that way, in Chinese."`
	UsageKnown bool            `json:"usage_known" doc:"Whether the provider tells what the buyer has done; if not, the red-letter form will."`
	Remaining  money.Amount    `json:"remaining" doc:"What is left of the invoice, with tax, in CNY."`
	Lines      []LineLeft      `json:"lines" nullable:"false" doc:"Its lines of which something is left, with how much."`
	Suggested  []SuggestedLine `json:"suggested" nullable:"false" doc:"How much of which lines would clear what was refunded after it had been invoiced."`
}

// LineLeft is what is left of one line of an invoice.
type LineLeft struct {
	Line    int          `json:"line" doc:"The number of the invoice's line, from 1."`
	Product string       `json:"product" doc:"What was sold (品名)."`
	TaxRate money.Rate   `json:"tax_rate" doc:"Its VAT rate (税率); exempt for none."`
	Net     money.Amount `json:"net" doc:"What is left of it without tax, in CNY (金额)." example:"1000.00"`
	Tax     money.Amount `json:"tax" doc:"What is left of its tax, in CNY (税额)." example:"60.00"`
	Gross   money.Amount `json:"gross" doc:"What is left of it with tax, in CNY (价税合计)." example:"1060.00"`
}

// SuggestedLine is how much of a line would clear what its records owe.
type SuggestedLine struct {
	Line    int          `json:"line" doc:"The number of the invoice's line, from 1."`
	Net     money.Amount `json:"net" doc:"How much to take off it without tax, in CNY (金额)." example:"1000.00"`
	Gross   money.Amount `json:"gross" doc:"What that is with tax, in CNY (价税合计)." example:"1060.00"`
	Because []OwedRecord `json:"because" nullable:"false" doc:"The records that owe it."`
}

// OwedRecord is what one record owes because it was refunded.
type OwedRecord struct {
	Consumption ids.Consumption `json:"consumption"`
	Amount      money.Amount    `json:"amount" doc:"What it owes (欠票), in CNY with tax." example:"60.00"`
}

// RedIssuePreview is what a red-issue would come to. Its amounts are below zero, as on the red document.
type RedIssuePreview struct {
	Lines     []ReversalLine `json:"lines" nullable:"false" doc:"What would be undone of each line (明细)."`
	Net       money.Amount   `json:"net" doc:"Amount without tax, in CNY (金额), below zero." example:"-1000.00"`
	Tax       money.Amount   `json:"tax" doc:"The tax in CNY (税额), below zero." example:"-60.00"`
	Amount    money.Amount   `json:"amount" doc:"Amount with tax, in CNY (价税合计), below zero." example:"-1060.00"`
	Remaining money.Amount   `json:"remaining" doc:"What would be left of the invoice, with tax, in CNY."`
	Returned  money.Amount   `json:"returned" doc:"What would come back to the account, in CNY with tax." example:"1060.00"`
	Clears    money.Amount   `json:"clears" doc:"How much of that clears outstanding amounts (冲抵欠票); the rest can be invoiced again." example:"60.00"`
}

type redIssuePreviewAnswer struct{ Body RedIssuePreview }

type preFlightAnswer struct{ Body PreFlight }

// Reversal is an attempt to undo an invoice, wholly or in part (V1 to V4). Amounts are below zero, as on the red document.
type Reversal struct {
	ID          ids.Reversal      `json:"id"`
	Invoice     ids.Invoice       `json:"invoice"`
	Kind        reversal.Kind     `json:"kind" enum:"red,void"`
	Reason      invoice.RedReason `json:"reason" enum:"error,return,termination,discount"`
	Status      reversal.Status   `json:"status"`
	Lines       []ReversalLine    `json:"lines" nullable:"false" doc:"What is undone of each line (明细)."`
	Net         money.Amount      `json:"net" doc:"Amount without tax, in CNY (金额), below zero." example:"-1000.00"`
	Tax         money.Amount      `json:"tax" doc:"The tax in CNY (税额), below zero." example:"-60.00"`
	Amount      money.Amount      `json:"amount" doc:"Amount with tax, in CNY (价税合计), below zero." example:"-1060.00"`
	RequestedAt time.Time         `json:"requested_at" doc:"When it was asked for or found, in UTC." example:"2026-09-18T02:00:00Z"`
	Origin      reversal.Origin   `json:"origin" enum:"seller,buyer,elsewhere,vendor"`
	Word        *reversal.Word    `json:"word" nullable:"true" enum:"confirm,deny"`
	ConfirmBy   *time.Time        `json:"confirm_by" nullable:"true" doc:"Until when the form can be confirmed, in UTC; it lapses then. Null where nobody has to."`
	FormNumber  *string           `json:"form_number" nullable:"true" doc:"The bureau's number of the red-letter form (红字信息确认单编号); null until it is told."`
	Number      *string           `json:"number" nullable:"true" doc:"The number of the red document (红字发票号码); null before." example:"26110000000000000009"`
	IssuedOn    *calendar.Date    `json:"issued_on" nullable:"true" doc:"The date on the red document in Asia/Shanghai (开票日期); null before."`
	EndedAt     *time.Time        `json:"ended_at" nullable:"true" doc:"When it was done or given up, in UTC; null before."`
	Why         *string           `json:"why" nullable:"true" doc:"Why nothing came of it, in the provider's words; null where something did."`
	Files       []File            `json:"files" nullable:"false" doc:"The files of the red document; empty before they are stored, and for paper."`
	ReplacedBy  []ids.Invoice     `json:"replaced_by" nullable:"false" doc:"The invoices that were applied for instead."`
	Actions     []Action          `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// ReversalLine is what is undone of one line.
type ReversalLine struct {
	Line  int          `json:"line" doc:"The number of the invoice's line, from 1."`
	Net   money.Amount `json:"net" doc:"What is undone of it without tax, in CNY (金额), below zero." example:"-1000.00"`
	Tax   money.Amount `json:"tax" doc:"What is undone of its tax, in CNY (税额), below zero." example:"-60.00"`
	Gross money.Amount `json:"gross" doc:"What is undone of it with tax, in CNY (价税合计), below zero." example:"-1060.00"`
}

// RedIssueBody asks for an invoice to be red-issued; without lines, for everything that is left of it.
type RedIssueBody struct {
	Reason invoice.RedReason `json:"reason" enum:"error,return,termination,discount"`
	Lines  []RedLineBody     `json:"lines,omitempty" maxItems:"2000" minItems:"1" doc:"How much of which lines (V2); left out for everything that is left of it."`
}

// RedLineBody is how much of a line, without tax.
type RedLineBody struct {
	Line int          `json:"line" minimum:"1" maximum:"2000" doc:"The number of the invoice's line, from 1."`
	Net  money.Amount `json:"net" doc:"How much is undone of it, without tax, in CNY (金额); above zero." example:"1000.00"`
}

type reversalAnswer struct{ Body Reversal }

func (s *surface) redIssue() {
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/red-issue", does: access.ForeseeRedIssue,
		summary: "What would become of a red-issue",
	}, s.preFlight)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/red-issue", does: access.RedIssue, status: http.StatusCreated,
		summary: "Red-issue an e-invoice, wholly or in part",
	}, s.postRedIssue)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/red-issue/preview", does: access.PreviewRedIssue,
		summary: "What a red-issue would come to",
	}, s.previewRedIssue)
	on(s, call{
		method: http.MethodPost, path: "/v1/invoices/{id}/red-issue/withdraw", does: access.WithdrawReversal,
		summary: "Take back a red-letter form that the buyer has not confirmed",
	}, s.withdrawRedIssue)
	on(s, call{
		method: http.MethodGet, path: "/v1/invoices/{id}/red/{reversal}/files/{format}", does: access.ReadReversalFile,
		summary: "A file of a red invoice",
	}, s.getRedFile)
}

func (s *surface) preFlight(ctx context.Context, in *ObjectPath[ids.Invoice]) (*preFlightAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reversals.PreFlight(ctx, i.ID, actorOf(ctx), func(ctx context.Context, serial invoice.Serial, number string) (invoice.Usage, error) {
		asking, stop := context.WithTimeout(ctx, usageTimeout)
		defer stop()
		return s.Provider.Usage(asking, provider.Key{Serial: serial, Number: number})
	})
	if errors.Is(err, reversals.ErrUsageUnknown) {
		slog.WarnContext(ctx, "the provider does not say what the buyer has done with an invoice", "error", err)
		return nil, edgeProblem(codeProviderUnavailable)
	}
	return &preFlightAnswer{Body: showPreFlight(found)}, err
}

func showPreFlight(found reversal.PreFlight) PreFlight {
	shown := PreFlight{
		Branch: found.Branch, Why: found.English, WhyZH: found.Chinese, UsageKnown: found.UsageKnown, Remaining: found.Remaining,
		Lines: make([]LineLeft, len(found.Left)), Suggested: make([]SuggestedLine, len(found.Suggested)),
	}
	for n, line := range found.Left {
		shown.Lines[n] = LineLeft{
			Line: line.Number, Product: line.Product, TaxRate: line.TaxRate, Net: line.Net, Tax: line.Tax, Gross: line.Gross,
		}
	}
	for n, one := range found.Suggested {
		shown.Suggested[n] = SuggestedLine{Line: one.Line, Net: one.Net, Gross: one.Gross, Because: make([]OwedRecord, len(one.Because))}
		for m, owed := range one.Because {
			shown.Suggested[n].Because[m] = OwedRecord(owed)
		}
	}
	return shown
}

func (s *surface) previewRedIssue(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Body RedIssueBody
},
) (*redIssuePreviewAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	nets, err := netsOf(in.Body.Lines)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reversals.Foresee(ctx, i.ID, nets, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	net, tax, gross := invoice.Totals(found.Lines)
	return &redIssuePreviewAnswer{Body: RedIssuePreview{
		Lines: showReversed(found.Lines), Net: net.Neg(), Tax: tax.Neg(), Amount: gross.Neg(), Remaining: found.Remaining, Returned: gross,
		Clears: found.Clears,
	}}, nil
}

// showReversed shows what is undone of lines: below zero, as on the red document.
func showReversed(lines []invoice.Line) []ReversalLine {
	shown := make([]ReversalLine, len(lines))
	for n, line := range lines {
		shown[n] = ReversalLine{Line: line.Number, Net: line.Net.Neg(), Tax: line.Tax.Neg(), Gross: line.Gross.Neg()}
	}
	return shown
}

func (s *surface) postRedIssue(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Key  callersKey `header:"Idempotency-Key" required:"true"`
	Body RedIssueBody
},
) (*reversalAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	request := reversals.Request{Invoice: i.ID, Reason: in.Body.Reason, By: actorOf(ctx), Key: string(in.Key)}
	if request.Nets, err = netsOf(in.Body.Lines); err != nil {
		return nil, err
	}
	canonical, err := json.Marshal(struct {
		Invoice ids.Invoice
		RedIssueBody
	}{i.ID, in.Body})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	request.Fingerprint = sum[:]
	requested, err := s.Office.Reversals.Request(ctx, request, s.Now())
	return &reversalAnswer{Body: s.showReversal(ctx, i)(requested)}, err
}

// netsOf are the net amounts by the numbers of the lines; no lines are all of them.
func netsOf(lines []RedLineBody) (map[int]money.Amount, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	nets := map[int]money.Amount{}
	for n, line := range lines {
		if _, twice := nets[line.Line]; twice {
			return nil, malformed(fmt.Sprintf("lines[%d].line", n), "Name each line once.", "每个明细行只能填写一次。")
		}
		if !line.Net.IsPositive() {
			return nil, malformed(fmt.Sprintf("lines[%d].net", n), "Write an amount above zero; it is what is taken off the line.", "请填写大于零的金额，即该行要冲红的金额。")
		}
		nets[line.Line] = line.Net
	}
	return nets, nil
}

func (s *surface) withdrawRedIssue(ctx context.Context, in *ObjectPath[ids.Invoice]) (*reversalAnswer, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Reversals.Withdraw(ctx, in.ID, actorOf(ctx), s.Now())
	return &reversalAnswer{Body: s.showReversal(ctx, i)(found)}, err
}

func (s *surface) getRedFile(ctx context.Context, in *struct {
	ObjectPath[ids.Invoice]
	Reversal ids.Reversal       `path:"reversal" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Format   invoice.FileFormat `path:"format" enum:"pdf,ofd,xml"`
},
) (*huma.StreamResponse, error) {
	i, err := s.ownInvoice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, reversal := range i.Reversals {
		if reversal.ID == in.Reversal {
			return s.fileOf(ctx, reversal.Files, in.Format, reversal.Number)
		}
	}
	return nil, refusal.New(refusal.NotFound, "", "reversal")
}

// fileOf sends the file of a format among those of a document.
func (s *surface) fileOf(ctx context.Context, files []invoice.File, format invoice.FileFormat, number string) (*huma.StreamResponse, error) {
	for _, file := range files {
		if file.Format != format {
			continue
		}
		return s.sendFile(ctx, download{
			key: file.Key, name: number + "." + string(format), contentType: format.ContentType(), sha256: file.SHA256, size: file.Size,
		})
	}
	return nil, refusal.New(refusal.FileNotReady, "")
}

// showReversal shows reversals of an invoice to the caller.
func (s *surface) showReversal(ctx context.Context, of read.Invoice) func(reversal.Reversal) Reversal {
	return func(r reversal.Reversal) Reversal {
		shown := showReversal(r)
		shown.Actions = s.actions(ctx, objectOf(of), r.Offers(actorOf(ctx)))
		return shown
	}
}

func showReversal(r reversal.Reversal) Reversal {
	shown := Reversal{
		ID: r.ID, Invoice: r.Invoice, Kind: r.Kind, Reason: r.Reason, Status: r.Status, Lines: showReversed(r.Lines),
		Net: r.Net.Neg(), Tax: r.Tax.Neg(), Amount: r.Gross.Neg(), RequestedAt: r.RequestedAt.UTC(), ConfirmBy: utc(r.ConfirmBy),
		FormNumber: orNull(r.FormNumber), Number: orNull(r.Number), IssuedOn: r.IssuedOn(), EndedAt: utc(r.EndedAt), Why: orNull(r.Why),
		Files:      make([]File, len(r.Files)),
		ReplacedBy: []ids.Invoice{}, Origin: r.Origin,
	}
	if r.Word != reversal.NoWord {
		shown.Word = &r.Word
	}
	for n, file := range r.Files {
		shown.Files[n] = File{Format: file.Format, SHA256: file.SHA256, Href: fmt.Sprintf("/v1/invoices/%s/red/%s/files/%s", r.Invoice, r.ID, file.Format)}
	}
	return shown
}
